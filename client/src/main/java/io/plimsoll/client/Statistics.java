package io.plimsoll.client;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What became of the events that were logged so far. */
public final class Statistics {
  private final long accepted;
  private final Map<String, Long> refused;
  private final Map<String, Long> dropped;
  private final long queued;
  private final long retries;

  Statistics(
      long accepted,
      Map<String, Long> refused,
      Map<String, Long> dropped,
      long queued,
      long retries) {
    this.accepted = accepted;
    this.refused = Collections.unmodifiableMap(new TreeMap<>(refused));
    this.dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
    this.queued = queued;
    this.retries = retries;
  }

  /** Events that the server has acknowledged. */
  public long accepted() {
    return accepted;
  }

  /** Events that can never be taken, by code. */
  public Map<String, Long> refused() {
    return refused;
  }

  /** Events that were given up, by reason. */
  public Map<String, Long> dropped() {
    return dropped;
  }

  /** Events that wait or are on their way. */
  public long queued() {
    return queued;
  }

  /** Requests that had to be sent again. */
  public long retries() {
    return retries;
  }

  /** All that did not arrive and never will. */
  public long lost() {
    return sum(refused) + sum(dropped);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    return "accepted="
        + accepted
        + ", refused="
        + refused
        + ", dropped="
        + dropped
        + ", queued="
        + queued
        + ", retries="
        + retries;
  }
}

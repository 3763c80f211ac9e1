package io.plimsoll.server.serving;

import io.plimsoll.inference.Model;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.LoggedFields;
import io.plimsoll.server.registry.ServedVersion;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A version that is ready to answer. Calls hold it while they run, so that one which was replaced
 * is closed when its last call has ended and no call ever meets a closed model. Thread-safe.
 */
final class LoadedVersion {
  private final ServedVersion version;
  private final Model model;
  private final LoggedFields loggedFields;
  private final String label;
  private final Environment environment;
  private final CallCounts counts;
  private final AtomicInteger holders;
  private final AtomicBoolean isRetired;

  LoadedVersion(ServedVersion version, Model model, LoggedFields loggedFields) {
    this.version = version;
    this.model = model;
    this.loggedFields = loggedFields;
    this.label = String.valueOf(version.number());
    this.environment = Environment.PRODUCTION;
    this.counts = new CallCounts();
    this.holders = new AtomicInteger(1);
    this.isRetired = new AtomicBoolean();
  }

  private LoadedVersion(LoadedVersion same, Environment environment) {
    this.version = same.version;
    this.model = same.model;
    this.loggedFields = same.loggedFields;
    this.label = same.label;
    this.environment = environment;
    this.counts = same.counts;
    this.holders = same.holders;
    this.isRetired = same.isRetired;
  }

  /**
   * The same version, held and retired as one with this, whose calls are those of another place.
   */
  LoadedVersion in(Environment other) {
    return new LoadedVersion(this, other);
  }

  /** For whom its calls are logged; production, and calls by number, if nobody says otherwise. */
  Environment environment() {
    return environment;
  }

  ServedVersion version() {
    return version;
  }

  Model model() {
    return model;
  }

  /** The version's number as the wire writes it. */
  String label() {
    return label;
  }

  /** What may be kept of its calls. */
  LoggedFields loggedFields() {
    return loggedFields;
  }

  /** What has become of its calls. */
  CallCounts counts() {
    return counts;
  }

  /** Whether a call now takes microseconds and blocks on nothing. */
  boolean answersAtOnce() {
    return model.answersAtOnce();
  }

  /** Holds the version for one call; false if it is closed already. */
  boolean hold() {
    int before;
    do {
      before = holders.get();
      if (before == 0) {
        return false;
      }
    } while (!holders.compareAndSet(before, before + 1));
    return true;
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      model.close();
    }
  }

  /** Takes no new calls; closes when the last one has ended. */
  void retire() {
    if (isRetired.compareAndSet(false, true)) {
      release();
    }
  }
}

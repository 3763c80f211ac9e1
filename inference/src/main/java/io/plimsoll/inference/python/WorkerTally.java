package io.plimsoll.inference.python;

import java.util.EnumMap;
import java.util.Map;

/** Counts the starts and ends of a pool's workers by reason. Thread-safe. */
final class WorkerTally {

  private final Map<WorkerReason, Long> starts = new EnumMap<>(WorkerReason.class);
  private final Map<WorkerReason, Long> ends = new EnumMap<>(WorkerReason.class);
  private double lastStartMs;

  synchronized void starts(WorkerReason reason) {
    starts.merge(reason, 1L, Long::sum);
  }

  synchronized void ends(WorkerReason reason) {
    ends.merge(reason, 1L, Long::sum);
  }

  synchronized void startTook(double ms) {
    lastStartMs = ms;
  }

  synchronized double lastStartMs() {
    return lastStartMs;
  }

  synchronized int replacements() {
    return (int)
        starts.entrySet().stream()
            .filter(entry -> entry.getKey().isReplacement())
            .mapToLong(Map.Entry::getValue)
            .sum();
  }

  synchronized WorkerCounts with(int ready, int starting, long residentBytes) {
    return new WorkerCounts(ready, starting, residentBytes, starts, ends, lastStartMs);
  }
}

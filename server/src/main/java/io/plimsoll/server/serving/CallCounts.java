package io.plimsoll.server.serving;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** What became of the calls of a loaded version since it was loaded here. Thread-safe. */
final class CallCounts {
  private final LongAdder answered = new LongAdder();
  private final LongAdder answeredNanos = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder failedNanos = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private volatile long lastMillis;

  /** Counts at one moment; {@code lastMillis} is 0 if there was no call. */
  record Snapshot(
      long answered,
      long answeredNanos,
      long failed,
      long failedNanos,
      long rows,
      long lastMillis) {}

  void answered(Instant at, int rowCount, long nanos) {
    answered.increment();
    answeredNanos.add(nanos);
    rows.add(rowCount);
    lastMillis = at.toEpochMilli();
  }

  void failed(Instant at, long nanos) {
    failed.increment();
    failedNanos.add(nanos);
    lastMillis = at.toEpochMilli();
  }

  Snapshot snapshot() {
    return new Snapshot(
        answered.sum(),
        answeredNanos.sum(),
        failed.sum(),
        failedNanos.sum(),
        rows.sum(),
        lastMillis);
  }
}

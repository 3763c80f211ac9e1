package io.plimsoll.inference.python;

import java.time.Duration;
import java.util.List;

/**
 * How long to wait before the next start, so that workers which do not last do not burn the
 * machine. Times are those of {@link System#nanoTime}. Thread-safe.
 */
final class BackOff {

  /** A worker that lived for so long was a good one, whatever ended it. */
  static final Duration LASTING = Duration.ofSeconds(30);

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));

  private int failures;
  private long notBefore;
  private boolean isWaiting;

  /** A start has failed, or a worker has died that lived for so long; returns the pause. */
  synchronized Duration lost(Duration lived, long now) {
    if (lived.compareTo(LASTING) >= 0) {
      failures = 0;
    }
    Duration pause = PAUSES.get(Math.min(failures, PAUSES.size() - 1));
    failures++;
    notBefore = now + pause.toNanos();
    isWaiting = true;
    return pause;
  }

  /** Whether it is too early for the next start. */
  synchronized boolean holds(long now) {
    isWaiting = isWaiting && notBefore - now > 0;
    return isWaiting;
  }
}

package io.plimsoll.bench;

import java.time.Duration;

/**
 * How long a processor did nothing for a thread that never waits: other work, or a hypervisor that
 * has put the virtual processor aside. No server that runs there can answer meanwhile, and what
 * came in the meantime has to be worked off, so a latency at the far end of a distribution is
 * bounded by these from below.
 *
 * @param looked for how long
 * @param count of the stalls of {@value #AT_LEAST_MILLIS} ms and longer
 * @param stopped by all of them together
 * @param longest of them
 */
record Stalls(Duration looked, int count, Duration stopped, Duration longest) {
  private static final long AT_LEAST_MILLIS = 1;
  private static final long AT_LEAST_NANOS = AT_LEAST_MILLIS * 1_000_000;

  /** Looks at the clock without a pause, on the calling thread. */
  static Stalls during(Duration time) {
    long started = System.nanoTime();
    long last = started;
    int count = 0;
    long stopped = 0;
    long longest = 0;
    while (last - started < time.toNanos()) {
      long now = System.nanoTime();
      long gap = now - last;
      if (gap >= AT_LEAST_NANOS) {
        count++;
        stopped += gap;
        longest = Math.max(longest, gap);
      }
      last = now;
    }
    return new Stalls(
        Duration.ofNanos(last - started),
        count,
        Duration.ofNanos(stopped),
        Duration.ofNanos(longest));
  }

  double perSecond() {
    return count / (looked.toNanos() / 1e9);
  }

  /** Of the time, how much was lost. */
  double percent() {
    return 100.0 * stopped.toNanos() / looked.toNanos();
  }
}

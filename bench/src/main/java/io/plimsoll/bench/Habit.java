package io.plimsoll.bench;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How a user logs and what its SDK makes of that. Times are microseconds since 1970.
 *
 * @param from when the first event may come about
 * @param until when the last one may
 * @param gap how many microseconds after an event the next one comes, on average
 * @param isRandom whether each comes at a moment that depends on no other, or all are evenly apart
 * @param most how many events there are at most
 * @param interval how long an event waits for others to share its request
 * @param batch how many events fit into one
 */
record Habit(
    long from, long until, double gap, boolean isRandom, int most, Duration interval, int batch) {
  private static final Duration BACKLOG = Duration.ofMinutes(1);

  /** Logging steadily, with the defaults of the SDK. */
  static Habit steady(long from, Duration duration, double perSecond) {
    return new Habit(
        from,
        from + micros(duration),
        1e6 / perSecond,
        true,
        Integer.MAX_VALUE,
        Duration.ofMillis(250),
        1_000);
  }

  /** A queue that has filled up within a minute while the server was away. */
  static Habit backlog(long now, int events, int batch) {
    long minute = micros(BACKLOG);
    return new Habit(
        now - minute,
        SimulatedUser.NEVER,
        (double) minute / events,
        false,
        events,
        Duration.ZERO,
        batch);
  }

  /** How long after an event the next one comes. */
  long next(RandomGenerator random) {
    return (long) (isRandom ? -Math.log1p(-random.nextDouble()) * gap : gap);
  }

  long intervalMicros() {
    return micros(interval);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}

package io.plimsoll.client;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** How long to pause between attempts, in nanoseconds: doubling from 0.2 s to half a minute. */
final class Backoff {
  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

  private final DoubleSupplier random;

  Backoff() {
    this(() -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * For tests.
   *
   * @param random numbers from 0 to 1
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** The pause after this attempt, the first of which is 1. */
  long pause(int attempt) {
    long whole = Math.min(LONGEST, FIRST << Math.min(attempt - 1, 16));
    // Jitter over the upper half, so that many processes do not come back in step.
    return (long) (whole * (0.5 + random.getAsDouble() / 2));
  }
}

package io.plimsoll.server.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Notices when the clock of the machine is set back, by a time that only goes on. Not thread-safe.
 */
final class ClockWatch {
  /** What corrections of a clock come to that runs a little too fast. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final LongSupplier nanos;
  private long ahead;

  ClockWatch(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.ahead = ahead();
  }

  /** Whether it was since the last time that this was asked. */
  boolean wasSetBack() {
    long before = ahead;
    ahead = ahead();
    return before - ahead > TOLERANCE.toMillis();
  }

  /** How far the clock is before the other time; only a change of it means anything. */
  private long ahead() {
    return clock.millis() - Duration.ofNanos(nanos.getAsLong()).toMillis();
  }
}

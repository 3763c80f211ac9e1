package io.plimsoll.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The time of day in microseconds since 1970, as it was at the start plus what has passed since:
 * whoever sets the machine's clock meanwhile changes no figure.
 */
final class EvenClock {
  private final long started =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - System.nanoTime() / 1_000;

  long micros() {
    return started + System.nanoTime() / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}

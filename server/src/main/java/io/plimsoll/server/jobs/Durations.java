package io.plimsoll.server.jobs;

import java.time.Duration;
import java.util.Locale;

/** Durations as a person reads them in a log. */
public final class Durations {
  private Durations() {}

  /** Such as {@code 34 ms}, {@code 4.1 s} or {@code 2 min 5 s}. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
  }
}

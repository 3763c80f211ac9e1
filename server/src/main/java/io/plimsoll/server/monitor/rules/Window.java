package io.plimsoll.server.monitor.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;

/** A stretch of time in whole minutes, from its start up to the present. */
public record Window(Instant from, Instant to) {
  /** How far back a window may grow. */
  public static final Duration LONGEST = Duration.ofHours(24);

  /**
   * The last {@code length} before {@code now}, grown back over the minutes that hold rows until it
   * has {@code minimumRows} or is a day long.
   *
   * @param rowsByMinute rows of each minute that has any
   */
  public static Window grown(
      Instant now, Duration length, int minimumRows, NavigableMap<Instant, Long> rowsByMinute) {
    Instant from = start(now, length);
    long rows = rowsByMinute.tailMap(from, true).values().stream().mapToLong(Long::longValue).sum();
    Instant oldest = start(now, LONGEST);
    for (var minute : rowsByMinute.headMap(from, false).descendingMap().entrySet()) {
      if (rows >= minimumRows || minute.getKey().isBefore(oldest)) {
        break;
      }
      rows += minute.getValue();
      from = minute.getKey();
    }
    return new Window(from, now);
  }

  /** The first minute of the last {@code length} before {@code now}. */
  public static Instant start(Instant now, Duration length) {
    return now.minus(length).truncatedTo(ChronoUnit.MINUTES);
  }
}

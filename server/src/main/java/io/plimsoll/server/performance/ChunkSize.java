package io.plimsoll.server.performance;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Into which pieces time is cut: hours, days and weeks (from Monday) in UTC, or as many whole hours
 * as hold a number of predictions.
 */
sealed interface ChunkSize {
  /** A hour, a day or a week. */
  @Schema(name = "PerformanceChunkSize")
  enum Calendar implements ChunkSize {
    HOUR,
    DAY,
    WEEK;

    @Override
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** At least so many predictions. */
  record Rows(long least) implements ChunkSize {
    @Override
    public String text() {
      return "rows:" + least;
    }
  }

  Pattern ROWS = Pattern.compile("rows:(\\d{1,9})");

  static ChunkSize parse(@Nullable String text) {
    if (text == null) {
      return Calendar.DAY;
    }
    for (Calendar calendar : Calendar.values()) {
      if (calendar.name().equalsIgnoreCase(text)) {
        return calendar;
      }
    }
    Matcher rows = ROWS.matcher(text);
    if (rows.matches() && Long.parseLong(rows.group(1)) > 0) {
      return new Rows(Long.parseLong(rows.group(1)));
    }
    throw ProblemException.invalid(
        "chunk", "\"%s\" is none of hour, day, week or rows:5000.".formatted(text));
  }

  /** As it is asked for. */
  String text();

  /** An hour in which there were predictions. */
  record Hour(Instant start, long predictions, long labelled) {}

  /**
   * Hours that are looked at together.
   *
   * @param to its end; for a number of rows that of its last hour
   */
  record Chunk(Instant from, Instant to, List<Hour> hours) {
    public Chunk {
      hours = List.copyOf(hours);
    }

    long predictions() {
      return hours.stream().mapToLong(Hour::predictions).sum();
    }

    long labelled() {
      return hours.stream().mapToLong(Hour::labelled).sum();
    }
  }

  /** Cuts hours, which ascend, into chunks; times without predictions make none. */
  default List<Chunk> cut(List<Hour> hours) {
    List<Chunk> chunks = new ArrayList<>();
    List<Hour> open = new ArrayList<>();
    for (Hour hour : hours) {
      if (!open.isEmpty() && isFull(open, hour)) {
        chunks.add(chunk(open));
        open.clear();
      }
      open.add(hour);
    }
    if (!open.isEmpty()) {
      chunks.add(chunk(open));
    }
    return chunks;
  }

  private boolean isFull(List<Hour> open, Hour next) {
    return switch (this) {
      case Calendar calendar ->
          !start(calendar, open.getFirst().start()).equals(start(calendar, next.start()));
      case Rows rows -> open.stream().mapToLong(Hour::predictions).sum() >= rows.least();
    };
  }

  private Chunk chunk(List<Hour> hours) {
    return switch (this) {
      case Calendar calendar -> {
        Instant from = start(calendar, hours.getFirst().start());
        yield new Chunk(from, end(calendar, from), hours);
      }
      case Rows rows ->
          new Chunk(
              hours.getFirst().start(), hours.getLast().start().plus(1, ChronoUnit.HOURS), hours);
    };
  }

  private static Instant start(Calendar calendar, Instant at) {
    return switch (calendar) {
      case HOUR -> at.truncatedTo(ChronoUnit.HOURS);
      case DAY -> at.truncatedTo(ChronoUnit.DAYS);
      case WEEK ->
          at.atOffset(ZoneOffset.UTC)
              .truncatedTo(ChronoUnit.DAYS)
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
              .toInstant();
    };
  }

  private static Instant end(Calendar calendar, Instant from) {
    return switch (calendar) {
      case HOUR -> from.plus(1, ChronoUnit.HOURS);
      case DAY -> from.plus(1, ChronoUnit.DAYS);
      case WEEK -> from.plus(7, ChronoUnit.DAYS);
    };
  }
}

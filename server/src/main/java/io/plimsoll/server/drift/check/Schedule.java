package io.plimsoll.server.drift.check;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.schedule.Cron;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * When a check is due.
 *
 * @param at the time of day of a daily check, such as "06:30"; midnight if left out
 * @param cron the five fields of cron, for a check by cron
 * @param zone whose clock is meant, such as "Europe/Berlin"; UTC if left out
 */
@Schema(name = "CheckSchedule", requiredProperties = "kind")
public record Schedule(
    @Nullable Kind kind, @Nullable String at, @Nullable String cron, @Nullable String zone) {
  /** Every five minutes: a week of it has 2,016 runs. */
  private static final int MOST_PER_DAY = 288;

  private static final LocalDate SOME_MONDAY = LocalDate.of(2026, 1, 5);
  private static final int WEEKS = 4;

  /** How a schedule is told. */
  @Schema(name = "CheckScheduleKind")
  public enum Kind {
    @JsonProperty("hourly")
    HOURLY,
    @JsonProperty("daily")
    DAILY,
    @JsonProperty("cron")
    CRON
  }

  /** Refuses what is no schedule, or one that is due more often than every five minutes. */
  Schedule checked() {
    if (kind == null) {
      throw ProblemException.invalid("schedule.kind", "is missing; send hourly, daily or cron.");
    }
    if (kind == Kind.CRON && (cron == null || cron.isBlank())) {
      throw ProblemException.invalid(
          "schedule.cron", "is missing; send five fields such as \"0 6 * * 1-5\".");
    }
    timeOfDay();
    zoneId();
    if (kind == Kind.CRON) {
      requireBearable();
    }
    return this;
  }

  private void requireBearable() {
    // All days on which cron is due look alike, so the first of them tells, whenever it is.
    Instant first = byCron().next(beforeMonday());
    if (count(first.minusMillis(1), first.plus(Duration.ofDays(1)), MOST_PER_DAY + 1)
        > MOST_PER_DAY) {
      throw ProblemException.invalid(
          "schedule.cron",
          "\"%s\" is due more often than %d times a day, which is every five minutes; the monitor's drift rule looks every few seconds."
              .formatted(cron, MOST_PER_DAY));
    }
  }

  private Instant beforeMonday() {
    return SOME_MONDAY.atStartOfDay(zoneId()).toInstant().minusMillis(1);
  }

  /** How often cron is due between two times; counts no further than {@code most}. */
  private int count(Instant after, Instant until, int most) {
    Cron times = byCron();
    int count = 0;
    Instant before = after;
    for (Instant due = times.next(after);
        due.isBefore(until) && due.isAfter(before) && count < most;
        due = times.next(due)) {
      count++;
      before = due;
    }
    return count;
  }

  private LocalTime timeOfDay() {
    try {
      return at == null ? LocalTime.MIDNIGHT : LocalTime.parse(at);
    } catch (DateTimeParseException notATime) {
      throw ProblemException.invalid(
          "schedule.at", "\"%s\" is no time of day such as 06:30.".formatted(at));
    }
  }

  private ZoneId zoneId() {
    try {
      return ZoneId.of(zone == null || zone.isBlank() ? "UTC" : zone);
    } catch (DateTimeException unknown) {
      throw ProblemException.invalid(
          "schedule.zone", "\"%s\" is no time zone such as Europe/Berlin.".formatted(zone));
    }
  }

  /** The first time after {@code after} at which the check is due. */
  Instant next(Instant after) {
    return switch (Objects.requireNonNull(kind)) {
      case HOURLY -> after.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
      case DAILY -> nextDay(after);
      case CRON -> byCron().next(after);
    };
  }

  private Instant nextDay(Instant after) {
    var today = after.atZone(zoneId()).toLocalDate();
    for (int day = 0; ; day++) {
      Instant due = today.plusDays(day).atTime(timeOfDay()).atZone(zoneId()).toInstant();
      if (due.isAfter(after)) {
        return due;
      }
    }
  }

  private Cron byCron() {
    try {
      return new Cron(Objects.requireNonNull(cron), zoneId());
    } catch (IllegalArgumentException | DateTimeException notCron) {
      throw ProblemException.invalid(
          "schedule.cron",
          "\"%s\" is not five fields of cron: %s".formatted(cron, notCron.getMessage()));
    }
  }

  /** How often a week the check is due, on average; walks through four weeks of cron. */
  @JsonIgnore
  public double timesPerWeek() {
    return switch (Objects.requireNonNull(kind)) {
      case HOURLY -> 168;
      case DAILY -> 7;
      case CRON -> {
        Instant from = beforeMonday();
        int times = count(from, from.plus(Duration.ofDays(7L * WEEKS)), Integer.MAX_VALUE);
        yield Math.max(1.0 / 52, (double) times / WEEKS);
      }
    };
  }
}

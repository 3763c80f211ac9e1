package io.plimsoll.server.drift.check;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.schedule.Cron;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
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
  private static final double MOST_PER_WEEK = 2_016;
  private static final Instant SOME_MONDAY = Instant.parse("2026-01-05T00:00:00Z");
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
    // The first days tell without counting through four weeks of every minute.
    Instant until = SOME_MONDAY.plus(Duration.ofDays(1));
    int inADay = 0;
    for (Instant due = next(SOME_MONDAY); due.isBefore(until); due = next(due)) {
      inADay++;
      if (inADay > MOST_PER_WEEK / 7) {
        throw ProblemException.invalid(
            "schedule.cron",
            "\"%s\" is due more often than every five minutes; the monitor's drift rule looks every few seconds."
                .formatted(cron));
      }
    }
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
      case CRON -> nextByCron(after);
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

  private Instant nextByCron(Instant after) {
    try {
      return new Cron(Objects.requireNonNull(cron), zoneId()).next(after);
    } catch (IllegalArgumentException | DateTimeException notCron) {
      throw ProblemException.invalid(
          "schedule.cron",
          "\"%s\" is not five fields of cron: %s".formatted(cron, notCron.getMessage()));
    }
  }

  /** How often a week the check is due, on average. */
  @JsonIgnore
  public double timesPerWeek() {
    return switch (Objects.requireNonNull(kind)) {
      case HOURLY -> 168;
      case DAILY -> 7;
      case CRON -> {
        Instant until = SOME_MONDAY.plus(Duration.ofDays(7L * WEEKS));
        int times = 0;
        for (Instant due = next(SOME_MONDAY.minusSeconds(1));
            due.isBefore(until);
            due = next(due)) {
          times++;
        }
        yield Math.max(1.0 / 52, (double) times / WEEKS);
      }
    };
  }
}

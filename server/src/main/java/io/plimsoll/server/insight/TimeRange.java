package io.plimsoll.server.insight;

import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.http.RequestTime;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A half-open stretch of time: {@code from} belongs to it, {@code to} does not. */
record TimeRange(Instant from, Instant to) {
  static final Duration LONGEST = Duration.ofDays(31);

  /** What a request asked for; without {@code to} it ends now, without {@code from} it lasts. */
  static TimeRange parse(
      @Nullable String from, @Nullable String to, Duration lasting, Instant now) {
    Instant end = to == null ? now : RequestTime.parse("to", to);
    Instant start = from == null ? end.minus(lasting) : RequestTime.parse("from", from);
    if (!start.isBefore(end)) {
      throw ProblemException.invalid("from", "%s is not before %s.".formatted(start, end));
    }
    if (Duration.between(start, end).compareTo(LONGEST) > 0) {
      throw ProblemException.invalid(
          "from", "%s to %s is longer than %d days.".formatted(start, end, LONGEST.toDays()));
    }
    return new TimeRange(start, end);
  }

  /** The last {@code length} up to and including the minute of {@code now}. */
  static TimeRange last(Duration length, Instant now) {
    Instant end = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    return new TimeRange(end.minus(length), end);
  }

  /** The window of a list that shows recent values. */
  static Duration window(@Nullable String asked) {
    if (asked == null) {
      return Duration.ofHours(1);
    }
    try {
      Duration window = Duration.parse(asked);
      if (window.compareTo(Duration.ofMinutes(1)) >= 0 && window.compareTo(LONGEST) <= 0) {
        return window;
      }
    } catch (DateTimeParseException notADuration) {
      // Falls through to the one message that names the value, the form and the bounds.
    }
    throw ProblemException.invalid(
        "window",
        "\"%s\" is not an ISO-8601 duration from PT1M to P%dD, such as PT1H."
            .formatted(asked, LONGEST.toDays()));
  }

  TimeRange startingAt(Instant start) {
    return new TimeRange(start, to);
  }
}

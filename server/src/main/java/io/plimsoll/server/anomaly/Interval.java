package io.plimsoll.server.anomaly;

import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.http.RequestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A half-open stretch of time. */
record Interval(Instant from, Instant to) {
  static final Duration LONGEST = Duration.ofDays(31);

  /** What a request asked for; without {@code to} it ends now, without {@code from} it lasts. */
  static Interval parse(@Nullable String from, @Nullable String to, Duration lasting, Instant now) {
    Instant end = to == null ? now : RequestTime.parse("to", to);
    Instant start = from == null ? end.minus(lasting) : RequestTime.parse("from", from);
    if (!start.isBefore(end)) {
      throw ProblemException.invalid("from", "%s is not before %s.".formatted(start, end));
    }
    if (Duration.between(start, end).compareTo(LONGEST) > 0) {
      throw ProblemException.invalid(
          "from", "%s to %s is longer than %d days.".formatted(start, end, LONGEST.toDays()));
    }
    return new Interval(start, end);
  }

  static boolean isIn(List<Interval> intervals, Instant at) {
    return intervals.stream().anyMatch(each -> !at.isBefore(each.from()) && at.isBefore(each.to()));
  }
}

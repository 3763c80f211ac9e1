package io.plimsoll.server.drift.window;

import io.plimsoll.server.pipeline.ProfileGrain;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.http.RequestTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A stretch of time: {@code from} belongs to it, {@code to} does not. */
public record Stretch(Instant from, Instant to) {
  /** Longer than anything is kept by default. */
  private static final Duration LONGEST = Duration.ofDays(366);

  public Stretch {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(from + " is not before " + to);
    }
  }

  /** What a request asked for; without {@code to} it ends now, without {@code from} it lasts. */
  public static Stretch parse(
      String fromField,
      @Nullable String from,
      String toField,
      @Nullable String to,
      Duration lasting,
      Instant now) {
    Instant end = to == null ? endOfMinute(now) : RequestTime.parse(toField, to);
    Instant start = from == null ? end.minus(lasting) : RequestTime.parse(fromField, from);
    if (!start.isBefore(end)) {
      throw ProblemException.invalid(fromField, "%s is not before %s.".formatted(start, end));
    }
    if (Duration.between(start, end).compareTo(LONGEST) > 0) {
      throw ProblemException.invalid(
          fromField, "%s to %s is longer than %d days.".formatted(start, end, LONGEST.toDays()));
    }
    return new Stretch(start, end);
  }

  private static Instant endOfMinute(Instant now) {
    return now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
  }

  /** The stretch with its ends moved out to those of the buckets in which profiles are kept. */
  public Stretch wholeBuckets(Instant now) {
    return new Stretch(ProfileGrain.startOfBucket(from, now), ProfileGrain.endOfBucket(to, now));
  }

  /** The stretch with its ends moved out to full hours, by which parts of the rows are kept. */
  public Stretch wholeHours() {
    Instant end = to.truncatedTo(ChronoUnit.HOURS);
    return new Stretch(
        from.truncatedTo(ChronoUnit.HOURS), end.equals(to) ? to : end.plus(1, ChronoUnit.HOURS));
  }

  /** The stretch of the same length that ends where this one begins. */
  public Stretch before() {
    return new Stretch(from.minus(length()), from);
  }

  public Duration length() {
    return Duration.between(from, to);
  }
}

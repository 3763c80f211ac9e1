package io.plimsoll.server.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How finely profiles are kept: by the minute while they are young, by the hour from then on. A
 * window that reaches into the hours has to start and end at a full hour, or it would take in a
 * part of an hour as a whole.
 */
public final class ProfileGrain {
  private static final Duration KEPT_BY_MINUTE = Duration.ofHours(3);

  private ProfileGrain() {}

  /** Profiles before this instant, a full hour, may be kept by the hour. */
  public static Instant hoursBefore(Instant now) {
    return now.minus(KEPT_BY_MINUTE).truncatedTo(ChronoUnit.HOURS);
  }

  /** The latest start of a bucket at or before {@code at}. */
  public static Instant startOfBucket(Instant at, Instant now) {
    return at.truncatedTo(unit(at, now));
  }

  /** The earliest end of a bucket at or after {@code at}. */
  public static Instant endOfBucket(Instant at, Instant now) {
    Instant start = startOfBucket(at, now);
    return start.equals(at) ? at : start.plus(1, unit(at, now));
  }

  private static ChronoUnit unit(Instant at, Instant now) {
    return at.isBefore(hoursBefore(now)) ? ChronoUnit.HOURS : ChronoUnit.MINUTES;
  }
}

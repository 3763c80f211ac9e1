package io.plimsoll.server.platform.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A point in time as requests write it. */
public final class RequestTime {
  /** What lies outside is a mistake, and most of it more than the database can hold. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private RequestTime() {}

  /**
   * Reads RFC 3339.
   *
   * @param field named in the refusal
   * @throws ProblemException if the text is no time with a zone, or one outside of 1970 to 9998
   */
  public static Instant parse(String field, @Nullable String text) {
    Instant at;
    try {
      at = OffsetDateTime.parse(String.valueOf(text)).toInstant();
    } catch (DateTimeException notATime) {
      throw ProblemException.invalid(
          field, "\"%s\" is not a time with a zone, such as 2026-11-21T08:30:00Z.".formatted(text));
    }
    if (!isHeld(at)) {
      throw ProblemException.invalid(
          field, "\"%s\" is outside of the years 1970 to 9998.".formatted(text));
    }
    return at;
  }

  /** Whether a time, which may have come out of a cursor, is one that there can be anything at. */
  public static boolean isHeld(Instant at) {
    return !at.isBefore(EARLIEST) && !at.isAfter(LATEST);
  }
}

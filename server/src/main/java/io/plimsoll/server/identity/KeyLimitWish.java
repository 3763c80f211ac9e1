package io.plimsoll.server.identity;

import io.plimsoll.server.platform.http.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Limits as people state them: what is left open is what the project says of all its keys, and 0 is
 * without a limit. A rate without a burst may be used up at once within a second.
 */
public record KeyLimitWish(
    @Nullable Integer requestsPerSecond, @Nullable Integer burst, @Nullable Long requestsPerDay) {
  static final KeyLimitWish NONE = new KeyLimitWish(null, null, null);

  private static final int MOST = 1_000_000;
  private static final long MOST_A_DAY = 1_000_000_000_000L;

  public KeyLimitWish {
    require("requestsPerSecond", requestsPerSecond, 0, MOST);
    require("burst", burst, 1, MOST);
    require("requestsPerDay", requestsPerDay, 0, MOST_A_DAY);
    boolean isLimited = requestsPerSecond != null && requestsPerSecond > 0;
    if (burst != null && !isLimited) {
      throw ProblemException.invalid("burst", "goes with requestsPerSecond; set both, or none.");
    }
    if (isLimited && burst == null) {
      burst = requestsPerSecond;
    }
  }

  private static void require(String field, @Nullable Number value, long least, long most) {
    if (value != null && (value.longValue() < least || value.longValue() > most)) {
      throw ProblemException.invalid(
          field, "%d is not from %d to %d.".formatted(value.longValue(), least, most));
    }
  }
}

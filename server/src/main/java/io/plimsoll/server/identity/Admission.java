package io.plimsoll.server.identity;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a request of a key was let in, and what the key has left.
 *
 * @param retryAfter in how many seconds the request may come again; 0 if it was let in
 * @param left requests that could be made at once
 * @param moreIn seconds within which no more than {@code left} can be made
 * @param leftToday requests of this day
 * @param dayEndsIn seconds until the next day
 */
public record Admission(
    String key,
    KeyLimits limits,
    long retryAfter,
    long left,
    long moreIn,
    long leftToday,
    long dayEndsIn) {
  /** For keys without a limit: there is nothing to tell. */
  static final Admission FREE = new Admission("", KeyLimits.NONE, 0, 0, 0, 0, 0);

  private static final int SECONDS_OF_A_DAY = 86_400;

  public boolean isLimited() {
    return !limits.isNone();
  }

  /** Refuses the request that was not let in. */
  public void require() {
    if (retryAfter == 0) {
      return;
    }
    boolean isDay = retryAfter == dayEndsIn && leftToday == 0;
    String limit =
        isDay
            ? String.format(Locale.ROOT, "%,d requests a day (UTC)", limits.requestsPerDay())
            : String.format(
                Locale.ROOT,
                "%,d requests a second, %,d at once",
                limits.requestsPerSecond(),
                limits.burst());
    throw new ProblemException(
        ErrorCode.TOO_MANY_REQUESTS,
        "The key \"%s\" may make %s; send this again in %d s, or have its limit raised."
            .formatted(key, limit, retryAfter),
        Map.of(ProblemException.RETRY_AFTER, retryAfter));
  }

  /** The field {@code RateLimit-Policy} of draft-ietf-httpapi-ratelimit-headers-11. */
  public String policy() {
    List<String> policies = new ArrayList<>(2);
    if (limits.requestsPerSecond() > 0) {
      long window = Math.max(1, Math.ceilDiv(limits.burst(), limits.requestsPerSecond()));
      policies.add("\"burst\";q=" + limits.burst() + ";w=" + window);
    }
    if (limits.requestsPerDay() > 0) {
      policies.add("\"day\";q=" + limits.requestsPerDay() + ";w=" + SECONDS_OF_A_DAY);
    }
    return String.join(", ", policies);
  }

  /** The field {@code RateLimit} of the same draft. */
  public String state() {
    List<String> states = new ArrayList<>(2);
    if (limits.requestsPerSecond() > 0) {
      states.add("\"burst\";r=" + left + ";t=" + moreIn);
    }
    if (limits.requestsPerDay() > 0) {
      states.add("\"day\";r=" + leftToday + ";t=" + dayEndsIn);
    }
    return String.join(", ", states);
  }
}

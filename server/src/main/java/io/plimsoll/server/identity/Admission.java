package io.plimsoll.server.identity;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a request of a key was let in, and what the key and its project have left.
 *
 * @param own where the key stands
 * @param plan the name of the project's plan
 * @param ofPlan where the project stands; empty if its plan has no limit, or the key was refused
 */
public record Admission(String key, Standing own, String plan, Optional<Standing> ofPlan) {
  /** For keys without a limit: there is nothing to tell. */
  static final Admission FREE =
      new Admission("", new Standing(KeyLimits.NONE, 0, 0, 0, 0, 0), "", Optional.empty());

  private static final int SECONDS_OF_A_DAY = 86_400;

  /**
   * Where somebody stands with their limits.
   *
   * @param retryAfter in how many seconds the request may come again; 0 if it was let in
   * @param left requests that could be made at once
   * @param moreIn seconds within which no more than {@code left} can be made
   * @param leftToday requests of this day
   * @param dayEndsIn seconds until the next day
   */
  record Standing(
      KeyLimits limits, long retryAfter, long left, long moreIn, long leftToday, long dayEndsIn) {
    boolean isRefused() {
      return retryAfter > 0;
    }

    private String words() {
      boolean isDay = retryAfter == dayEndsIn && leftToday == 0;
      return isDay
          ? String.format(Locale.ROOT, "%,d requests a day (UTC)", limits.requestsPerDay())
          : String.format(
              Locale.ROOT,
              "%,d requests a second, %,d at once",
              limits.requestsPerSecond(),
              limits.burst());
    }

    private void policies(String prefix, List<String> all) {
      if (limits.requestsPerSecond() > 0) {
        long window = Math.max(1, Math.ceilDiv(limits.burst(), limits.requestsPerSecond()));
        all.add("\"%sburst\";q=%d;w=%d".formatted(prefix, limits.burst(), window));
      }
      if (limits.requestsPerDay() > 0) {
        all.add("\"%sday\";q=%d;w=%d".formatted(prefix, limits.requestsPerDay(), SECONDS_OF_A_DAY));
      }
    }

    private void states(String prefix, List<String> all) {
      if (limits.requestsPerSecond() > 0) {
        all.add("\"%sburst\";r=%d;t=%d".formatted(prefix, left, moreIn));
      }
      if (limits.requestsPerDay() > 0) {
        all.add("\"%sday\";r=%d;t=%d".formatted(prefix, leftToday, dayEndsIn));
      }
    }
  }

  public boolean isLimited() {
    return !own.limits().isNone() || ofPlan.isPresent();
  }

  /** In how many seconds the request may come again; 0 if it was let in. */
  public long retryAfter() {
    return own.isRefused() ? own.retryAfter() : ofPlan.map(Standing::retryAfter).orElse(0L);
  }

  /** Refuses the request that was not let in. */
  public void require() {
    if (retryAfter() == 0) {
      return;
    }
    String who =
        own.isRefused()
            ? "The key \"%s\" may make %s".formatted(key, own.words())
            : "On the plan \"%s\" all keys of the project together may make %s"
                .formatted(plan, ofPlan.map(Standing::words).orElse(""));
    throw new ProblemException(
        ErrorCode.TOO_MANY_REQUESTS,
        "%s; send this again in %d s, or have the limit raised.".formatted(who, retryAfter()),
        Map.of(ProblemException.RETRY_AFTER, retryAfter()));
  }

  /** The field {@code RateLimit-Policy} of draft-ietf-httpapi-ratelimit-headers-11. */
  public String policy() {
    List<String> policies = new ArrayList<>(4);
    own.policies("", policies);
    ofPlan.ifPresent(standing -> standing.policies("plan-", policies));
    return String.join(", ", policies);
  }

  /** The field {@code RateLimit} of the same draft. */
  public String state() {
    List<String> states = new ArrayList<>(4);
    own.states("", states);
    ofPlan.ifPresent(standing -> standing.states("plan-", states));
    return String.join(", ", states);
  }
}

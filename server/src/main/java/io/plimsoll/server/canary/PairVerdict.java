package io.plimsoll.server.canary;

import io.plimsoll.server.registry.LoggedFields;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether two versions have answered a row alike. */
enum PairVerdict {
  AGREE,
  DIFFER,
  /** Nothing that can be compared was kept of the row. */
  NEITHER;

  /**
   * A version whose answer is a label is judged by it: its probabilities always differ a little.
   */
  private static final List<String> DECISIVE = List.of("label", "prediction");

  /** A candidate that fails where the baseline has answered does not agree with it. */
  static PairVerdict ofFailure(boolean isCandidate) {
    return isCandidate ? DIFFER : NEITHER;
  }

  static PairVerdict of(Map<String, Object> answered, Map<String, Object> other, double distance) {
    for (String decisive : DECISIVE) {
      if (answered.containsKey(decisive) && other.containsKey(decisive)) {
        return of(answered.get(decisive), other.get(decisive), distance);
      }
    }
    PairVerdict verdict = NEITHER;
    for (Map.Entry<String, Object> output : answered.entrySet()) {
      if (other.containsKey(output.getKey())) {
        PairVerdict one = of(output.getValue(), other.get(output.getKey()), distance);
        if (one == DIFFER) {
          return DIFFER;
        }
        verdict = one == AGREE ? AGREE : verdict;
      }
    }
    return verdict;
  }

  private static PairVerdict of(@Nullable Object one, @Nullable Object other, double distance) {
    if (one instanceof Number number && other instanceof Number second) {
      return Math.abs(number.doubleValue() - second.doubleValue()) > distance ? DIFFER : AGREE;
    }
    if (one != null
        && other != null
        && LoggedFields.isHashed(one) != LoggedFields.isHashed(other)) {
      return NEITHER;
    }
    return Objects.equals(one, other) ? AGREE : DIFFER;
  }
}

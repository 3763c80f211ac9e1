package io.plimsoll.stats;

/**
 * Rewards of an arm, as far as a mean needs them.
 *
 * @param squaredDeviations the sum of the squared distances from their mean
 */
public record RewardMoments(long rows, double mean, double squaredDeviations) {
  public static final RewardMoments NONE = new RewardMoments(0, 0, 0);

  double sum() {
    return mean * rows;
  }

  /** Of the rewards at hand; that of fewer than two is 0. */
  double variance() {
    return rows < 2 ? 0 : squaredDeviations / (rows - 1);
  }

  /** Both together (T. Chan, G. Golub, R. LeVeque, 1979). */
  public RewardMoments plus(RewardMoments other) {
    long all = rows + other.rows;
    if (all == 0) {
      return NONE;
    }
    double distance = other.mean - mean;
    return new RewardMoments(
        all,
        mean + distance * other.rows / all,
        squaredDeviations
            + other.squaredDeviations
            + distance * distance * rows * other.rows / all);
  }
}

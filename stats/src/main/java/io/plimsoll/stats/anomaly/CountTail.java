package io.plimsoll.stats.anomaly;

import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How unlikely a small count is. Where few events are expected, the square root of a count is not
 * normal; the tail of the Poisson distribution itself is taken instead, as the normal score of the
 * same probability. Counts that spread more than Poisson's are divided by their dispersion first.
 */
final class CountTail {
  /** Above this mean the square root does. */
  static final double LARGE_MEAN = 25;

  /** What is expected where nothing has ever been seen: not quite nothing. */
  private static final double LEAST_MEAN = 0.05;

  /** No score is higher; a limit beyond it would be sought for ever. */
  private static final double MOST_SCORE = 37;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private CountTail() {}

  /** The normal score of the tail beyond {@code count}: positive above the mean. */
  static double score(double count, double mean, double dispersion) {
    double scaledMean = Math.max(LEAST_MEAN, mean) / dispersion;
    double scaled = Math.max(0, count) / dispersion;
    boolean isAbove = scaled > scaledMean;
    double tail =
        isAbove
            ? RegularizedGamma.P.value(scaled, scaledMean)
            : RegularizedGamma.Q.value(scaled + 1, scaledMean);
    if (tail >= 0.5) {
      return 0;
    }
    double score =
        tail <= 0 ? MOST_SCORE : Math.min(MOST_SCORE, NORMAL.inverseSurvivalProbability(tail));
    return isAbove ? score : -score;
  }

  /** The largest whole count whose score stays below {@code threshold}. */
  static double highest(double mean, double dispersion, double threshold) {
    double limit = Math.min(threshold, MOST_SCORE);
    double count = Math.floor(mean);
    double step = 1;
    // In steps that double, and then back by halves: the limit may be far with a large dispersion.
    while (score(count + step, mean, dispersion) < limit) {
      count += step;
      step *= 2;
    }
    for (; step >= 1; step /= 2) {
      if (score(count + step, mean, dispersion) < limit) {
        count += step;
      }
    }
    return count;
  }

  /** The smallest whole count whose score stays above minus {@code threshold}. */
  static double lowest(double mean, double dispersion, double threshold) {
    double limit = Math.min(threshold, MOST_SCORE);
    double count = Math.floor(mean);
    while (count > 0 && score(count - 1, mean, dispersion) > -limit) {
      count--;
    }
    return count;
  }
}

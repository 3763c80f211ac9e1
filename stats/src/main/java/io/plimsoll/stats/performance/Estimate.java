package io.plimsoll.stats.performance;

import io.plimsoll.stats.Interval;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A figure with its sampling error: how much it would differ in another sample of the same size.
 *
 * @param value NaN where it is not defined, such as the precision for a class that was never
 *     answered
 * @param standardError of the value, in its unit; NaN where the value is, or where one row does not
 *     tell
 * @param rows from which it was computed
 */
public record Estimate(double value, double standardError, long rows) {
  /** What cannot be computed from what there is. */
  public static final Estimate UNDEFINED = new Estimate(Double.NaN, Double.NaN, 0);

  /** A share of rows; its error is that of a binomial. */
  static Estimate share(double hits, double rows) {
    if (rows == 0) {
      return UNDEFINED;
    }
    double share = hits / rows;
    return new Estimate(share, Math.sqrt(share * (1 - share) / rows), Math.round(rows));
  }

  /** A mean of values with this sample variance. */
  static Estimate mean(double mean, double variance, long rows) {
    if (rows == 0) {
      return UNDEFINED;
    }
    return new Estimate(mean, rows == 1 ? Double.NaN : Math.sqrt(variance / rows), rows);
  }

  /** Whether there is a value. */
  public boolean isDefined() {
    return !Double.isNaN(value);
  }

  /**
   * Where the value lies by the normal approximation, cut to the bounds that it has.
   *
   * @param confidence between 0 and 1, such as 0.95
   * @param least the least that the figure can be
   * @param most the most that it can be
   */
  public Interval interval(double confidence, double least, double most) {
    if (confidence <= 0 || confidence >= 1) {
      throw new IllegalArgumentException(
          "The confidence %s is not in (0, 1).".formatted(confidence));
    }
    double half =
        standardError
            * NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + confidence) / 2);
    return new Interval(value, Math.max(least, value - half), Math.min(most, value + half));
  }
}

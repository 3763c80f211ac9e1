package io.plimsoll.stats.anomaly;

import java.util.Arrays;

/** The middle and the spread of values, some of which may be far off. NaN is passed over. */
public final class Robust {
  /** 1 / Φ⁻¹(3/4): the median absolute deviation of a normal distribution is σ divided by this. */
  public static final double MAD_TO_SIGMA = 1.4826022185056018;

  /** √(π/2): the mean absolute deviation of a normal distribution is σ divided by this. */
  private static final double MEAN_DEVIATION_TO_SIGMA = 1.2533141373155003;

  private Robust() {}

  /** The median of those that are not NaN; NaN if there is none. */
  public static double median(double[] values) {
    double[] sorted = present(values);
    Arrays.sort(sorted);
    return medianOfSorted(sorted, sorted.length);
  }

  static double medianOfSorted(double[] sorted, int length) {
    if (length == 0) {
      return Double.NaN;
    }
    int middle = length / 2;
    return length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median absolute deviation from {@code centre}, without a factor. */
  public static double medianDeviation(double[] values, double centre) {
    return median(deviations(values, centre));
  }

  /**
   * The standard deviation that a normal distribution of this spread would have: from the median
   * absolute deviation, or from the mean one where more than half of the values are the same (B.
   * Iglewicz, D. Hoaglin, How to Detect and Handle Outliers, 1993).
   */
  public static double scale(double[] values, double centre) {
    double[] deviations = deviations(values, centre);
    double scale = MAD_TO_SIGMA * median(deviations);
    if (scale > 0 || deviations.length == 0) {
      return scale;
    }
    return MEAN_DEVIATION_TO_SIGMA * Arrays.stream(deviations).average().orElse(0);
  }

  /** The value at or below which the share of those that are not NaN lies. */
  static double quantile(double[] values, double share) {
    double[] sorted = present(values);
    if (sorted.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private static double[] deviations(double[] values, double centre) {
    double[] deviations = present(values);
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = Math.abs(deviations[i] - centre);
    }
    return deviations;
  }

  private static double[] present(double[] values) {
    double[] kept = new double[values.length];
    int count = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        kept[count++] = value;
      }
    }
    return Arrays.copyOf(kept, count);
  }
}

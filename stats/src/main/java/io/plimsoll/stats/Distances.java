package io.plimsoll.stats;

/**
 * Distances between two distributions: those on shares take two arrays over the same bins,
 * reference first; those on samples take the values themselves. Each method states base, direction
 * and scale, because libraries differ in all three.
 */
public final class Distances {
  private Distances() {}

  /**
   * KL(current ‖ reference) in nats, every share at least the floor; infinite if the floor is 0 and
   * a bin is new.
   */
  public static double kullbackLeibler(double[] reference, double[] current, double floor) {
    requireSameBins(reference, current);
    double sum = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      double to = Math.max(current[bin], floor);
      sum += to == 0 ? 0 : to * Math.log(to / Math.max(reference[bin], floor));
    }
    return sum;
  }

  /**
   * The Jensen-Shannon distance with base 2, from 0 to 1: the square root of the divergence (J.
   * Lin, IEEE Trans. Inf. Theory 37, 1991).
   */
  public static double jensenShannon(double[] reference, double[] current) {
    return Math.sqrt(Math.max(0, jensenShannonDivergence(reference, current)));
  }

  /** The Jensen-Shannon divergence with base 2, from 0 to 1. */
  public static double jensenShannonDivergence(double[] reference, double[] current) {
    requireSameBins(reference, current);
    double nats = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      double middle = (reference[bin] + current[bin]) / 2;
      nats += towards(reference[bin], middle) + towards(current[bin], middle);
    }
    return nats / 2 / Math.log(2);
  }

  private static double towards(double share, double middle) {
    return share == 0 ? 0 : share * Math.log(share / middle);
  }

  /** The Hellinger distance, from 0 to 1: the square root of 1 - the sum of sqrt(p × q). */
  public static double hellinger(double[] reference, double[] current) {
    requireSameBins(reference, current);
    double affinity = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      affinity += Math.sqrt(reference[bin] * current[bin]);
    }
    return Math.sqrt(Math.max(0, 1 - affinity));
  }

  /**
   * Half the sum of the absolute differences: the largest difference in the probability of any set
   * of bins.
   */
  public static double totalVariation(double[] reference, double[] current) {
    requireSameBins(reference, current);
    double sum = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      sum += Math.abs(reference[bin] - current[bin]);
    }
    return sum / 2;
  }

  /** The largest difference of any one bin. */
  public static double largestDifference(double[] reference, double[] current) {
    requireSameBins(reference, current);
    double largest = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      largest = Math.max(largest, Math.abs(reference[bin] - current[bin]));
    }
    return largest;
  }

  /**
   * The largest difference less what so few rows produce by chance, 1.8 × sqrt((n + m) / nm), and
   * at least 0; as in Deequ.
   */
  public static double robustLargestDifference(
      double[] reference, double[] current, long referenceRows, long currentRows) {
    double chance = 1.8 * Math.sqrt(1.0 / referenceRows + 1.0 / currentRows);
    return Math.max(0, largestDifference(reference, current) - chance);
  }

  /**
   * The first Wasserstein distance of two samples in the unit of the values: the area between the
   * distribution functions.
   */
  public static double wasserstein(double[] reference, double[] current) {
    return area(reference, current, false);
  }

  /**
   * The Wasserstein distance in standard deviations of the reference (n - 1); infinite if the
   * reference is constant and the other is not.
   */
  public static double normalisedWasserstein(double[] reference, double[] current) {
    NumericProfile profile = new NumericProfile();
    for (double value : reference) {
      profile.update(value);
    }
    double distance = wasserstein(reference, current);
    return distance == 0 ? 0 : distance / profile.standardDeviation();
  }

  /**
   * The energy distance of two samples: the square root of twice the area between the functions,
   * squared (G. Székely, M. Rizzo, 2013).
   */
  public static double energy(double[] reference, double[] current) {
    return Math.sqrt(2 * area(reference, current, true));
  }

  private static double area(double[] reference, double[] current, boolean squared) {
    GapWalk walk = GapWalk.of(reference, current);
    double area = 0;
    double from = Double.NaN;
    double height = 0;
    while (walk.advance()) {
      area += height == 0 ? 0 : height * (walk.value() - from);
      double difference =
          (double) walk.referenceBelow() / reference.length
              - (double) walk.currentBelow() / current.length;
      height = squared ? difference * difference : Math.abs(difference);
      from = walk.value();
    }
    return area;
  }

  private static void requireSameBins(double[] reference, double[] current) {
    if (reference.length != current.length) {
      throw new IllegalArgumentException(
          "Both sides need the same bins, but the reference has "
              + reference.length
              + " and the current side "
              + current.length);
    }
  }
}

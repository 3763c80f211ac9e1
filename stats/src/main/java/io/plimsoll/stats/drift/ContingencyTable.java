package io.plimsoll.stats.drift;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Two rows of counts over the same categories; categories that neither side has are left out.
 *
 * @param reference counts, possibly scaled and hence not whole
 */
record ContingencyTable(double[] reference, double[] current) {

  /** Whether a statistic is of squares or of logarithms. */
  enum Kind {
    PEARSON,
    LIKELIHOOD
  }

  static ContingencyTable of(Binned binned) {
    return of(binned.reference(), binned.current());
  }

  static ContingencyTable of(double[] reference, double[] current) {
    int kept = 0;
    double[] before = new double[reference.length];
    double[] now = new double[reference.length];
    for (int category = 0; category < reference.length; category++) {
      if (reference[category] + current[category] > 0) {
        before[kept] = reference[category];
        now[kept++] = current[category];
      }
    }
    return new ContingencyTable(
        java.util.Arrays.copyOf(before, kept), java.util.Arrays.copyOf(now, kept));
  }

  int categories() {
    return reference.length;
  }

  double rows() {
    return sum(reference) + sum(current);
  }

  static double sum(double[] counts) {
    double sum = 0;
    for (double count : counts) {
      sum += count;
    }
    return sum;
  }

  /**
   * The statistic of independence. With Yates' correction every observed count moves towards the
   * expected one by a half, or by the whole difference where that is smaller, as SciPy has it.
   */
  double independence(Kind kind, boolean corrected) {
    double before = sum(reference);
    double now = sum(current);
    double statistic = 0;
    for (int category = 0; category < categories(); category++) {
      double both = reference[category] + current[category];
      statistic += cell(kind, corrected, reference[category], both * before / (before + now));
      statistic += cell(kind, corrected, current[category], both * now / (before + now));
    }
    return Math.max(0, statistic);
  }

  /** The statistic of the current counts against the reference scaled to their sum. */
  double goodnessOfFit(Kind kind) {
    double scale = sum(current) / sum(reference);
    double statistic = 0;
    for (int category = 0; category < categories(); category++) {
      statistic += cell(kind, false, current[category], reference[category] * scale);
    }
    return Math.max(0, statistic);
  }

  private static double cell(Kind kind, boolean corrected, double seen, double expected) {
    double difference = seen - expected;
    double step = corrected ? Math.min(0.5, Math.abs(difference)) : 0;
    double observed = seen - Math.signum(difference) * step;
    return switch (kind) {
      case PEARSON -> {
        double rest = observed - expected;
        yield rest == 0 ? 0 : rest * rest / expected;
      }
      case LIKELIHOOD -> observed == 0 ? 0 : 2 * observed * Math.log(observed / expected);
    };
  }

  static double survival(double statistic, double degrees) {
    if (Double.isInfinite(statistic)) {
      return 0;
    }
    return degrees <= 0 ? 1 : ChiSquaredDistribution.of(degrees).survivalProbability(statistic);
  }

  static double critical(double degrees) {
    return degrees <= 0
        ? 0
        : ChiSquaredDistribution.of(degrees).inverseSurvivalProbability(1 - Noise.LEVEL);
  }
}

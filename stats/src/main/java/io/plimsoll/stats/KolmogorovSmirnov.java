package io.plimsoll.stats;

/**
 * The two-sample, two-sided Kolmogorov-Smirnov test: the largest difference between the two
 * empirical distribution functions. Not to be fed with sketches: their rank error exceeds the
 * critical value on large samples (whylogs issue 684).
 */
public final class KolmogorovSmirnov {
  private static final long LARGEST_EXACT_PRODUCT = 10_000;

  private KolmogorovSmirnov() {}

  /**
   * Tests two samples; the p-value is exact up to a product of the sizes of 10,000, beyond that
   * that of the limiting distribution.
   */
  public static TestResult test(double[] reference, double[] current) {
    long product = (long) reference.length * current.length;
    return product <= LARGEST_EXACT_PRODUCT ? exact(reference, current) : limit(reference, current);
  }

  /** The p-value by counting all orders of the rows: exact, in time proportional to n × m. */
  public static TestResult exact(double[] reference, double[] current) {
    long distance = scaledDistance(reference, current);
    double statistic = (double) distance / ((long) reference.length * current.length);
    return new TestResult(statistic, exactSurvival(distance, reference.length, current.length));
  }

  /** The p-value of the limiting distribution. */
  public static TestResult limit(double[] reference, double[] current) {
    double statistic = distance(reference, current);
    return new TestResult(statistic, limit(statistic, reference.length, current.length));
  }

  /** The statistic alone. */
  public static double distance(double[] reference, double[] current) {
    return (double) scaledDistance(reference, current) / ((long) reference.length * current.length);
  }

  /** The probability of such a distance or a larger one, by the limit for many rows. */
  public static double limit(double statistic, double referenceRows, double currentRows) {
    double scale = Math.sqrt(referenceRows * currentRows / (referenceRows + currentRows));
    return limitSurvival(statistic * scale);
  }

  /**
   * The statistic that is exceeded with probability alpha: sqrt(-ln(alpha / 2) / 2) × sqrt((n + m)
   * / nm).
   */
  public static double criticalValue(double alpha, long referenceRows, long currentRows) {
    return Math.sqrt(-0.5 * Math.log(alpha / 2))
        * Math.sqrt(1.0 / referenceRows + 1.0 / currentRows);
  }

  /**
   * The largest difference times both sizes: a whole number, so that equal differences compare as
   * equal.
   */
  private static long scaledDistance(double[] reference, double[] current) {
    GapWalk walk = GapWalk.of(reference, current);
    long gap = 0;
    while (walk.advance()) {
      long difference =
          (long) walk.referenceBelow() * current.length
              - (long) walk.currentBelow() * reference.length;
      gap = Math.max(gap, Math.abs(difference));
    }
    return gap;
  }

  /**
   * The share of all orders of n + m values in which the difference reaches the given one
   * somewhere: a walk on the lattice where the last step into (i, j) came from (i - 1, j) in i of i
   * + j cases (J. Hodges, Arkiv för Matematik 3, 1958). Summing the hits, not the misses, keeps
   * small p-values accurate.
   */
  private static double exactSurvival(long distance, int rows, int columns) {
    double[] hit = new double[columns + 1];
    for (int row = 0; row <= rows; row++) {
      for (int column = 0; column <= columns; column++) {
        if (Math.abs((long) row * columns - (long) column * rows) >= distance) {
          hit[column] = 1;
        } else {
          double fromAbove = row == 0 ? 0 : row * hit[column];
          double fromLeft = column == 0 ? 0 : column * hit[column - 1];
          hit[column] = (fromAbove + fromLeft) / Math.max(1, row + column);
        }
      }
    }
    return hit[columns];
  }

  /**
   * Kolmogorov's limit, by the series that converges fast on each side of 1 (G. Marsaglia et al.,
   * J. Stat. Software 8(18), 2003).
   */
  private static double limitSurvival(double scaled) {
    if (scaled < 0.2) {
      return 1;
    }
    double sum = 0;
    if (scaled < 1) {
      for (int term = 1; term <= 9; term += 2) {
        sum += Math.exp(-term * term * Math.PI * Math.PI / (8 * scaled * scaled));
      }
      return 1 - Math.sqrt(2 * Math.PI) / scaled * sum;
    }
    for (int term = 1; term <= 9; term++) {
      sum += (term % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * term * term * scaled * scaled);
    }
    return sum;
  }
}

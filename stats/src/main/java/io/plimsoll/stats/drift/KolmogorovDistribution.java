package io.plimsoll.stats.drift;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The distribution of the two-sided one-sample Kolmogorov-Smirnov statistic for n rows, which SciPy
 * also takes for two samples with n = round(n₁n₂ / (n₁ + n₂)). Methods and the places where they
 * change over: R. Simard, P. L'Ecuyer, J. Statistical Software 39(11), 2011.
 */
final class KolmogorovDistribution {
  private static final int SMALL = 140;

  private KolmogorovDistribution() {}

  /** The probability of a statistic of at least d. */
  static double survival(long rows, double statistic) {
    double scaled = rows * statistic;
    if (statistic >= 1) {
      return 0;
    }
    if (scaled <= 0.5) {
      return 1;
    }
    if (scaled >= rows - 1) {
      return 2 * Math.pow(1 - statistic, (double) rows);
    }
    double squared = scaled * statistic;
    if (statistic >= 0.5 || squared > 4 || (rows > SMALL && squared >= 2.2)) {
      return squared > 370 ? 0 : Math.min(1, 2 * oneSided(rows, statistic));
    }
    boolean byMatrix = rows <= SMALL || (rows <= 100_000 && rows * Math.pow(statistic, 1.5) <= 1.4);
    double below = byMatrix ? durbin((int) rows, statistic) : pelzGood(rows, statistic);
    return Math.max(0, Math.min(1, 1 - below));
  }

  /** N. Smirnov's sum for the one-sided statistic, in logarithms. */
  private static double oneSided(long rows, double statistic) {
    double sum = Math.exp(rows * Math.log1p(-statistic));
    long last = (long) Math.floor(rows * (1 - statistic));
    double all = LogGamma.value(rows + 1.0);
    for (long term = 1; term <= last; term++) {
      double place = statistic + (double) term / rows;
      if (place >= 1) {
        break;
      }
      double logarithm =
          all
              - LogGamma.value(term + 1.0)
              - LogGamma.value(rows - term + 1.0)
              + (term - 1) * Math.log(place)
              + (rows - term) * Math.log1p(-place);
      sum += statistic * Math.exp(logarithm);
    }
    return sum;
  }

  /** Durbin's matrix (G. Marsaglia, W. Tsang, J. Wang, J. Statistical Software 8(18), 2003). */
  private static double durbin(int rows, double statistic) {
    int k = (int) Math.ceil(rows * statistic);
    int size = 2 * k - 1;
    double h = k - rows * statistic;
    double[][] matrix = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= Math.min(row + 1, size - 1); column++) {
        matrix[row][column] = 1;
      }
    }
    for (int index = 0; index < size; index++) {
      matrix[index][0] -= Math.pow(h, index + 1);
      matrix[size - 1][index] -= Math.pow(h, size - index);
    }
    matrix[size - 1][0] += 2 * h - 1 > 0 ? Math.pow(2 * h - 1, size) : 0;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        for (int factor = 1; factor <= row - column + 1; factor++) {
          matrix[row][column] /= factor;
        }
      }
    }
    Power power = Power.of(matrix, rows);
    double value = power.matrix()[k - 1][k - 1];
    int exponent = power.exponent();
    for (int row = 1; row <= rows; row++) {
      value = value * row / rows;
      if (value < 1e-140) {
        value *= 1e140;
        exponent -= 140;
      }
    }
    return value * Math.pow(10, exponent);
  }

  /** A matrix times a power of ten, so that neither end of the doubles is reached. */
  private record Power(double[][] matrix, int exponent) {
    static Power of(double[][] base, int times) {
      if (times == 1) {
        return new Power(base, 0);
      }
      Power half = of(base, times / 2);
      double[][] square = product(half.matrix, half.matrix);
      int exponent = 2 * half.exponent;
      double[][] whole = times % 2 == 0 ? square : product(base, square);
      int middle = base.length / 2;
      if (whole[middle][middle] > 1e140) {
        for (double[] row : whole) {
          for (int column = 0; column < row.length; column++) {
            row[column] *= 1e-140;
          }
        }
        exponent += 140;
      }
      return new Power(whole, exponent);
    }

    private static double[][] product(double[][] left, double[][] right) {
      int size = left.length;
      double[][] product = new double[size][size];
      for (int row = 0; row < size; row++) {
        for (int inner = 0; inner < size; inner++) {
          double factor = left[row][inner];
          for (int column = 0; factor != 0 && column < size; column++) {
            product[row][column] += factor * right[inner][column];
          }
        }
      }
      return product;
    }
  }

  /** The expansion of W. Pelz and I. Good, J. Royal Statistical Society B 38(2), 1976. */
  private static double pelzGood(long rows, double statistic) {
    double z = Math.sqrt((double) rows) * statistic;
    double z2 = z * z;
    double z4 = z2 * z2;
    double z6 = z4 * z2;
    double pi2 = Math.PI * Math.PI;
    double pi4 = pi2 * pi2;
    double[] sums = new double[6];
    for (int term = 20; term >= 0; term--) {
      double half = (term + 0.5) * (term + 0.5);
      double whole = (double) term * term;
      double byHalf = Math.exp(-half * pi2 / (2 * z2));
      double byWhole = Math.exp(-whole * pi2 / (2 * z2));
      sums[0] += byHalf;
      sums[1] += (pi2 * half - z2) * byHalf;
      sums[2] +=
          (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * half + pi4 * (1 - 2 * z2) * half * half)
              * byHalf;
      sums[3] += pi2 * whole * byWhole;
      sums[4] +=
          (-30 * z6
                  - 90 * z6 * z2
                  + pi2 * (135 * z4 - 96 * z6) * half
                  + pi4 * (212 * z4 - 60 * z2) * half * half
                  + pi2 * pi4 * half * half * half * (5 - 30 * z2))
              * byHalf;
      sums[5] += (3 * pi2 * whole * z2 - pi4 * whole * whole) * byWhole;
    }
    double root = Math.sqrt((double) rows);
    double scale = Math.sqrt(Math.PI / 2);
    return sums[0] * Math.sqrt(2 * Math.PI) / z
        + sums[1] * scale / (root * 3 * z4)
        + sums[2] * scale / (rows * 36.0 * z * z6)
        - sums[3] * scale / (rows * 18.0 * z * z2)
        + sums[4] * scale / (root * rows * 3240.0 * z4 * z6)
        + sums[5] * scale / (root * rows * 108.0 * z6);
  }

  /** The statistic that two samples exceed in so many of 100 cases, in the limit. */
  static double critical(double alpha, double size) {
    return Math.sqrt(-0.5 * Math.log(alpha / 2)) * Math.sqrt(size);
  }
}

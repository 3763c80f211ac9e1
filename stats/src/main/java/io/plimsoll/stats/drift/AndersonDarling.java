package io.plimsoll.stats.drift;

/**
 * The k-sample test for two samples with midranks: F. Scholz, M. Stephens, JASA 82(399), 1987. The
 * p-value is interpolated between the paper's seven, as SciPy does, and hence from 0.001 to 0.25.
 */
record AndersonDarling(double statistic, double pValue, boolean isCapped) {
  private static final double[] LEVELS = {0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};
  private static final double[] B0 = {0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
  private static final double[] B1 = {-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
  private static final double[] B2 = {-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};

  static AndersonDarling of(Numbers reference, Numbers current) {
    double n = reference.rows();
    double m = current.rows();
    double rows = n + m;
    Ranks ranks = Ranks.of(reference.sorted(), current.sorted());
    double sum =
        squares(ranks, ranks.reference(), n, rows) / n
            + squares(ranks, ranks.current(), m, rows) / m;
    double statistic = (sum * (rows - 1) / rows - 1) / Math.sqrt(variance(n, m));
    double[] critical = critical();
    if (statistic < critical[0]) {
      return new AndersonDarling(statistic, LEVELS[0], true);
    }
    if (statistic > critical[critical.length - 1]) {
      return new AndersonDarling(statistic, LEVELS[LEVELS.length - 1], true);
    }
    return new AndersonDarling(statistic, Math.exp(parabola(critical, statistic)), false);
  }

  /** The statistic that belongs to one of the seven levels. */
  static double critical(double level) {
    double[] critical = critical();
    for (int index = 0; index < LEVELS.length; index++) {
      if (LEVELS[index] == level) {
        return critical[index];
      }
    }
    throw new IllegalArgumentException("The paper has no value for the level " + level);
  }

  private static double[] critical() {
    double[] critical = new double[B0.length];
    for (int index = 0; index < critical.length; index++) {
      critical[index] = B0[index] + B1[index] + B2[index];
    }
    return critical;
  }

  private static double squares(Ranks ranks, int[] mine, double size, double rows) {
    double below = 0;
    double mineBelow = 0;
    double sum = 0;
    for (int value = 0; value < ranks.values(); value++) {
      double here = (double) ranks.reference()[value] + ranks.current()[value];
      double place = below + here / 2;
      double minePlace = mineBelow + mine[value] / 2.0;
      double gap = rows * minePlace - place * size;
      sum += here / rows * gap * gap / (place * (rows - place) - rows * here / 4);
      below += here;
      mineBelow += mine[value];
    }
    return sum;
  }

  private static double variance(double n, double m) {
    double rows = n + m;
    double reciprocals = 1 / n + 1 / m;
    double h = 0;
    double g = 0;
    for (double index = rows - 1; index > 1; index--) {
      h += 1 / index;
      g += h / (rows - index + 1);
    }
    h += 1;
    double a = (4 * g - 6) + (10 - 6 * g) * reciprocals;
    double b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * reciprocals - 8 * h + 4 * g - 6;
    double c =
        (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * reciprocals + 4 * h;
    double d = (2 * h + 6) * 4 - 8 * h;
    return (((a * rows + b) * rows + c) * rows + d) / ((rows - 1) * (rows - 2) * (rows - 3));
  }

  /** The least-squares parabola of ln(level) over the critical values. */
  private static double parabola(double[] places, double at) {
    double[][] normal = new double[3][4];
    for (int index = 0; index < places.length; index++) {
      double[] powers = {1, places[index], places[index] * places[index]};
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          normal[row][column] += powers[row] * powers[column];
        }
        normal[row][3] += powers[row] * Math.log(LEVELS[index]);
      }
    }
    for (int pivot = 0; pivot < 3; pivot++) {
      for (int row = 0; row < 3; row++) {
        double factor = row == pivot ? 0 : normal[row][pivot] / normal[pivot][pivot];
        for (int column = 0; column < 4; column++) {
          normal[row][column] -= factor * normal[pivot][column];
        }
      }
    }
    return normal[0][3] / normal[0][0]
        + at * normal[1][3] / normal[1][1]
        + at * at * normal[2][3] / normal[2][2];
  }
}

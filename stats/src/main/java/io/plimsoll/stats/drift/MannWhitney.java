package io.plimsoll.stats.drift;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The test of H. Mann and D. Whitney, Annals of Math. Statistics 18(1), 1947.
 *
 * @param u pairs in which the reference's row is the larger one; ties count a half
 */
record MannWhitney(double u, double pairs, double deviation, Ranks ranks) {
  /** Rows up to which SciPy counts orders. */
  private static final int EXACT_ROWS = 8;

  private static final double MOST_STEPS = 300_000_000;
  private static final long MOST_CELLS = 10_000_000L;

  static MannWhitney of(Numbers reference, Numbers current) {
    Ranks ranks = Ranks.of(reference.sorted(), current.sorted());
    double below = 0;
    double u = 0;
    double ties = 0;
    for (int value = 0; value < ranks.values(); value++) {
      double both = (double) ranks.reference()[value] + ranks.current()[value];
      u += ranks.reference()[value] * (below + ranks.current()[value] / 2.0);
      below += ranks.current()[value];
      ties += both * both * both - both;
    }
    double rows = (double) reference.rows() + current.rows();
    double pairs = (double) reference.rows() * current.rows();
    double variance = pairs / 12 * (rows + 1 - ties / (rows * (rows - 1)));
    return new MannWhitney(u, pairs, Math.sqrt(Math.max(0, variance)), ranks);
  }

  boolean isExact(Numbers reference, Numbers current, String method) {
    boolean isSmall =
        Math.min(reference.rows(), current.rows()) <= EXACT_ROWS && pairs <= MOST_CELLS;
    return method.equals("exact") || (method.equals("auto") && isSmall && !ranks.hasTies());
  }

  /** By the normal distribution with a correction for continuity. */
  double asymptotic(String alternative) {
    if (deviation == 0) {
      return 1;
    }
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double middle = pairs / 2;
    return switch (alternative) {
      case "less" -> normal.survivalProbability((pairs - u - middle - 0.5) / deviation);
      case "greater" -> normal.survivalProbability((u - middle - 0.5) / deviation);
      default -> {
        double larger = Math.max(u, pairs - u);
        yield Math.min(1, 2 * normal.survivalProbability((larger - middle - 0.5) / deviation));
      }
    };
  }

  /** By counting the orders of the rows that give at least so many pairs. */
  double exact(long rows, long others, String alternative) {
    long few = Math.min(rows, others);
    if (pairs > MOST_CELLS || pairs * few > MOST_STEPS) {
      throw new DriftInputException(
          "parameters.method",
          "an exact p-value of "
              + rows
              + " and "
              + others
              + " rows takes too long; use method=asymptotic");
    }
    double[] orders = orders((int) few, (int) Math.max(rows, others));
    return switch (alternative) {
      case "less" -> atLeast(orders, pairs - u);
      case "greater" -> atLeast(orders, u);
      default -> Math.min(1, 2 * atLeast(orders, Math.max(u, pairs - u)));
    };
  }

  private static double atLeast(double[] orders, double pairs) {
    double sum = 0;
    for (int place = orders.length - 1; place >= Math.floor(pairs); place--) {
      sum += orders[place];
    }
    return sum;
  }

  /**
   * The probability of each number of pairs: the Gaussian binomial coefficients, one factor (1 −
   * q^(m+i)) / (1 − q^i) after the other, scaled as they come.
   */
  private static double[] orders(int few, int many) {
    double[] ways = new double[few * many + 1];
    ways[0] = 1;
    for (int factor = 1; factor <= few; factor++) {
      for (int place = ways.length - 1; place >= many + factor; place--) {
        ways[place] -= ways[place - many - factor];
      }
      for (int place = factor; place < ways.length; place++) {
        ways[place] += ways[place - factor];
      }
    }
    // Subtraction costs digits in the upper half, which mirrors the lower one exactly.
    double sum = 0;
    for (int place = 0; place < ways.length; place++) {
      ways[place] = place * 2 >= ways.length ? ways[ways.length - 1 - place] : ways[place];
      sum += ways[place];
    }
    for (int place = 0; place < ways.length; place++) {
      ways[place] /= sum;
    }
    return ways;
  }
}

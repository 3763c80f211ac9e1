package io.plimsoll.stats.performance;

import java.util.Arrays;

/**
 * A small regression: trees of depth five on values cut into at most 63 bins by their quantiles,
 * fitted one after the other to what is left of the squared error (J. Friedman, Annals of
 * Statistics 29(5), 2001; by histograms as in LightGBM). A missing value goes the way on which the
 * rows of the reference that miss it were. The same rows give the same trees.
 */
final class RegressionTrees {
  private static final int BINS = 64;
  private static final int MISSING = BINS - 1;
  private static final int DEPTH = 5;
  private static final int NODES = (1 << DEPTH) - 1;
  private static final int ROUNDS = 100;
  private static final double RATE = 0.1;
  private static final int FEWEST_ROWS = 20;

  private final double[][] edges;
  private final int[][] feature = new int[ROUNDS][NODES];
  private final int[][] cut = new int[ROUNDS][NODES];
  private final boolean[][] missingGoesRight = new boolean[ROUNDS][NODES];
  private final double[][] leaf = new double[ROUNDS][NODES + 1];
  private final double base;

  /** By column and row; NaN is missing. Only two rows of {@code target} that differ teach it. */
  RegressionTrees(double[][] columns, double[] target) {
    edges = new double[columns.length][];
    byte[][] bins = new byte[columns.length][];
    for (int column = 0; column < columns.length; column++) {
      edges[column] = edges(columns[column]);
      bins[column] = new byte[target.length];
      for (int row = 0; row < target.length; row++) {
        bins[column][row] = (byte) bin(column, columns[column][row]);
      }
    }
    base = Arrays.stream(target).average().orElse(Double.NaN);
    double[] rest = Arrays.stream(target).map(value -> value - base).toArray();
    for (int round = 0; round < ROUNDS; round++) {
      grow(round, bins, rest);
    }
  }

  private static double[] edges(double[] values) {
    double[] sorted =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    if (distinct.length <= MISSING) {
      double[] between = new double[Math.max(0, distinct.length - 1)];
      for (int at = 0; at < between.length; at++) {
        between[at] = distinct[at] + (distinct[at + 1] - distinct[at]) / 2;
      }
      return between;
    }
    double[] quantiles = new double[MISSING - 1];
    for (int at = 0; at < quantiles.length; at++) {
      quantiles[at] = sorted[(int) ((at + 1L) * sorted.length / MISSING)];
    }
    return Arrays.stream(quantiles).distinct().toArray();
  }

  private int bin(int column, double value) {
    if (Double.isNaN(value)) {
      return MISSING;
    }
    int found = Arrays.binarySearch(edges[column], value);
    return found >= 0 ? found : -found - 1;
  }

  private void grow(int round, byte[][] bins, double[] rest) {
    int[] node = new int[rest.length];
    Arrays.fill(feature[round], -1);
    for (int depth = 0; depth < DEPTH; depth++) {
      split(round, depth, bins, rest, node);
      for (int row = 0; row < node.length; row++) {
        int column = feature[round][node[row]];
        boolean isRight = column >= 0 && isRight(round, node[row], bins[column][row]);
        node[row] = 2 * node[row] + (isRight ? 2 : 1);
      }
    }
    double[] sums = new double[NODES + 1];
    int[] counts = new int[NODES + 1];
    for (int row = 0; row < node.length; row++) {
      sums[node[row] - NODES] += rest[row];
      counts[node[row] - NODES]++;
    }
    for (int index = 0; index < sums.length; index++) {
      leaf[round][index] = counts[index] == 0 ? 0 : RATE * sums[index] / counts[index];
    }
    for (int row = 0; row < node.length; row++) {
      rest[row] -= leaf[round][node[row] - NODES];
    }
  }

  private boolean isRight(int round, int node, int bin) {
    return bin == MISSING ? missingGoesRight[round][node] : bin > cut[round][node];
  }

  private void split(int round, int depth, byte[][] bins, double[] rest, int[] node) {
    int first = (1 << depth) - 1;
    int width = 1 << depth;
    double[] best = new double[width];
    for (int column = 0; column < bins.length; column++) {
      double[][] sums = new double[width][BINS];
      int[][] counts = new int[width][BINS];
      for (int row = 0; row < rest.length; row++) {
        sums[node[row] - first][bins[column][row]] += rest[row];
        counts[node[row] - first][bins[column][row]]++;
      }
      for (int place = 0; place < width; place++) {
        for (boolean right : new boolean[] {false, true}) {
          search(round, first + place, column, right, sums[place], counts[place], best, place);
        }
      }
    }
  }

  private void search(
      int round,
      int node,
      int column,
      boolean missingRight,
      double[] sums,
      int[] counts,
      double[] best,
      int place) {
    double sum = Arrays.stream(sums).sum();
    int rows = Arrays.stream(counts).sum();
    double left = missingRight ? 0 : sums[MISSING];
    int leftRows = missingRight ? 0 : counts[MISSING];
    for (int bin = 0; bin < MISSING; bin++) {
      left += sums[bin];
      leftRows += counts[bin];
      int rightRows = rows - leftRows;
      if (leftRows < FEWEST_ROWS || rightRows < FEWEST_ROWS) {
        continue;
      }
      double right = sum - left;
      double gain = left * left / leftRows + right * right / rightRows - sum * sum / rows;
      if (gain > best[place] + 1e-12) {
        best[place] = gain;
        feature[round][node] = column;
        cut[round][node] = bin;
        missingGoesRight[round][node] = missingRight;
      }
    }
  }

  /** The value for a row, given by column. */
  double predict(double[] row) {
    int[] bins = new int[edges.length];
    for (int column = 0; column < bins.length; column++) {
      bins[column] = bin(column, row[column]);
    }
    double value = base;
    for (int round = 0; round < ROUNDS; round++) {
      int node = 0;
      for (int depth = 0; depth < DEPTH; depth++) {
        int column = feature[round][node];
        node = 2 * node + (column >= 0 && isRight(round, node, bins[column]) ? 2 : 1);
      }
      value += leaf[round][node - NODES];
    }
    return value;
  }
}

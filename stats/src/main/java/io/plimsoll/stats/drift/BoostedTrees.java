package io.plimsoll.stats.drift;

import java.util.Arrays;

/**
 * A small classifier of rows into two classes: trees of depth three on values cut into at most 32
 * bins, fitted one after the other to what is left of the logistic loss (J. Friedman, Annals of
 * Statistics 29(5), 2001). The same rows give the same trees.
 */
final class BoostedTrees {
  static final int BINS = 32;

  private static final int DEPTH = 3;
  private static final int NODES = (1 << DEPTH) - 1;
  private static final int ROUNDS = 60;

  /** How often a value is looked at while the trees grow. */
  static final int STEPS = ROUNDS * DEPTH;

  private static final double RATE = 0.15;
  private static final double RIDGE = 1;
  private static final int FEWEST_ROWS = 10;

  private final int[][] feature = new int[ROUNDS][NODES];
  private final int[][] cut = new int[ROUNDS][NODES];
  private final double[][] leaf = new double[ROUNDS][1 << DEPTH];
  private final double[] gains;
  private double base;

  private BoostedTrees(int columns) {
    gains = new double[columns];
  }

  /** {@code bins} by column and row; {@code isPositive} by row; only the rows named are learned. */
  static BoostedTrees fit(byte[][] bins, boolean[] isPositive, int[] rows) {
    BoostedTrees trees = new BoostedTrees(bins.length);
    int positives = 0;
    for (int row : rows) {
      positives += isPositive[row] ? 1 : 0;
    }
    double share = Math.min(1 - 1e-6, Math.max(1e-6, (double) positives / rows.length));
    trees.base = Math.log(share / (1 - share));
    double[] score = new double[isPositive.length];
    Arrays.fill(score, trees.base);
    for (int round = 0; round < ROUNDS; round++) {
      trees.grow(round, bins, isPositive, rows, score);
    }
    return trees;
  }

  private void grow(int round, byte[][] bins, boolean[] isPositive, int[] rows, double[] score) {
    int[] node = new int[score.length];
    double[] gradient = new double[score.length];
    double[] weight = new double[score.length];
    for (int row : rows) {
      double chance = 1 / (1 + Math.exp(-score[row]));
      gradient[row] = (isPositive[row] ? 1 : 0) - chance;
      weight[row] = chance * (1 - chance);
    }
    Arrays.fill(feature[round], -1);
    for (int depth = 0; depth < DEPTH; depth++) {
      split(round, depth, bins, rows, node, gradient, weight);
      for (int row : rows) {
        node[row] = next(round, node[row], bins, row);
      }
    }
    double[] sums = new double[1 << DEPTH];
    double[] weights = new double[1 << DEPTH];
    for (int row : rows) {
      sums[node[row] - NODES] += gradient[row];
      weights[node[row] - NODES] += weight[row];
    }
    for (int index = 0; index < sums.length; index++) {
      leaf[round][index] = RATE * sums[index] / (weights[index] + RIDGE);
    }
    for (int row : rows) {
      score[row] += leaf[round][node[row] - NODES];
    }
  }

  /** A node that is not worth a cut sends all of its rows to the left. */
  private int next(int round, int node, byte[][] bins, int row) {
    int column = feature[round][node];
    boolean isRight = column >= 0 && bins[column][row] > cut[round][node];
    return 2 * node + (isRight ? 2 : 1);
  }

  private void split(
      int round,
      int depth,
      byte[][] bins,
      int[] rows,
      int[] node,
      double[] gradient,
      double[] weight) {
    int first = (1 << depth) - 1;
    int width = 1 << depth;
    double[] best = new double[width];
    for (int column = 0; column < bins.length; column++) {
      double[][] sums = new double[width][BINS + 1];
      double[][] weights = new double[width][BINS + 1];
      int[][] counts = new int[width][BINS + 1];
      for (int row : rows) {
        int place = node[row] - first;
        int bin = bins[column][row];
        sums[place][bin] += gradient[row];
        weights[place][bin] += weight[row];
        counts[place][bin]++;
      }
      for (int place = 0; place < width; place++) {
        int cutAt = bestCut(sums[place], weights[place], counts[place], best, place);
        if (cutAt >= 0) {
          feature[round][first + place] = column;
          cut[round][first + place] = cutAt;
        }
      }
    }
    for (int place = 0; place < width; place++) {
      int column = feature[round][first + place];
      if (column >= 0) {
        gains[column] += best[place];
      }
    }
  }

  /** By column, what its cuts have taken off the loss. */
  double[] gains() {
    return gains.clone();
  }

  /** The cut that gains more than the best one so far, or -1. */
  private static int bestCut(
      double[] sums, double[] weights, int[] counts, double[] best, int place) {
    double sum = Arrays.stream(sums).sum();
    double weight = Arrays.stream(weights).sum();
    int rows = Arrays.stream(counts).sum();
    double left = 0;
    double leftWeight = 0;
    int leftRows = 0;
    int found = -1;
    for (int bin = 0; bin < sums.length - 1; bin++) {
      left += sums[bin];
      leftWeight += weights[bin];
      leftRows += counts[bin];
      if (leftRows < FEWEST_ROWS || rows - leftRows < FEWEST_ROWS) {
        continue;
      }
      double right = sum - left;
      double gain =
          left * left / (leftWeight + RIDGE)
              + right * right / (weight - leftWeight + RIDGE)
              - sum * sum / (weight + RIDGE);
      if (gain > best[place] + 1e-12) {
        best[place] = gain;
        found = bin;
      }
    }
    return found;
  }

  double score(byte[][] bins, int row) {
    double score = base;
    for (int round = 0; round < ROUNDS; round++) {
      int node = 0;
      for (int depth = 0; depth < DEPTH; depth++) {
        node = next(round, node, bins, row);
      }
      score += leaf[round][node - NODES];
    }
    return score;
  }
}

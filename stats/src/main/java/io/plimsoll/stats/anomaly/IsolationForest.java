package io.plimsoll.stats.anomaly;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How easily a row is told from all others: F. Liu, K. Ting, Z.-H. Zhou, Isolation Forest, ICDM
 * 2008. Each tree splits a sample of the rows at random places until every row is alone or the tree
 * is log₂(sample) deep; odd rows are alone early. The score is 2^(−E(h) / c(n)), in (0, 1): near 1
 * is odd, 0.5 is nothing.
 *
 * <p>Which features make a row odd: at every node the expected length of the way that is left is
 * known, and a split that shortens it is credited to its feature (after A. Saabas, Interpreting
 * random forests, 2014). The credits of a row sum to how much shorter than on average its way is.
 *
 * <p>The same rows and seed give the same forest. NaN is not taken: a row's gaps are for the caller
 * to fill.
 */
public final class IsolationForest {
  public static final int TREES = 200;
  public static final int SAMPLE = 256;
  private static final double EULER = 0.5772156649015329;

  private final IsolationTree[] trees;
  private final int features;
  private final double usual;

  private IsolationForest(IsolationTree[] trees, int features, int sample) {
    this.trees = trees;
    this.features = features;
    this.usual = averagePath(sample);
  }

  /**
   * Grows a forest on rows of equal length.
   *
   * @throws IllegalArgumentException if there are fewer than two rows, or a number is not finite
   */
  public static IsolationForest grow(double[][] rows, int trees, int sample, long seed) {
    if (rows.length < 2) {
      throw new IllegalArgumentException(
          "there are " + rows.length + " rows; two at least can be told apart");
    }
    int features = rows[0].length;
    for (double[] row : rows) {
      if (row.length != features || !Arrays.stream(row).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            "every row needs " + features + " finite numbers; fill what is missing");
      }
    }
    int size = Math.min(sample, rows.length);
    SplittableRandom random = new SplittableRandom(seed);
    IsolationTree[] grown = new IsolationTree[trees];
    for (int tree = 0; tree < trees; tree++) {
      grown[tree] = IsolationTree.grow(rows, size, random.split());
    }
    return new IsolationForest(grown, features, size);
  }

  /** How odd the row is, 0 to 1. */
  public double score(double[] row) {
    double sum = 0;
    for (IsolationTree tree : trees) {
      sum += tree.path(row);
    }
    return Math.pow(2, -(sum / trees.length) / usual);
  }

  /**
   * What each feature adds to the row's being odd, in steps of the way; negative where it makes the
   * row look usual.
   */
  public double[] contributions(double[] row) {
    double[] credits = new double[features];
    for (IsolationTree tree : trees) {
      tree.credit(row, credits);
    }
    for (int feature = 0; feature < features; feature++) {
      credits[feature] /= trees.length;
    }
    return credits;
  }

  /** How much shorter than on average the row's way is: the sum of its contributions. */
  public double shortening(double[] row) {
    double sum = 0;
    for (IsolationTree tree : trees) {
      sum += tree.expected() - tree.path(row);
    }
    return sum / trees.length;
  }

  /** c(n): the average length of an unsuccessful search in a binary tree of n rows. */
  public static double averagePath(long rows) {
    if (rows <= 1) {
      return 0;
    }
    if (rows == 2) {
      return 1;
    }
    return 2 * (Math.log(rows - 1.0) + EULER) - 2 * (rows - 1.0) / rows;
  }
}

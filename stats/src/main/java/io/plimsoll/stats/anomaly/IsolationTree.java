package io.plimsoll.stats.anomaly;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One tree of an {@link IsolationForest}: nodes in arrays, the children behind their parent. */
final class IsolationTree {
  private static final int LEAF = -1;

  private final int[] feature;
  private final double[] cut;
  private final int[] low;
  private final int[] high;

  /** The length of the whole way of the rows that reach a node, on average over the sample. */
  private final double[] expected;

  private int nodes;

  private IsolationTree(int most) {
    feature = new int[most];
    cut = new double[most];
    low = new int[most];
    high = new int[most];
    expected = new double[most];
  }

  static IsolationTree grow(double[][] rows, int sample, SplittableRandom random) {
    IsolationTree tree = new IsolationTree(2 * sample);
    int[] chosen = choose(rows.length, sample, random);
    int deepest = (int) Math.ceil(Math.log(Math.max(sample, 2)) / Math.log(2));
    tree.grow(rows, chosen, 0, deepest, random);
    return tree;
  }

  /** {@code sample} of {@code count} without putting back, by Fisher and Yates. */
  private static int[] choose(int count, int sample, SplittableRandom random) {
    int[] all = IntStream.range(0, count).toArray();
    for (int i = 0; i < sample; i++) {
      int other = i + random.nextInt(count - i);
      int kept = all[i];
      all[i] = all[other];
      all[other] = kept;
    }
    return Arrays.copyOf(all, sample);
  }

  private int grow(double[][] rows, int[] chosen, int depth, int deepest, SplittableRandom random) {
    int node = nodes++;
    int split = depth < deepest && chosen.length > 1 ? splittable(rows, chosen, random) : LEAF;
    feature[node] = split;
    if (split == LEAF) {
      expected[node] = depth + IsolationForest.averagePath(chosen.length);
      return node;
    }
    double least = Arrays.stream(chosen).mapToDouble(row -> rows[row][split]).min().orElseThrow();
    double most = Arrays.stream(chosen).mapToDouble(row -> rows[row][split]).max().orElseThrow();
    // Below the greatest value, so that both sides have a row.
    double at = Math.min(least + random.nextDouble() * (most - least), Math.nextDown(most));
    cut[node] = at;
    int[] lower = Arrays.stream(chosen).filter(row -> rows[row][split] <= at).toArray();
    int[] higher = Arrays.stream(chosen).filter(row -> rows[row][split] > at).toArray();
    low[node] = grow(rows, lower, depth + 1, deepest, random);
    high[node] = grow(rows, higher, depth + 1, deepest, random);
    expected[node] =
        (expected[low[node]] * lower.length + expected[high[node]] * higher.length) / chosen.length;
    return node;
  }

  /**
   * A feature in which the rows differ, each as likely as the other; none if they are all equal.
   */
  private static int splittable(double[][] rows, int[] chosen, SplittableRandom random) {
    int features = rows[0].length;
    int[] order = choose(features, features, random);
    for (int candidate : order) {
      double first = rows[chosen[0]][candidate];
      for (int row : chosen) {
        if (rows[row][candidate] != first) {
          return candidate;
        }
      }
    }
    return LEAF;
  }

  double expected() {
    return expected[0];
  }

  double path(double[] row) {
    int node = 0;
    while (feature[node] != LEAF) {
      node = next(node, row);
    }
    return expected[node];
  }

  void credit(double[] row, double[] credits) {
    int node = 0;
    while (feature[node] != LEAF) {
      int next = next(node, row);
      credits[feature[node]] += expected[node] - expected[next];
      node = next;
    }
  }

  private int next(int node, double[] row) {
    return row[feature[node]] <= cut[node] ? low[node] : high[node];
  }
}

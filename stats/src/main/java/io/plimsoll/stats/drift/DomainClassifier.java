package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Can a classifier tell the two sides apart? Rows are dealt to folds at random with a seed; each
 * fold is scored by trees that have not seen it, and the area under the ROC curve is that of all
 * scores.
 */
final class DomainClassifier {
  private final List<String> columns;
  private final double[] gains;
  private final byte[][] bins;
  private final boolean[] isCurrent;
  private final int rows;

  private DomainClassifier(List<String> columns, byte[][] bins, boolean[] isCurrent) {
    this.columns = columns;
    this.gains = new double[bins.length];
    this.bins = bins;
    this.isCurrent = isCurrent;
    this.rows = isCurrent.length;
  }

  static DomainClassifier of(Table reference, Table current, int mostRows, Random random) {
    int[] before = choose((int) reference.rows(), mostRows, random);
    int[] now = choose((int) current.rows(), mostRows, random);
    boolean[] isCurrent = new boolean[before.length + now.length];
    Arrays.fill(isCurrent, before.length, isCurrent.length, true);
    List<byte[]> bins = new ArrayList<>();
    for (Map.Entry<String, Table.Column> entry : reference.columns().entrySet()) {
      Table.Column other = current.columns().get(entry.getKey());
      if (other == null || other.getClass() != entry.getValue().getClass()) {
        throw new DriftInputException(
            "current.columns",
            "the column \""
                + entry.getKey()
                + "\" of the reference is missing or of another type; send the same columns");
      }
      bins.add(bin(entry.getValue(), other, before, now));
    }
    return new DomainClassifier(
        List.copyOf(reference.columns().keySet()), bins.toArray(byte[][]::new), isCurrent);
  }

  /** All rows, or so many of them at random. */
  static int[] choose(int rows, int most, Random random) {
    int[] chosen = new int[rows];
    Arrays.setAll(chosen, row -> row);
    if (rows <= most) {
      return chosen;
    }
    for (int place = 0; place < most; place++) {
      int other = place + random.nextInt(rows - place);
      int taken = chosen[other];
      chosen[other] = chosen[place];
      chosen[place] = taken;
    }
    return Arrays.copyOf(chosen, most);
  }

  private static byte[] bin(Table.Column before, Table.Column now, int[] first, int[] second) {
    double[] values = new double[first.length + second.length];
    Map<String, Integer> codes = new HashMap<>();
    for (int place = 0; place < values.length; place++) {
      boolean isFirst = place < first.length;
      int row = isFirst ? first[place] : second[place - first.length];
      values[place] = value(isFirst ? before : now, row, codes);
    }
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    double[] edges = edges(sorted);
    byte[] bins = new byte[values.length];
    for (int place = 0; place < values.length; place++) {
      // Bin 0 is for rows without a value.
      bins[place] =
          (byte)
              (Double.isNaN(values[place])
                  ? 0
                  : 1 + Numbers.countBelow(edges, values[place], false));
    }
    return bins;
  }

  private static double value(Table.Column column, int row, Map<String, Integer> codes) {
    if (column instanceof Table.NumberColumn numbers) {
      return numbers.values()[row];
    }
    @Nullable String label = ((Table.LabelColumn) column).labels().get(row);
    return label == null ? Double.NaN : codes.computeIfAbsent(label, each -> codes.size());
  }

  private static double[] edges(double[] sorted) {
    if (sorted.length == 0) {
      return sorted;
    }
    double[] edges = new double[BoostedTrees.BINS - 1];
    for (int edge = 0; edge < edges.length; edge++) {
      edges[edge] = sorted[(int) ((long) (edge + 1) * (sorted.length - 1) / BoostedTrees.BINS)];
    }
    return Arrays.stream(edges).distinct().toArray();
  }

  /** The area under the curve over so many folds, each with its part of both sides. */
  double area(int folds, Random random) {
    int[] fold = folds(folds, random);
    double[] scores = new double[rows];
    for (int held = 0; held < folds; held++) {
      int without = held;
      int[] learned =
          java.util.stream.IntStream.range(0, rows).filter(row -> fold[row] != without).toArray();
      BoostedTrees trees = BoostedTrees.fit(bins, isCurrent, learned);
      double[] gained = trees.gains();
      for (int column = 0; column < gains.length; column++) {
        gains[column] += gained[column];
      }
      for (int row = 0; row < rows; row++) {
        if (fold[row] == held) {
          scores[row] = trees.score(bins, row);
        }
      }
    }
    double[] before = new double[count(false)];
    double[] now = new double[count(true)];
    int first = 0;
    int second = 0;
    for (int row = 0; row < rows; row++) {
      if (isCurrent[row]) {
        now[second++] = scores[row];
      } else {
        before[first++] = scores[row];
      }
    }
    MannWhitney pairs = MannWhitney.of(Numbers.of(now), Numbers.of(before));
    return pairs.u() / pairs.pairs();
  }

  /**
   * After {@link #area}: which part of what the trees have learned each column gave, most first.
   */
  Map<String, Double> uses() {
    double all = Arrays.stream(gains).sum();
    Map<String, Double> uses = new LinkedHashMap<>();
    if (all > 0) {
      java.util.stream.IntStream.range(0, gains.length)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer column) -> -gains[column]))
          .filter(column -> gains[column] > 0)
          .forEach(column -> uses.put(columns.get(column), gains[column] / all));
    }
    return uses;
  }

  int count(boolean current) {
    int count = 0;
    for (boolean each : isCurrent) {
      count += each == current ? 1 : 0;
    }
    return count;
  }

  private int[] folds(int folds, Random random) {
    int[] order = choose(rows, rows, random);
    for (int place = rows - 1; place > 0; place--) {
      int other = random.nextInt(place + 1);
      int taken = order[place];
      order[place] = order[other];
      order[other] = taken;
    }
    int[] fold = new int[rows];
    int first = 0;
    int second = 0;
    for (int row : order) {
      fold[row] = (isCurrent[row] ? second++ : first++) % folds;
    }
    return fold;
  }
}

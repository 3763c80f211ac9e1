package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How badly rows are told by the principal components of the reference: labels become their share
 * in the reference, gaps the mean, everything is scaled to the reference's mean and standard
 * deviation (with n), and the error of a row is the Euclidean distance to its reconstruction.
 *
 * @param components as many as explain the share of variance asked for
 */
record PrincipalComponents(
    List<String> columns,
    List<Map<String, Double>> shares,
    double[] means,
    double[] deviations,
    double[][] components) {

  static final int MOST_COLUMNS = 200;

  private static final int FOLDS = 5;

  /** Of so many values no fold takes so many that nothing is left to fit. */
  private static final long FEWEST_VALUES = 4L * FOLDS;

  /** From so many rows on, a row's own part in the components makes no difference. */
  private static final long MOST_ROWS = 20_000;

  static PrincipalComponents fit(Table reference, double explained) {
    List<String> columns = new ArrayList<>(reference.columns().keySet());
    if (columns.size() > MOST_COLUMNS) {
      throw new DriftInputException(
          "reference.columns",
          "there are " + columns.size() + " columns; send at most " + MOST_COLUMNS);
    }
    List<Map<String, Double>> shares = new ArrayList<>();
    double[] means = new double[columns.size()];
    double[] deviations = new double[columns.size()];
    double[][] scaled = new double[columns.size()][];
    for (int column = 0; column < columns.size(); column++) {
      Table.Column present = reference.columns().get(columns.get(column));
      Map<String, Double> share =
          present instanceof Table.LabelColumn labels ? shares(labels) : Map.of();
      shares.add(share);
      double[] values = values(present, share, columns.get(column), "reference");
      Numbers known = Numbers.of(values);
      Pair.requireRows(known.rows(), 2, "reference", "the column \"" + columns.get(column) + "\"");
      means[column] = known.mean();
      double deviation = known.standardDeviation(0);
      deviations[column] = deviation > 0 ? deviation : 1;
      scaled[column] = scale(values, means[column], deviations[column]);
    }
    return new PrincipalComponents(
        columns, shares, means, deviations, components(scaled, explained));
  }

  /**
   * The errors of the reference's own rows, each by components that it had no part in: what was
   * fitted to a row tells it better than it will tell any other, and a window would seem to have
   * drifted for that alone. In no order.
   */
  double[] unseenErrors(Table reference, double explained) {
    int rows = (int) reference.rows();
    boolean areFew = reference.columns().values().stream().anyMatch(PrincipalComponents::isSparse);
    if (areFew || rows > MOST_ROWS) {
      return errors(reference, "reference");
    }
    int[] shuffled = shuffled(rows);
    double[] errors = new double[rows];
    for (int fold = 0; fold < FOLDS; fold++) {
      int from = rows * fold / FOLDS;
      int to = rows * (fold + 1) / FOLDS;
      int[] others = IntStream.range(0, rows).filter(at -> at < from || at >= to).toArray();
      PrincipalComponents fitted = fit(reference.rowsAt(at(shuffled, others)), explained);
      Table held = reference.rowsAt(Arrays.copyOfRange(shuffled, from, to));
      System.arraycopy(fitted.errors(held, "reference"), 0, errors, from, to - from);
    }
    return errors;
  }

  private static int[] shuffled(int rows) {
    Random random = new Random(FOLDS);
    int[] order = IntStream.range(0, rows).toArray();
    for (int place = rows - 1; place > 0; place--) {
      int other = random.nextInt(place + 1);
      int taken = order[other];
      order[other] = order[place];
      order[place] = taken;
    }
    return order;
  }

  private static int[] at(int[] values, int[] places) {
    return Arrays.stream(places).map(place -> values[place]).toArray();
  }

  private static boolean isSparse(Table.Column column) {
    long values =
        column instanceof Table.LabelColumn labels
            ? labels.labels().stream().filter(Objects::nonNull).count()
            : Arrays.stream(((Table.NumberColumn) column).values())
                .filter(Double::isFinite)
                .count();
    return values < FEWEST_VALUES;
  }

  private static Map<String, Double> shares(Table.LabelColumn labels) {
    Map<String, Double> shares = new HashMap<>();
    for (@Nullable String label : labels.labels()) {
      if (label != null) {
        shares.merge(label, 1.0 / labels.rows(), Double::sum);
      }
    }
    return shares;
  }

  private static double[] values(
      Table.@Nullable Column column, Map<String, Double> shares, String name, String side) {
    if (column instanceof Table.NumberColumn numbers) {
      return numbers.values();
    }
    if (column instanceof Table.LabelColumn labels) {
      return labels.labels().stream()
          .mapToDouble(label -> label == null ? Double.NaN : shares.getOrDefault(label, 0.0))
          .toArray();
    }
    throw new DriftInputException(
        side + ".columns", "the column \"" + name + "\" is missing; send the same columns");
  }

  private static double[] scale(double[] values, double mean, double deviation) {
    double[] scaled = new double[values.length];
    for (int row = 0; row < values.length; row++) {
      scaled[row] = Double.isFinite(values[row]) ? (values[row] - mean) / deviation : 0;
    }
    return scaled;
  }

  /** As few as explain more than the share, as scikit-learn counts them. */
  private static double[][] components(double[][] scaled, double explained) {
    int size = scaled.length;
    double[][] covariance = new double[size][size];
    for (int first = 0; first < size; first++) {
      for (int second = 0; second <= first; second++) {
        double sum = 0;
        for (int row = 0; row < scaled[first].length; row++) {
          sum += scaled[first][row] * scaled[second][row];
        }
        covariance[first][second] = sum / scaled[first].length;
        covariance[second][first] = covariance[first][second];
      }
    }
    SymmetricMatrix parts = SymmetricMatrix.decompose(covariance);
    double total = 0;
    for (double value : parts.values()) {
      total += value;
    }
    int kept = 0;
    double sum = 0;
    while (kept < size && (kept == 0 || sum / total <= explained)) {
      sum += parts.values()[kept++];
    }
    return Arrays.copyOf(parts.vectors(), kept);
  }

  /** The error of each row. */
  double[] errors(Table rows, String side) {
    double[][] scaled = new double[columns.size()][];
    for (int column = 0; column < scaled.length; column++) {
      Table.@Nullable Column present = rows.columns().get(columns.get(column));
      boolean isLabel = present instanceof Table.LabelColumn;
      if (isLabel == shares.get(column).isEmpty() && present != null) {
        throw new DriftInputException(
            side + ".columns",
            "the column \"" + columns.get(column) + "\" is of another type than in the reference");
      }
      double[] values = values(present, shares.get(column), columns.get(column), side);
      scaled[column] = scale(values, means[column], deviations[column]);
    }
    double[] errors = new double[(int) rows.rows()];
    for (int row = 0; row < errors.length; row++) {
      errors[row] = error(scaled, row);
    }
    return errors;
  }

  private double error(double[][] scaled, int row) {
    double all = 0;
    for (double[] column : scaled) {
      all += column[row] * column[row];
    }
    double kept = 0;
    for (double[] component : components) {
      double along = 0;
      for (int column = 0; column < scaled.length; column++) {
        along += component[column] * scaled[column][row];
      }
      kept += along * along;
    }
    return Math.sqrt(Math.max(0, all - kept));
  }
}

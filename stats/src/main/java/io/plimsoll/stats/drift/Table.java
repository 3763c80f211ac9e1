package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of several columns, each of numbers or of labels. */
public final class Table implements Sample {

  /** One column; NaN or null where a row has no value. */
  public sealed interface Column permits NumberColumn, LabelColumn {
    int rows();
  }

  /** A column of numbers. */
  public record NumberColumn(double[] values) implements Column {
    @Override
    public int rows() {
      return values.length;
    }
  }

  /** A column of labels. */
  public record LabelColumn(List<@Nullable String> labels) implements Column {
    @Override
    public int rows() {
      return labels.size();
    }
  }

  private final Map<String, Column> columns;

  private Table(Map<String, Column> columns) {
    this.columns = columns;
  }

  /**
   * Takes columns by name, in order.
   *
   * @throws DriftInputException if there is none, or they differ in length
   */
  public static Table of(Map<String, Column> columns) {
    int rows = -1;
    for (Map.Entry<String, Column> entry : columns.entrySet()) {
      if (rows >= 0 && entry.getValue().rows() != rows) {
        throw new DriftInputException(
            "columns",
            "the column \""
                + entry.getKey()
                + "\" has "
                + entry.getValue().rows()
                + " rows and the others "
                + rows
                + "; send columns of one length");
      }
      rows = entry.getValue().rows();
    }
    if (rows < 0) {
      throw new DriftInputException("columns", "there is no column; send at least one");
    }
    return new Table(new LinkedHashMap<>(columns));
  }

  /** Rows of numbers; the columns are called by their place. */
  public static Table ofRows(double[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int column = 0; column < width; column++) {
      double[] values = new double[rows.length];
      for (int row = 0; row < rows.length; row++) {
        if (rows[row].length != width) {
          throw new DriftInputException(
              "rows",
              "row " + row + " has " + rows[row].length + " values and the first has " + width);
        }
        values[row] = rows[row][column];
      }
      columns.put(String.valueOf(column), new NumberColumn(values));
    }
    return of(columns);
  }

  /** One column that holds a sample. */
  static Table ofNumbers(Numbers numbers) {
    return new Table(Map.of("0", new NumberColumn(numbers.inOrder())));
  }

  @Override
  public Form form() {
    return Form.TABLE;
  }

  @Override
  public long rows() {
    return columns.values().iterator().next().rows();
  }

  /** Always 0: what a method does with a gap in a row is part of its definition. */
  @Override
  public long missing() {
    return 0;
  }

  @Override
  public long infinite() {
    return 0;
  }

  Map<String, Column> columns() {
    return columns;
  }

  /** The rows of the given places, in that order. */
  Table rowsAt(int[] places) {
    Map<String, Column> chosen = new LinkedHashMap<>();
    columns.forEach((name, column) -> chosen.put(name, rowsAt(column, places)));
    return new Table(chosen);
  }

  private static Column rowsAt(Column column, int[] places) {
    if (column instanceof LabelColumn all) {
      List<@Nullable String> labels = new ArrayList<>(places.length);
      for (int row : places) {
        labels.add(all.labels().get(row));
      }
      return new LabelColumn(labels);
    }
    double[] values = ((NumberColumn) column).values();
    return new NumberColumn(Arrays.stream(places).mapToDouble(row -> values[row]).toArray());
  }

  /**
   * The rows as points.
   *
   * @throws DriftInputException if a column has labels, or a value is missing or infinite
   */
  double[][] points(String side) {
    List<double[]> numeric = new ArrayList<>();
    for (Map.Entry<String, Column> entry : columns.entrySet()) {
      if (!(entry.getValue() instanceof NumberColumn numbers)) {
        throw new DriftInputException(
            side,
            "the column \""
                + entry.getKey()
                + "\" has labels and this method takes numbers; use classifier.auc or pca.nannyml");
      }
      for (double value : numbers.values()) {
        if (!Double.isFinite(value)) {
          throw new DriftInputException(
              side,
              "the column \"" + entry.getKey() + "\" holds " + value + "; leave such rows out");
        }
      }
      numeric.add(numbers.values());
    }
    double[][] points = new double[(int) rows()][numeric.size()];
    for (int row = 0; row < points.length; row++) {
      for (int column = 0; column < numeric.size(); column++) {
        points[row][column] = numeric.get(column)[row];
      }
    }
    return points;
  }
}

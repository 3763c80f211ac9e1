package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether rows still hang together as they did: the comparisons of all columns at once, over rows
 * as they were logged. Values are numbers, texts or booleans; what a row has no entry for, or null,
 * is missing. Columns that would only mislead are left out, and it is said why.
 *
 * @param columns those that were used
 * @param leftOut why each other column was not
 * @param uses which part of what tells the two sides apart each column gives, most first
 */
public record RowComparison(
    List<String> columns,
    Map<String, String> leftOut,
    Map<String, Double> uses,
    Comparison classifier,
    Comparison discrepancy,
    Comparison reconstruction) {

  /** Fewer rows of a side are not compared. */
  public static final int FEWEST_ROWS = 50;

  /** Of more columns, those with the most values in the reference are compared. */
  public static final int MOST_COLUMNS = PrincipalComponents.MOST_COLUMNS;

  private static final int KERNEL_ROWS = 500;
  private static final int PERMUTATIONS = 200;

  public RowComparison {
    columns = List.copyOf(columns);
    leftOut = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    uses = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(uses));
  }

  /**
   * Compares two sides.
   *
   * @throws DriftInputException if a side has too few rows, or no column is left to compare
   */
  public static RowComparison of(
      List<Map<String, @Nullable Object>> reference,
      List<Map<String, @Nullable Object>> current,
      double alpha) {
    requireRows(reference, "reference");
    requireRows(current, "current");
    Set<String> names = new LinkedHashSet<>();
    reference.forEach(row -> names.addAll(row.keySet()));
    current.forEach(row -> names.addAll(row.keySet()));
    Map<String, RowColumn> chosen = new LinkedHashMap<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (String name : names.stream().sorted().toList()) {
      RowColumn column = RowColumn.of(name, reference, current);
      Optional<String> reason = column.reasonToLeaveOut();
      if (reason.isPresent()) {
        leftOut.put(name, reason.get());
      } else {
        chosen.put(name, column);
      }
    }
    leaveOutRarest(chosen, leftOut);
    if (chosen.isEmpty()) {
      throw new DriftInputException(
          "columns", "no column is left to compare: " + leftOut + "; log features that vary");
    }
    return compare(chosen, leftOut, alpha);
  }

  private static void leaveOutRarest(Map<String, RowColumn> chosen, Map<String, String> leftOut) {
    Comparator<Map.Entry<String, RowColumn>> mostValues =
        Comparator.comparingLong(entry -> -entry.getValue().referenceValues());
    List<String> rarest =
        chosen.entrySet().stream()
            .sorted(mostValues.thenComparing(Map.Entry.comparingByKey()))
            .skip(MOST_COLUMNS)
            .map(Map.Entry::getKey)
            .toList();
    for (String name : rarest) {
      chosen.remove(name);
      leftOut.put(name, MOST_COLUMNS + " other columns have more values in the reference");
    }
  }

  private static void requireRows(List<?> rows, String side) {
    if (rows.size() < FEWEST_ROWS) {
      throw new DriftInputException(
          side,
          "it has "
              + rows.size()
              + " rows, fewer than "
              + FEWEST_ROWS
              + "; choose a longer window");
    }
  }

  private static RowComparison compare(
      Map<String, RowColumn> chosen, Map<String, String> leftOut, double alpha) {
    Map<String, Table.Column> before = new LinkedHashMap<>();
    Map<String, Table.Column> now = new LinkedHashMap<>();
    List<double[]> pointsBefore = new ArrayList<>();
    List<double[]> pointsNow = new ArrayList<>();
    chosen.forEach(
        (name, column) -> {
          before.put(name, column.reference());
          now.put(name, column.current());
          pointsBefore.add(column.scaledReference());
          pointsNow.add(column.scaledCurrent());
        });
    Table reference = Table.of(before);
    Table current = Table.of(now);
    Comparison classifier =
        Comparison.of(reference, current, question("classifier.auc", Map.of(), alpha));
    Comparison discrepancy =
        Comparison.of(
            points(pointsBefore),
            points(pointsNow),
            question(
                "mmd.unbiased", Map.of("rows", KERNEL_ROWS, "permutations", PERMUTATIONS), alpha));
    Comparison reconstruction =
        Comparison.of(reference, current, question("pca.nannyml", Map.of(), alpha));
    return new RowComparison(
        List.copyOf(chosen.keySet()),
        leftOut,
        uses(classifier),
        classifier,
        discrepancy,
        reconstruction);
  }

  private static Comparison.Question question(
      String method, Map<String, Object> parameters, double alpha) {
    return new Comparison.Question(
        Optional.of(method), Optional.empty(), parameters, alpha, OptionalDouble.empty());
  }

  private static Table points(List<double[]> columns) {
    double[][] rows = new double[columns.get(0).length][columns.size()];
    for (int column = 0; column < columns.size(); column++) {
      for (int row = 0; row < rows.length; row++) {
        rows[row][column] = columns.get(column)[row];
      }
    }
    return Table.ofRows(rows);
  }

  private static Map<String, Double> uses(Comparison classifier) {
    Map<String, Double> uses = new LinkedHashMap<>();
    classifier.outcome().details().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(TableMethods.USE))
        .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
        .forEach(
            entry ->
                uses.put(entry.getKey().substring(TableMethods.USE.length()), entry.getValue()));
    return uses;
  }
}

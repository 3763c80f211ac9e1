package io.plimsoll.inference.convert;

import io.plimsoll.inference.convert.Refusal.Cause;
import io.plimsoll.inference.tensor.Feature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows like one of the test data but for one value that production will see one day: missing,
 * infinite, huge, between two whole numbers, never seen in training.
 */
final class EdgeRows {

  /** Wide models share their columns' treatment; the first few hundred stand for all. */
  private static final int MAX_FEATURES = 400;

  private static final double HUGE = 1e300;

  private EdgeRows() {}

  /**
   * One such row.
   *
   * @param cause what is special about the value, if it is something that a model may refuse
   */
  record EdgeRow(Map<String, @Nullable Object> values, String feature, Optional<Cause> cause) {}

  static List<EdgeRow> around(Map<String, @Nullable Object> row, List<Feature> features) {
    List<EdgeRow> rows = new ArrayList<>();
    for (Feature feature : features.subList(0, Math.min(MAX_FEATURES, features.size()))) {
      String name = feature.name();
      switch (feature.type()) {
        case NUMBER -> numbers(rows, row, name);
        case STRING -> texts(rows, row, name);
        case INTEGER -> {
          for (long value : new long[] {0, -1, 1, 1_000_000, -1_000_000}) {
            rows.add(with(row, name, value, Optional.empty()));
          }
        }
        case BOOLEAN -> {
          rows.add(with(row, name, true, Optional.empty()));
          rows.add(with(row, name, false, Optional.empty()));
        }
      }
    }
    return rows;
  }

  private static void numbers(List<EdgeRow> rows, Map<String, @Nullable Object> row, String name) {
    rows.add(with(row, name, null, Optional.of(Cause.MISSING)));
    rows.add(with(row, name, Double.POSITIVE_INFINITY, Optional.of(Cause.INFINITE)));
    rows.add(with(row, name, Double.NEGATIVE_INFINITY, Optional.of(Cause.INFINITE)));
    rows.add(with(row, name, HUGE, Optional.of(Cause.BEYOND_FLOAT32)));
    rows.add(with(row, name, -HUGE, Optional.of(Cause.BEYOND_FLOAT32)));
    double value = row.get(name) instanceof Number number ? number.doubleValue() : 0;
    for (double other : new double[] {0, -value, value + 0.5, 1e6, -1e6, 1e9, -1e9}) {
      rows.add(with(row, name, other, Optional.empty()));
    }
  }

  private static void texts(List<EdgeRow> rows, Map<String, @Nullable Object> row, String name) {
    rows.add(with(row, name, null, Optional.of(Cause.MISSING)));
    String text = row.get(name) instanceof String given ? given : "";
    List<String> others =
        List.of(
            "",
            " ",
            "never seen before",
            text + " ",
            text.toUpperCase(Locale.ROOT),
            text.toLowerCase(Locale.ROOT),
            text + "😀",
            text + "\0",
            "\0" + text,
            text + ", " + text + "; it's 3.14 & a b_c-d\tÄrger naïve ß 😀");
    for (String other : others) {
      rows.add(with(row, name, other, Optional.empty()));
    }
  }

  private static EdgeRow with(
      Map<String, @Nullable Object> row,
      String name,
      @Nullable Object value,
      Optional<Cause> cause) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(row);
    changed.put(name, value);
    return new EdgeRow(changed, name, cause);
  }
}

package io.plimsoll.stats.drift;

import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.TimestampValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One column of two sets of rows: numbers if most of the reference's values are, else labels. */
final class RowColumn {
  /** Scaled values end here: one row of 1e308 must not be all that a kernel sees. */
  private static final double FARTHEST = 10;

  private static final double OWN_VALUE_SHARE = 0.5;
  private static final int FEW_LABELS = 20;
  private static final int FEWEST_VALUES = 2;

  private final List<@Nullable Object> before;
  private final List<@Nullable Object> now;
  private final boolean isNumeric;

  private RowColumn(List<@Nullable Object> before, List<@Nullable Object> now) {
    this.before = before;
    this.now = now;
    long numbers = before.stream().filter(Double.class::isInstance).count();
    long values = before.stream().filter(value -> value != null).count();
    this.isNumeric = 2 * numbers >= values;
  }

  static RowColumn of(
      String name,
      List<Map<String, @Nullable Object>> reference,
      List<Map<String, @Nullable Object>> current) {
    return new RowColumn(values(name, reference), values(name, current));
  }

  private static List<@Nullable Object> values(
      String name, List<Map<String, @Nullable Object>> rows) {
    List<@Nullable Object> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(row.get(name)));
    return values;
  }

  Optional<String> reasonToLeaveOut() {
    Set<Object> values = new HashSet<>();
    before.forEach(value -> addPresent(values, value));
    if (values.isEmpty()) {
      return Optional.of("it has no value in the reference");
    }
    if (referenceValues() < FEWEST_VALUES) {
      return Optional.of("it has fewer than 2 values in the reference that can be compared");
    }
    if (isTime()) {
      return Optional.of("it holds points in time, which move on by themselves");
    }
    if (!isNumeric
        && values.size() > FEW_LABELS
        && values.size() > OWN_VALUE_SHARE * present(before)) {
      return Optional.of("nearly every row has a value of its own");
    }
    Set<@Nullable Object> all = new HashSet<>(before);
    all.addAll(now);
    return all.size() < 2 ? Optional.of("it is the same everywhere") : Optional.empty();
  }

  private static void addPresent(Set<Object> values, @Nullable Object value) {
    if (value != null) {
      values.add(value);
    }
  }

  private static long present(List<@Nullable Object> values) {
    return values.stream().filter(value -> value != null).count();
  }

  private boolean isTime() {
    if (isNumeric) {
      NumericProfile profile = new NumericProfile();
      before.forEach(value -> profile.update(number(value)));
      return TimestampValues.areIn(profile);
    }
    CategoricalProfile profile = new CategoricalProfile();
    before.forEach(
        value -> {
          if (value != null) {
            profile.update(value.toString());
          }
        });
    return TimestampValues.areIn(profile);
  }

  /** How many rows of the reference have a value that can be compared. */
  long referenceValues() {
    return isNumeric
        ? before.stream().filter(value -> Double.isFinite(number(value))).count()
        : present(before);
  }

  Table.Column reference() {
    return column(before);
  }

  Table.Column current() {
    return column(now);
  }

  private Table.Column column(List<@Nullable Object> values) {
    if (isNumeric) {
      return new Table.NumberColumn(values.stream().mapToDouble(RowColumn::number).toArray());
    }
    List<@Nullable String> labels = new ArrayList<>(values.size());
    values.forEach(value -> labels.add(value == null ? null : value.toString()));
    return new Table.LabelColumn(labels);
  }

  /** A value of another type than the column's is as good as none. */
  private static double number(@Nullable Object value) {
    return value instanceof Double number ? number : Double.NaN;
  }

  double[] scaledReference() {
    return scaled(before);
  }

  double[] scaledCurrent() {
    return scaled(now);
  }

  /**
   * In standard deviations of the reference around its mean; labels by their share in the
   * reference, what is missing or infinite at the mean.
   */
  private double[] scaled(List<@Nullable Object> values) {
    double[] reference = encoded(before);
    NumericProfile scale = new NumericProfile();
    for (double value : reference) {
      scale.update(value);
    }
    double mean = scale.mean();
    double deviation = scale.standardDeviation();
    double unit = deviation > 0 && Double.isFinite(deviation) ? deviation : 1;
    double[] scaled = values == before ? reference : encoded(values);
    for (int row = 0; row < scaled.length; row++) {
      double distance = (scaled[row] - mean) / unit;
      scaled[row] =
          Double.isFinite(scaled[row]) && !Double.isNaN(distance)
              ? Math.max(-FARTHEST, Math.min(FARTHEST, distance))
              : 0;
    }
    return scaled;
  }

  private double[] encoded(List<@Nullable Object> values) {
    if (isNumeric) {
      return values.stream().mapToDouble(RowColumn::number).toArray();
    }
    Map<String, Double> shares = new HashMap<>();
    before.forEach(
        value -> {
          if (value != null) {
            shares.merge(value.toString(), 1.0 / before.size(), Double::sum);
          }
        });
    return values.stream()
        .mapToDouble(
            value -> value == null ? Double.NaN : shares.getOrDefault(value.toString(), 0.0))
        .toArray();
  }
}

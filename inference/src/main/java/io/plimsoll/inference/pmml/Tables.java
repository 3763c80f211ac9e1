package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code Discretize} and {@code MapValues}, and the tables and intervals that they are made of. */
final class Tables {

  /** No text of a document holds it, so that joined cells cannot be mistaken for others. */
  private static final char BETWEEN_CELLS = '\u0000';

  private Tables() {}

  /** A range of numbers. */
  record Interval(double left, double right, boolean hasLeft, boolean hasRight) {

    static Interval of(XmlElement element) throws InferenceException {
      String closure =
          element.oneOf(
              "closure", "closedClosed", "openClosed", "openOpen", "closedOpen", "closedClosed");
      return new Interval(
          element.numberOr("leftMargin", Double.NEGATIVE_INFINITY),
          element.numberOr("rightMargin", Double.POSITIVE_INFINITY),
          closure.startsWith("closed"),
          closure.endsWith("Closed"));
    }

    boolean holds(double value) {
      return (value > left || (hasLeft && value == left))
          && (value < right || (hasRight && value == right));
    }
  }

  static Expression discretize(XmlElement element, Expression field) throws InferenceException {
    ValueType type = resultType(element);
    Expression.NumberRule rule = field.number(element);
    element.allow(Set.of("DiscretizeBin"));
    List<XmlElement> bins = element.children("DiscretizeBin");
    Interval[] intervals = new Interval[bins.size()];
    String[] values = new String[bins.size()];
    for (int i = 0; i < intervals.length; i++) {
      intervals[i] = Interval.of(bins.get(i).requireChild("Interval"));
      values[i] = bins.get(i).require("binValue");
    }
    @Nullable String byDefault = element.find("defaultValue").orElse(null);
    Expression text =
        new Expression.OfText(
            frame -> {
              double value = rule.in(frame);
              if (Double.isNaN(value)) {
                return null;
              }
              for (int i = 0; i < intervals.length; i++) {
                if (intervals[i].holds(value)) {
                  return values[i];
                }
              }
              return byDefault;
            });
    return ExpressionReader.mapped(element, field, text.as(type));
  }

  static Expression mapValues(XmlElement element, Scope scope) throws InferenceException {
    element.allow(Set.of("FieldColumnPair", "InlineTable"));
    List<XmlElement> pairs = element.children("FieldColumnPair");
    List<Slot> fields = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    List<Expression.TextRule> keys = new ArrayList<>();
    for (XmlElement pair : pairs) {
      Slot field = scope.require(pair, pair.require("field"));
      fields.add(field);
      columns.add(pair.require("column"));
      keys.add(Expression.of(field).text());
    }
    if (pairs.isEmpty()) {
      throw element.refused("names no field to look up");
    }
    Map<String, String> table = new HashMap<>();
    String wanted = element.require("outputColumn");
    for (XmlElement row : element.requireChild("InlineTable").children("row")) {
      scope.layout().rule(row);
      StringBuilder key = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        String cell = cell(row, columns.get(i)).orElse("");
        key.append(fields.get(i).type().canonical(cell)).append(BETWEEN_CELLS);
      }
      Optional<String> value = cell(row, wanted);
      if (value.isPresent()) {
        table.putIfAbsent(key.toString(), value.get());
      }
    }
    @Nullable String byDefault = element.find("defaultValue").orElse(null);
    @Nullable String forMissing = element.find("mapMissingTo").orElse(null);
    Expression text =
        new Expression.OfText(
            frame -> {
              StringBuilder key = new StringBuilder();
              for (Expression.TextRule rule : keys) {
                String part = rule.in(frame);
                if (part == null) {
                  return forMissing;
                }
                key.append(part).append(BETWEEN_CELLS);
              }
              return table.getOrDefault(key.toString(), byDefault);
            });
    return text.as(resultType(element));
  }

  private static ValueType resultType(XmlElement element) throws InferenceException {
    return element.has("dataType") ? ValueType.of(element, "dataType") : ValueType.STRING;
  }

  /** A cell of a row of an inline table; a column may be written with the prefix of a namespace. */
  static Optional<String> cell(XmlElement row, String column) {
    String name = column.substring(column.indexOf(':') + 1);
    return row.child(name).map(XmlElement::text);
  }
}

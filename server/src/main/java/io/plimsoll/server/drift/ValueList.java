package io.plimsoll.server.drift;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.plimsoll.stats.drift.Categories;
import io.plimsoll.stats.drift.Numbers;
import io.plimsoll.stats.drift.Sample;
import io.plimsoll.stats.drift.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list of values while it is read: of numbers, at eight bytes each, until the first label tells
 * that it is one of labels.
 */
final class ValueList {
  private final String field;
  private final Map<String, String> categories = new HashMap<>();
  private double[] numbers = new double[64];
  private int size;
  private boolean hasNumber;
  private @Nullable List<@Nullable String> labels;

  ValueList(String field) {
    this.field = field;
  }

  /** Takes the value at which the parser stands. */
  void add(JsonParser parser, JsonToken token) throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> addNumber(parser.getDoubleValue());
      case VALUE_NULL -> addMissing();
      case VALUE_TRUE, VALUE_FALSE -> addLabel(parser.getText());
      case VALUE_STRING -> addText(parser.getText());
      default ->
          throw Limits.invalid(
              field, "at %d is no number, text, true, false or null.".formatted(size));
    }
  }

  private void addText(String text) {
    if (labels == null) {
      switch (text) {
        case "NaN" -> {
          append(Double.NaN);
          return;
        }
        case "Infinity" -> {
          append(Double.POSITIVE_INFINITY);
          return;
        }
        case "-Infinity" -> {
          append(Double.NEGATIVE_INFINITY);
          return;
        }
        default -> {}
      }
    }
    addLabel(text);
  }

  private void addNumber(double value) {
    if (labels != null) {
      throw mixed();
    }
    hasNumber = true;
    append(value);
  }

  private void addMissing() {
    if (labels != null) {
      labels.add(null);
    } else {
      append(Double.NaN);
    }
  }

  private void addLabel(String label) {
    if (hasNumber) {
      throw mixed();
    }
    List<@Nullable String> present = labels;
    if (present == null) {
      present = new ArrayList<>();
      for (int index = 0; index < size; index++) {
        double value = numbers[index];
        present.add(Double.isNaN(value) ? null : value > 0 ? "Infinity" : "-Infinity");
      }
      labels = present;
      numbers = new double[0];
    }
    present.add(shared(Limits.label(field, label)));
  }

  /** One object for all rows of a category: five million labels are mostly the same few. */
  private String shared(String label) {
    String known = categories.putIfAbsent(label, label);
    if (known == null && categories.size() > Limits.MOST_CATEGORIES) {
      throw Limits.tooLarge(
          "%s: there are more than %d categories; group the rare ones."
              .formatted(field, Limits.MOST_CATEGORIES));
    }
    return known == null ? label : known;
  }

  private void append(double value) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = value;
  }

  private RuntimeException mixed() {
    return Limits.invalid(
        field,
        "holds a text among numbers; send all of them as numbers (null where there is none), or all"
            + " as texts.");
  }

  int size() {
    List<@Nullable String> present = labels;
    return present == null ? size : present.size();
  }

  Sample sample() {
    return labels == null ? Numbers.of(Arrays.copyOf(numbers, size)) : Categories.ofLabels(labels);
  }

  /** The numbers as categories. */
  Sample categories() {
    return labels == null
        ? Categories.ofNumbers(Numbers.of(Arrays.copyOf(numbers, size)))
        : Categories.ofLabels(labels);
  }

  Table.Column column() {
    return labels == null
        ? new Table.NumberColumn(Arrays.copyOf(numbers, size))
        : new Table.LabelColumn(labels);
  }

  double[] numbers() {
    if (labels != null) {
      throw Limits.invalid(field, "holds texts; send numbers.");
    }
    return Arrays.copyOf(numbers, size);
  }
}

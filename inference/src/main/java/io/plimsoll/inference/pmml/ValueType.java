package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The data types that a field may have; all but text are carried as doubles. */
enum ValueType {
  DOUBLE,
  /** Narrowed on its way in, so that it falls on the same side of a split as where it was made. */
  FLOAT,
  INTEGER,
  /** 1 and 0. */
  BOOLEAN,
  STRING;

  boolean isText() {
    return this == STRING;
  }

  static ValueType of(XmlElement element, String attribute) throws InferenceException {
    return parse(element, element.require(attribute));
  }

  static ValueType parse(XmlElement element, String word) throws InferenceException {
    return switch (word) {
      case "double" -> DOUBLE;
      case "float" -> FLOAT;
      case "integer" -> INTEGER;
      case "boolean" -> BOOLEAN;
      case "string" -> STRING;
      default ->
          throw element.refused(
              "has the data type \"%s\"; double, float, integer, boolean and string are supported"
                  .formatted(XmlElement.shown(word)));
    };
  }

  /** A constant of the document as a value of this type. */
  double parse(XmlElement element, String attribute, String text) throws InferenceException {
    double value = number(text);
    if (Double.isNaN(value)) {
      throw element.refused(
          "%s is \"%s\", which is no %s value"
              .formatted(attribute, XmlElement.shown(text), name().toLowerCase(Locale.ROOT)));
    }
    return value;
  }

  /** What a text means as a value of this type; NaN where it means none. */
  double number(@Nullable String text) {
    if (text == null) {
      return Double.NaN;
    }
    String word = text.strip();
    if (this == BOOLEAN && word.equalsIgnoreCase("true")) {
      return 1;
    }
    if (this == BOOLEAN && word.equalsIgnoreCase("false")) {
      return 0;
    }
    try {
      return this == FLOAT ? Float.parseFloat(word) : cast(Double.parseDouble(word));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** A number as a value of this type; missing where it is none. */
  double cast(double value) {
    return switch (this) {
      case DOUBLE, STRING -> value;
      case FLOAT -> (float) value;
      case INTEGER -> value == Math.rint(value) ? value : Double.NaN;
      case BOOLEAN -> value == 0 || value == 1 ? value : Double.NaN;
    };
  }

  /** A number as a text of this type. */
  @Nullable String text(double value) {
    if (Double.isNaN(value)) {
      return null;
    }
    return switch (this) {
      case BOOLEAN -> value == 0 ? "false" : "true";
      case FLOAT -> Float.toString((float) value);
      case DOUBLE -> Double.toString(value);
      case INTEGER, STRING ->
          value == Math.rint(value) && Math.abs(value) < 1e15
              ? Long.toString((long) value)
              : Double.toString(value);
    };
  }

  /** One way to write a label, however the document writes it. */
  String canonical(String label) {
    if (isText()) {
      return label;
    }
    String text = text(number(label));
    return text == null ? label : text;
  }
}

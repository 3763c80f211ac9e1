package io.plimsoll.server.registry.data;

import io.plimsoll.inference.tensor.FeatureType;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a cell means in a column of a type. */
final class Cell {
  private static final Set<String> MISSING =
      Set.of("", "na", "n/a", "nan", "null", "none", "#n/a", "-nan");
  private static final double LARGEST_WHOLE = 9.007199254740992E15;
  private static final int LONGEST_SHOWN = 60;

  private Cell() {}

  /**
   * Reads a text; null for a missing value.
   *
   * @throws NumberFormatException if it is no value of the type
   */
  static @Nullable Object of(String cell, FeatureType type) {
    String text = cell.strip();
    boolean isMissing =
        switch (type) {
          case STRING -> cell.isEmpty();
          case NUMBER, INTEGER, BOOLEAN -> MISSING.contains(text.toLowerCase(Locale.ROOT));
        };
    if (isMissing) {
      return null;
    }
    return switch (type) {
      case STRING -> cell;
      case NUMBER -> number(text);
      case INTEGER -> integer(text);
      case BOOLEAN -> bool(text);
    };
  }

  /**
   * Takes a value of a typed file; null for a missing one.
   *
   * @throws NumberFormatException if it is no value of the type
   */
  static @Nullable Object of(Object value, FeatureType type) {
    return switch (value) {
      case String text -> of(text, type);
      case Double number when number.isNaN() -> null;
      case Boolean flag ->
          switch (type) {
            case BOOLEAN -> flag;
            case STRING -> flag.toString();
            case NUMBER -> flag ? 1.0 : 0.0;
            case INTEGER -> flag ? 1L : 0L;
          };
      case Number number ->
          switch (type) {
            case NUMBER -> number.doubleValue();
            case INTEGER -> number instanceof Long whole ? whole : integer(number.toString());
            case STRING -> number.toString();
            case BOOLEAN -> bool(number.toString());
          };
      default -> throw new NumberFormatException(value.toString());
    };
  }

  /** As much of a cell as fits a message. */
  static String shown(String cell) {
    return cell.length() <= LONGEST_SHOWN ? cell : cell.substring(0, LONGEST_SHOWN) + "…";
  }

  /** Data frames write infinities as inf, which Java does not know. */
  private static Double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.valueOf(text);
    };
  }

  /** Data frames write a whole number as 3.0 when its column also holds missing values. */
  private static Long integer(String text) {
    double value = Double.parseDouble(text);
    if (value != Math.rint(value) || Math.abs(value) > LARGEST_WHOLE) {
      return Long.valueOf(text);
    }
    return (long) value;
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "1.0", "yes" -> true;
      case "false", "0", "0.0", "no" -> false;
      default -> throw new NumberFormatException(text);
    };
  }
}

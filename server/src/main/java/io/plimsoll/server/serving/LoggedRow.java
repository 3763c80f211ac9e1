package io.plimsoll.server.serving;

import io.plimsoll.events.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a row an event can hold. Beyond that the pipeline refuses the whole event, and the call
 * would be missing from everything that is counted; so the row is made to fit before it is sent.
 */
final class LoggedRow {
  /** The most features, and the most outputs. */
  static final int MOST_VALUES = Limits.DEFAULTS.features();

  /** The most characters of an error's message. */
  private static final int MOST_WORDS = Limits.DEFAULTS.text();

  private static final int MOST_TEXT = Limits.DEFAULTS.stack();

  private LoggedRow() {}

  /** Whether an event can hold the values as they are. */
  static boolean fits(Map<String, @Nullable Object> values) {
    if (values.size() > MOST_VALUES) {
      return false;
    }
    for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
      boolean isLong = value.getValue() instanceof String text && text.length() > MOST_TEXT;
      if (isLong || !isName(value.getKey())) {
        return false;
      }
    }
    return true;
  }

  /**
   * As much of the values as an event can hold: the first of them, the beginnings of long texts,
   * and none whose name is too long.
   */
  static Map<String, @Nullable Object> fitted(Map<String, @Nullable Object> values) {
    Map<String, @Nullable Object> fitted = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
      if (fitted.size() < MOST_VALUES && isName(value.getKey())) {
        Object kept =
            value.getValue() instanceof String text ? cut(text, MOST_TEXT) : value.getValue();
        fitted.put(value.getKey(), kept);
      }
    }
    return fitted;
  }

  /** The beginning of an error's message, if it is long. */
  static String words(String message) {
    return cut(message, MOST_WORDS);
  }

  private static boolean isName(String name) {
    return !name.isEmpty() && name.length() <= Limits.LONGEST_NAME;
  }

  /** Half of a character is none, and cannot be stored. */
  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}

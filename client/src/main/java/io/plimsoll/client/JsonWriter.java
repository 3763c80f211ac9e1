package io.plimsoll.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what an event may hold as JSON; what JSON cannot say (NaN, infinity) becomes null. */
final class JsonWriter {
  /** Deeper than any event; a map that holds itself ends here. */
  private static final int DEEPEST = 8;

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out;

  private JsonWriter(StringBuilder out) {
    this.out = out;
  }

  static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder(256);
    new JsonWriter(out).value(value, 0);
    return out.toString();
  }

  private void value(@Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(
          "the value nests deeper than " + DEEPEST + " levels; send it flat");
    }
    if (value == null) {
      out.append("null");
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      out.append(Double.isNaN(number) || Double.isInfinite(number) ? "null" : value.toString());
    } else if (value instanceof Number) {
      out.append(value);
    } else if (value instanceof Map) {
      object((Map<?, ?>) value, depth);
    } else if (value instanceof Iterable) {
      list((Iterable<?>) value, depth);
    } else {
      text(value.toString());
    }
  }

  private void object(Map<?, ?> members, int depth) {
    out.append('{');
    String comma = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      out.append(comma);
      text(String.valueOf(member.getKey()));
      out.append(':');
      value(member.getValue(), depth + 1);
      comma = ",";
    }
    out.append('}');
  }

  private void list(Iterable<?> items, int depth) {
    out.append('[');
    String comma = "";
    for (Object item : items) {
      out.append(comma);
      value(item, depth + 1);
      comma = ",";
    }
    out.append(']');
  }

  private void text(String text) {
    out.append('"');
    for (int place = 0; place < text.length(); place++) {
      char next = text.charAt(place);
      if (next == '"' || next == '\\') {
        out.append('\\').append(next);
      } else if (next < 0x20) {
        out.append("\\u00").append(HEX.charAt(next >> 4)).append(HEX.charAt(next & 15));
      } else if (isLone(text, place)) {
        // Half a character has no UTF-8, and would make the whole request unreadable.
        out.append('\uFFFD');
      } else {
        out.append(next);
      }
    }
    out.append('"');
  }

  private static boolean isLone(String text, int place) {
    char here = text.charAt(place);
    if (Character.isHighSurrogate(here)) {
      return place + 1 == text.length() || !Character.isLowSurrogate(text.charAt(place + 1));
    }
    return Character.isLowSurrogate(here)
        && (place == 0 || !Character.isHighSurrogate(text.charAt(place - 1)));
  }
}

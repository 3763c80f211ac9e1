package io.plimsoll.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server's answers and the file of credentials: maps, lists, texts, doubles, booleans.
 * Strict enough to tell JSON from a proxy's page; null counts as absent.
 */
final class JsonReader {
  private static final int DEEPEST = 32;

  private final String text;
  private int place;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The members of an object; none if the text is anything else. */
  static Map<String, Object> object(String text) {
    try {
      JsonReader reader = new JsonReader(text);
      Object value = reader.value(0);
      reader.space();
      return reader.place == text.length() ? members(value) : new LinkedHashMap<>();
    } catch (IllegalArgumentException | IndexOutOfBoundsException notJson) {
      return new LinkedHashMap<>();
    }
  }

  /** The value as an object; an empty one if it is none. */
  static Map<String, Object> members(@Nullable Object value) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (value instanceof Map) {
      ((Map<?, ?>) value).forEach((name, member) -> members.put((String) name, member));
    }
    return members;
  }

  private @Nullable Object value(int depth) {
    space();
    char next = text.charAt(place);
    if (depth > DEEPEST) {
      throw wrong();
    }
    switch (next) {
      case '{':
        return object(depth);
      case '[':
        return list(depth);
      case '"':
        return string();
      case 't':
        return word("true", true);
      case 'f':
        return word("false", false);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    place++;
    if (isNext('}')) {
      return members;
    }
    do {
      space();
      String name = string();
      require(':');
      Object value = value(depth + 1);
      if (value != null) {
        members.put(name, value);
      }
    } while (isNext(','));
    require('}');
    return members;
  }

  private List<Object> list(int depth) {
    List<Object> items = new ArrayList<>();
    place++;
    if (isNext(']')) {
      return items;
    }
    do {
      Object value = value(depth + 1);
      if (value != null) {
        items.add(value);
      }
    } while (isNext(','));
    require(']');
    return items;
  }

  private String string() {
    require('"');
    StringBuilder found = new StringBuilder();
    while (text.charAt(place) != '"') {
      char next = text.charAt(place++);
      found.append(next == '\\' ? escaped() : next);
    }
    place++;
    return found.toString();
  }

  private char escaped() {
    char kind = text.charAt(place++);
    switch (kind) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'u':
        place += 4;
        return (char) Integer.parseInt(text.substring(place - 4, place), 16);
      default:
        return kind;
    }
  }

  private Double number() {
    int start = place;
    while (place < text.length() && "+-.0123456789eE".indexOf(text.charAt(place)) >= 0) {
      place++;
    }
    return Double.valueOf(text.substring(start, place));
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, place)) {
      throw wrong();
    }
    place += word.length();
    return value;
  }

  private boolean isNext(char wanted) {
    space();
    boolean isThere = text.charAt(place) == wanted;
    if (isThere) {
      place++;
    }
    return isThere;
  }

  private void require(char wanted) {
    if (!isNext(wanted)) {
      throw wrong();
    }
  }

  private void space() {
    while (place < text.length() && Character.isWhitespace(text.charAt(place))) {
      place++;
    }
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("not JSON at character " + place);
  }
}

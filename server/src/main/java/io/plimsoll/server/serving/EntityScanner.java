package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a call is about without reading it as a whole. The call's own word is {@code entity},
 * of a tensor request under {@code parameters}; or it is a feature: of the plain call's first row,
 * or the first value of the column or tensor of that name. What cannot be found or read is no
 * entity, and what is wrong with the body is said by whoever reads it next.
 */
final class EntityScanner {
  /** The call's own word for what it is about. */
  static final String ENTITY = "entity";

  private final JsonParser parser;
  private final @Nullable String field;

  private EntityScanner(JsonParser parser, @Nullable String field) {
    this.parser = parser;
    this.field = field;
  }

  /**
   * The text of the entity as it was sent.
   *
   * @param field the feature that names it; null for the call's own word
   */
  static Optional<String> find(byte[] body, @Nullable String field) {
    try (JsonParser parser = Json.FACTORY.createParser(body)) {
      return Optional.ofNullable(new EntityScanner(parser, field).call());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private @Nullable String call() throws IOException {
    JsonToken start = parser.nextToken();
    if (start == JsonToken.START_ARRAY) {
      return field == null ? null : firstRow(field);
    }
    if (start != JsonToken.START_OBJECT) {
      return null;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      String found = field == null ? own(name, value) : feature(name, value, field);
      if (found != null) {
        return found;
      }
      parser.skipChildren();
    }
    return null;
  }

  private @Nullable String own(String name, JsonToken value) throws IOException {
    if (name.equals(ENTITY)) {
      return scalar(value);
    }
    return name.equals("parameters") && value == JsonToken.START_OBJECT ? member(ENTITY) : null;
  }

  private @Nullable String feature(String name, JsonToken value, String wanted) throws IOException {
    return switch (name) {
      case "features" -> value == JsonToken.START_OBJECT ? member(wanted) : null;
      case "rows" -> value == JsonToken.START_ARRAY ? firstRow(wanted) : null;
      case "inputs" -> value == JsonToken.START_ARRAY ? tensor(wanted) : null;
      case "columns" -> value == JsonToken.START_OBJECT ? column(wanted) : null;
      // The columns may be the whole body.
      default -> name.equals(wanted) && value == JsonToken.START_ARRAY ? firstValue() : null;
    };
  }

  private @Nullable String firstRow(String wanted) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.END_ARRAY) {
      return null;
    }
    String found = first == JsonToken.START_OBJECT ? member(wanted) : null;
    leaveList();
    return found;
  }

  /**
   * The value of a member of the object at whose beginning the parser stands; leaves the object.
   */
  private @Nullable String member(String wanted) throws IOException {
    String found = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals(wanted)) {
        found = scalar(value);
      }
      parser.skipChildren();
    }
    return found;
  }

  /** The first value of a column of the object that was entered; leaves it. */
  private @Nullable String column(String wanted) throws IOException {
    String found = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isWanted = parser.currentName().equals(wanted);
      if (parser.nextToken() == JsonToken.START_ARRAY && isWanted) {
        found = firstValue();
      } else {
        parser.skipChildren();
      }
    }
    return found;
  }

  private @Nullable String tensor(String wanted) throws IOException {
    String found = null;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String name = null;
      String first = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        JsonToken value = parser.nextToken();
        if (member.equals("name")) {
          name = parser.getValueAsString();
        } else if (member.equals("data") && value == JsonToken.START_ARRAY) {
          first = firstValue();
        } else {
          parser.skipChildren();
        }
      }
      found = found == null && wanted.equals(name) ? first : found;
    }
    return found;
  }

  /** The first value of a list, flat or nested, at whose beginning the parser stands; leaves it. */
  private @Nullable String firstValue() throws IOException {
    String first = null;
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return null;
      }
      depth += token == JsonToken.START_ARRAY ? 1 : token == JsonToken.END_ARRAY ? -1 : 0;
      first = first == null ? scalar(token) : first;
    }
    return first;
  }

  /** Skips what is left of the list that was entered. */
  private void leaveList() throws IOException {
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return;
      }
      if (token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      }
    }
  }

  private @Nullable String scalar(JsonToken token) throws IOException {
    boolean isValue = token == JsonToken.VALUE_STRING || token.isNumeric() || token.isBoolean();
    String text = isValue ? parser.getText() : "";
    return text.isEmpty() ? null : text;
  }
}

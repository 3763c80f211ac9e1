package io.plimsoll.events;

import static io.plimsoll.events.RefusalCode.WRONG_TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list with all that is in it: lists, maps, numbers, texts, booleans. Null is passed over
 * in an object and refused in a list. The size of the event bounds it, and so does its depth.
 */
final class JsonLists {
  private static final int DEEPEST = 4;

  private JsonLists() {}

  /** The list whose opening bracket the parser stands on. */
  static List<Object> read(String path, JsonParser parser, EventFields fields)
      throws IOException, EventRefusedException {
    return list(path, parser, fields, 1);
  }

  private static List<Object> list(String path, JsonParser parser, EventFields fields, int depth)
      throws IOException, EventRefusedException {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String at = path + "[" + items.size() + "]";
      Object item = value(at, parser, fields, depth + 1);
      if (item == null) {
        throw new EventRefusedException(WRONG_TYPE, at + ": must not be null.");
      }
      items.add(item);
    }
    return items;
  }

  private static Map<String, Object> object(
      String path, JsonParser parser, EventFields fields, int depth)
      throws IOException, EventRefusedException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Object member = value(path + "." + EventFields.shorten(name), parser, fields, depth + 1);
      if (member == null) {
        members.remove(name);
      } else {
        members.put(name, member);
      }
    }
    return members;
  }

  private static @Nullable Object value(
      String path, JsonParser parser, EventFields fields, int depth)
      throws IOException, EventRefusedException {
    if (depth > DEEPEST + 1) {
      throw new EventRefusedException(
          WRONG_TYPE, "%s: nests deeper than %d levels.".formatted(path, DEEPEST));
    }
    return switch (parser.currentToken()) {
      case START_ARRAY -> list(path, parser, fields, depth);
      case START_OBJECT -> object(path, parser, fields, depth);
      case VALUE_NULL -> null;
      default -> fields.scalar(path, parser);
    };
  }
}

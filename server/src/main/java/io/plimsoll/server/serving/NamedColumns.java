package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows that come by columns: {@code {"x": [1, 2], "y": [3, 4]}} has two rows. */
final class NamedColumns {
  private NamedColumns() {}

  /** Reads the object at whose beginning the parser stands, if it does. */
  static List<Map<String, @Nullable Object>> read(JsonParser parser, JsonToken token, int maxRows)
      throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw NamedRows.invalid("columns: must be an object of lists by the features' names.");
    }
    if (parser.nextToken() == JsonToken.END_OBJECT) {
      throw NamedRows.invalid("columns: has no column.");
    }
    parser.nextToken();
    return readOpen(parser, maxRows);
  }

  /** Reads the rest of an object, where the parser stands at the value of the first member. */
  static List<Map<String, @Nullable Object>> readOpen(JsonParser parser, int maxRows)
      throws IOException {
    Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
    do {
      String name = parser.currentName();
      columns.put(name, column(name, parser, maxRows));
      if (parser.nextToken() == JsonToken.FIELD_NAME) {
        parser.nextToken();
      }
    } while (parser.currentToken() != JsonToken.END_OBJECT);
    return rows(columns);
  }

  private static List<@Nullable Object> column(String name, JsonParser parser, int maxRows)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw NamedRows.invalid(
          "%s: must be a list with one value for each row, as all columns are.".formatted(name));
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      if (!next.isScalarValue()) {
        throw NamedRows.invalid(
            "%s[%d]: must be a number, a string, a boolean or null."
                .formatted(name, values.size()));
      }
      if (values.size() == maxRows) {
        throw NamedRows.tooMany(maxRows);
      }
      values.add(NamedRows.scalar(parser, next));
    }
    return values;
  }

  private static List<Map<String, @Nullable Object>> rows(
      Map<String, List<@Nullable Object>> columns) {
    Map.Entry<String, List<@Nullable Object>> first = columns.entrySet().iterator().next();
    int count = first.getValue().size();
    columns.forEach(
        (name, values) -> {
          if (values.size() != count) {
            throw uneven(name, values.size(), first.getKey(), count);
          }
        });
    List<Map<String, @Nullable Object>> rows = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (Map.Entry<String, List<@Nullable Object>> column : columns.entrySet()) {
        row.put(column.getKey(), column.getValue().get(index));
      }
      rows.add(row);
    }
    return rows;
  }

  private static ProblemException uneven(String name, int size, String first, int count) {
    return NamedRows.invalid(
        "%s: has %d values, and %s has %d; all columns need as many."
            .formatted(name, size, first, count));
  }
}

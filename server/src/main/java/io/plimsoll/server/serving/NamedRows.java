package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.plimsoll.events.JsonSyntax;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The plain JSON call: {@code {"features": {...}, "id": ...}}, {@code {"rows": [{...}], "ids":
 * [...]}} or {@code {"columns": {"x": [...]}, "ids": [...]}}; each may name its {@code entity}. The
 * list of rows and the object of columns may also be the whole body.
 */
record NamedRows(List<Map<String, @Nullable Object>> rows, List<UUID> ids, boolean isSingle)
    implements Predictor.Input {
  private static final int EXPECTED_FEATURES = 32;

  @Override
  public List<Tensor> tensors(LoadedVersion version) throws InferenceException {
    return version.model().rows().toTensors(rows);
  }

  @Override
  public boolean wantsRows() {
    return true;
  }

  static NamedRows read(byte[] body, int maxRows) {
    List<Map<String, @Nullable Object>> rows = null;
    List<UUID> ids = new ArrayList<>();
    boolean isSingle = false;
    try (JsonParser parser = Json.FACTORY.createParser(body)) {
      JsonToken start = parser.nextToken();
      if (start == JsonToken.START_ARRAY) {
        return whole(parser, rows(parser, start, maxRows));
      }
      if (start != JsonToken.START_OBJECT) {
        throw invalid(
            "The body must be {\"features\": {...}}, {\"rows\": [{...}, ...]} or {\"columns\":"
                + " {...}}.");
      }
      boolean isFirst = true;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        switch (name) {
          case "features" -> {
            requireOne(rows);
            rows = List.of(row("features", parser, token));
            isSingle = true;
          }
          case "rows" -> {
            requireOne(rows);
            rows = rows(parser, token, maxRows);
          }
          case "columns" -> {
            requireOne(rows);
            rows = NamedColumns.read(parser, token, maxRows);
          }
          case "id" -> ids.add(id("id", parser.getValueAsString()));
          case "ids" -> ids.addAll(ids(parser, token));
          // For the route only, which has looked at it already.
          case "entity" -> parser.skipChildren();
          default -> {
            if (isFirst && token == JsonToken.START_ARRAY) {
              return whole(parser, NamedColumns.readOpen(parser, maxRows));
            }
            throw invalid(
                "\"%s\" is not known; the body has features and id, or rows or columns and ids, and entity."
                    .formatted(name));
          }
        }
        isFirst = false;
      }
      requireEnd(parser);
    } catch (JsonProcessingException syntax) {
      throw invalid(JsonSyntax.fault("The body", syntax));
    } catch (IOException failure) {
      throw invalid("The body cannot be read: " + failure.getMessage());
    }
    if (rows == null) {
      throw invalid("\"features\" (one row), \"rows\" or \"columns\" (several) is missing.");
    }
    if (!ids.isEmpty() && ids.size() != rows.size()) {
      throw invalid("There are %d ids for %d rows.".formatted(ids.size(), rows.size()));
    }
    return new NamedRows(rows, ids, isSingle);
  }

  /** The rows or columns are all of the body. */
  private static NamedRows whole(JsonParser parser, List<Map<String, @Nullable Object>> rows)
      throws IOException {
    requireEnd(parser);
    return new NamedRows(rows, List.of(), false);
  }

  /** What follows would be left unanswered in silence, such as the next line of a file of rows. */
  private static void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw invalid("There is more behind the body's end; send one JSON value in a call.");
    }
  }

  private static List<Map<String, @Nullable Object>> rows(
      JsonParser parser, JsonToken token, int maxRows) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw invalid("rows: must be a list of objects.");
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    JsonToken next = parser.nextToken();
    while (next != JsonToken.END_ARRAY) {
      if (rows.size() == maxRows) {
        throw tooMany(maxRows);
      }
      rows.add(row("rows[" + rows.size() + "]", parser, next));
      next = parser.nextToken();
    }
    return rows;
  }

  private static Map<String, @Nullable Object> row(String path, JsonParser parser, JsonToken token)
      throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw invalid(path + ": must be an object of named features.");
    }
    Map<String, @Nullable Object> row = LinkedHashMap.newLinkedHashMap(EXPECTED_FEATURES);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!value.isScalarValue()) {
        throw invalid(
            "%s.%s: must be a number, a string, a boolean or null.".formatted(path, name));
      }
      row.put(name, scalar(parser, value));
    }
    return row;
  }

  /**
   * The value at which the parser stands; the token is that of a value and of no list or object.
   */
  static @Nullable Object scalar(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> null;
    };
  }

  static ProblemException tooMany(int maxRows) {
    return new ProblemException(
        ErrorCode.TOO_LARGE,
        "There are more than %d rows; send them in several calls.".formatted(maxRows));
  }

  private static List<UUID> ids(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw invalid("ids: must be a list of UUIDs.");
    }
    List<UUID> ids = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      ids.add(id("ids[" + ids.size() + "]", parser.getValueAsString()));
    }
    return ids;
  }

  private static UUID id(String path, @Nullable String text) {
    try {
      if (text != null && text.length() == 36) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException notAnId) {
      // Falls through to the one message.
    }
    throw invalid("%s: \"%s\" is not a UUID.".formatted(path, text));
  }

  private static void requireOne(@Nullable List<Map<String, @Nullable Object>> rows) {
    if (rows != null) {
      throw invalid("Send features, rows or columns, once.");
    }
  }

  static ProblemException invalid(String message) {
    return new ProblemException(ErrorCode.INVALID_REQUEST, message);
  }
}

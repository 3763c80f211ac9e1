package io.plimsoll.inference.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads test_data.json in any of the forms that the convention allows. */
final class TestDataFile {

  static final String NAME = "test_data.json";

  private static final int MAX_ROWS = 10_000;

  /** It is read into memory as a whole, where it takes some times as much. */
  private static final long MAX_BYTES = 16L << 20;

  private static final String FORMS =
      "write a list of rows such as [{\"age\": 41, \"city\": \"Turin\"}, …]";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TestDataFile() {}

  static TestData read(Path file) throws IOException, InvalidRepositoryException {
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw wrong(
          "has %,d bytes, and %,d at most are read; a few hundred rows are enough to try a model, and the others belong into baseline.csv"
              .formatted(bytes, MAX_BYTES));
    }
    JsonNode list = list(parse(file));
    if (list.isEmpty() || list.size() > MAX_ROWS) {
      throw wrong("has " + list.size() + " rows; give between 1 and " + MAX_ROWS);
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    List<List<@Nullable Object>> matrix = new ArrayList<>();
    for (JsonNode row : list) {
      int index = rows.size() + matrix.size();
      if (row.isObject()) {
        rows.add(named(row, index));
      } else if (row.isArray()) {
        matrix.add(plain(row, index));
      } else {
        throw wrong("row " + index + " is neither an object nor a list; " + FORMS);
      }
    }
    if (!rows.isEmpty() && !matrix.isEmpty()) {
      throw wrong("mixes objects and lists; " + FORMS);
    }
    return new TestData(rows, matrix);
  }

  private static JsonNode parse(Path file) throws IOException, InvalidRepositoryException {
    try {
      return JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new InvalidRepositoryException(
          NAME + " is not valid JSON: " + e.getOriginalMessage() + location(e), e);
    }
  }

  private static String location(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
  }

  private static JsonNode list(JsonNode root) throws InvalidRepositoryException {
    if (root.isArray()) {
      return root;
    }
    for (String key : List.of("rows", "instances")) {
      if (root.path(key).isArray()) {
        return root.path(key);
      }
    }
    throw wrong("holds no list of rows; " + FORMS);
  }

  private static Map<String, @Nullable Object> named(JsonNode row, int index)
      throws InvalidRepositoryException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : row.properties()) {
      values.put(field.getKey(), scalar(field.getValue(), index, "`" + field.getKey() + "`"));
    }
    return values;
  }

  private static List<@Nullable Object> plain(JsonNode row, int index)
      throws InvalidRepositoryException {
    List<@Nullable Object> values = new ArrayList<>();
    for (JsonNode value : row) {
      values.add(scalar(value, index, "value " + values.size()));
    }
    return values;
  }

  private static @Nullable Object scalar(JsonNode value, int index, String what)
      throws InvalidRepositoryException {
    if (value.isNull()) {
      return null;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber()) {
      return value.isIntegralNumber() && value.canConvertToLong()
          ? (Object) value.longValue()
          : (Object) value.doubleValue();
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    throw wrong(
        "row "
            + index
            + ": "
            + what
            + " is nested; a feature is a number, string, boolean or null");
  }

  private static InvalidRepositoryException wrong(String problem) {
    return new InvalidRepositoryException(NAME + " " + problem);
  }
}

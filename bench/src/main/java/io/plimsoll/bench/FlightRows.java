package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Real flights, from the baseline that is pushed with the model: what the drivers send. Rows that
 * differ matter, because a sketch and a compressor both like repetition.
 */
record FlightRows(List<ObjectNode> rows) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  FlightRows {
    rows = List.copyOf(rows);
  }

  /** Reads {@code baseline.csv} of a model's folder; text that looks like a number is one. */
  static FlightRows read(Path baseline) throws IOException {
    List<String> lines = Files.readAllLines(baseline);
    String[] names = fields(lines.getFirst());
    return new FlightRows(lines.stream().skip(1).map(line -> row(names, fields(line))).toList());
  }

  /** Bodies of the plain JSON call, one row in each. */
  List<byte[]> plainBodies() {
    return rows.stream().map(row -> bytes(JSON.createObjectNode().set("features", row))).toList();
  }

  /**
   * Bodies of the Open Inference Protocol, one row in each.
   *
   * @param metadata what the server says about the model: the names and types of its inputs
   */
  List<byte[]> tensorBodies(JsonNode metadata) {
    return rows.stream().map(row -> bytes(tensors(row, metadata.path("inputs")))).toList();
  }

  private static ObjectNode tensors(ObjectNode row, JsonNode inputs) {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode tensors = request.putArray("inputs");
    for (JsonNode input : inputs) {
      String name = input.path("name").asText();
      if (!row.has(name)) {
        throw new IllegalArgumentException(
            "The model wants the input \"%s\"; the flights have %s."
                .formatted(name, row.properties()));
      }
      ObjectNode tensor = tensors.addObject();
      tensor.put("name", name);
      tensor.set("datatype", input.path("datatype"));
      ArrayNode shape = tensor.putArray("shape");
      input.path("shape").forEach(dimension -> shape.add(Math.max(1, dimension.asLong())));
      tensor.putArray("data").add(row.get(name));
    }
    return request;
  }

  private static ObjectNode row(String[] names, String[] values) {
    if (values.length != names.length) {
      throw new IllegalArgumentException(
          "A row of the baseline has %d values for %d names; write it anew with train.py."
              .formatted(values.length, names.length));
    }
    ObjectNode row = JSON.createObjectNode();
    for (int i = 0; i < names.length; i++) {
      if (values[i].isEmpty()) {
        row.putNull(names[i]);
      } else if (!NUMBER.matcher(values[i]).matches()) {
        row.put(names[i], values[i]);
      } else if (values[i].contains(".")) {
        row.put(names[i], Double.parseDouble(values[i]));
      } else {
        row.put(names[i], Long.parseLong(values[i]));
      }
    }
    return row;
  }

  private static String[] fields(String line) {
    if (line.indexOf('"') >= 0) {
      throw new IllegalArgumentException("The baseline has a quoted field: " + line);
    }
    return line.split(",", -1);
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}

package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.plimsoll.protocol.ModelInferRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Some rows as the tensors of one request, in the binary layout of the Open Inference Protocol:
 * little endian, a text behind its length.
 */
record TensorRows(List<Column> columns) {
  private static final ObjectMapper JSON = new ObjectMapper();

  TensorRows {
    columns = List.copyOf(columns);
  }

  /** One input of the model. */
  record Column(String name, String datatype, List<Long> shape, byte[] values) {}

  /** A body with binary tensors, and how many of its bytes are JSON. */
  record BinaryBody(byte[] bytes, int jsonBytes) {}

  /**
   * The inputs that a model wants.
   *
   * @param metadata what the server says about the model: the names and types of its inputs
   */
  static TensorRows of(List<ObjectNode> rows, JsonNode metadata) {
    List<Column> columns = new ArrayList<>();
    for (JsonNode input : metadata.path("inputs")) {
      List<Long> shape = new ArrayList<>(List.of((long) rows.size()));
      for (int i = 1; i < input.path("shape").size(); i++) {
        shape.add(Math.max(1, input.path("shape").get(i).asLong()));
      }
      String name = input.path("name").asText();
      String type = input.path("datatype").asText();
      columns.add(new Column(name, type, shape, values(rows, name, type)));
    }
    return new TensorRows(columns);
  }

  /** All values as one matrix of FP32, a row each, as clients of other servers send them. */
  static TensorRows matrix(List<ObjectNode> rows) {
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    rows.forEach(row -> row.forEach(value -> values.writeBytes(bytes(value, "FP32"))));
    List<Long> shape = List.of((long) rows.size(), (long) rows.getFirst().size());
    return new TensorRows(List.of(new Column("x", "FP32", shape, values.toByteArray())));
  }

  /** A body for HTTP with the values as JSON, which is what the answer will be, too. */
  byte[] jsonBody() {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode inputs = request.putArray("inputs");
    for (Column column : columns) {
      ObjectNode input = inputs.addObject();
      input.put("name", column.name()).put("datatype", column.datatype());
      column.shape().forEach(input.withArray("shape")::add);
      addValues(input.putArray("data"), column);
    }
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A body for HTTP; the answer is to be binary, too. */
  BinaryBody binaryBody() {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode inputs = request.putArray("inputs");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Column column : columns) {
      ObjectNode input = inputs.addObject();
      input.put("name", column.name()).put("datatype", column.datatype());
      column.shape().forEach(input.withArray("shape")::add);
      input.putObject("parameters").put("binary_data_size", column.values().length);
    }
    request.putObject("parameters").put("binary_data_output", true);
    byte[] json = request.toString().getBytes(StandardCharsets.UTF_8);
    body.writeBytes(json);
    columns.forEach(column -> body.writeBytes(column.values()));
    return new BinaryBody(body.toByteArray(), json.length);
  }

  /** A message for gRPC, raw. */
  ModelInferRequest message(String model) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    for (Column column : columns) {
      request
          .addInputsBuilder()
          .setName(column.name())
          .setDatatype(column.datatype())
          .addAllShape(column.shape());
      request.addRawInputContents(ByteString.copyFrom(column.values()));
    }
    return request.build();
  }

  private static byte[] values(List<ObjectNode> rows, String name, String type) {
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    for (ObjectNode row : rows) {
      JsonNode value = row.path(name);
      if (value.isMissingNode()) {
        throw new IllegalArgumentException(
            "The model wants the input \"%s\"; the rows have %s."
                .formatted(name, row.properties()));
      }
      values.writeBytes(bytes(value, type));
    }
    return values.toByteArray();
  }

  private static byte[] bytes(JsonNode value, String type) {
    double number = value.isNull() ? Double.NaN : value.asDouble();
    return switch (type) {
      case "FP32" -> littleEndian(4).putFloat((float) number).array();
      case "FP64" -> littleEndian(8).putDouble(number).array();
      case "INT32" -> littleEndian(4).putInt(value.asInt()).array();
      case "INT64" -> littleEndian(8).putLong(value.asLong()).array();
      case "BYTES" -> {
        byte[] text = value.asText().getBytes(StandardCharsets.UTF_8);
        yield littleEndian(4 + text.length).putInt(text.length).put(text).array();
      }
      default ->
          throw new IllegalArgumentException(
              "The driver does not write tensors of " + type + "; teach it.");
    };
  }

  private static void addValues(ArrayNode data, Column column) {
    ByteBuffer values = ByteBuffer.wrap(column.values()).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      switch (column.datatype()) {
        case "FP32" -> addNumber(data, values.getFloat());
        case "FP64" -> addNumber(data, values.getDouble());
        case "INT32" -> data.add(values.getInt());
        case "INT64" -> data.add(values.getLong());
        default -> {
          byte[] text = new byte[values.getInt()];
          values.get(text);
          data.add(new String(text, StandardCharsets.UTF_8));
        }
      }
    }
  }

  /** JSON has no NaN; a missing value is null there. */
  private static void addNumber(ArrayNode data, double value) {
    if (Double.isNaN(value)) {
      data.addNull();
    } else if (value == (float) value) {
      // As somebody would write it, and not the digits that its double has behind those of a float.
      data.add((float) value);
    } else {
      data.add(value);
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

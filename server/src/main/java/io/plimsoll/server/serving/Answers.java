package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** Writes the answers of the two ways to call a model, straight into bytes. */
final class Answers {
  /** The parameter of an answer that lists the ids of its rows. */
  static final String PREDICTION_IDS = "prediction_ids";

  private Answers() {}

  /** The answer of the Open Inference Protocol; the rows' ids stand in its parameters. */
  static TensorAnswer tensors(
      LoadedVersion version, TensorRequest request, Predictor.Output output) {
    List<Tensor> shown = request.select(output.tensors());
    byte[] header = header(version, request, output, shown);
    List<Tensor> binary =
        shown.stream().filter(tensor -> request.wantsBinary(tensor.name())).toList();
    if (binary.isEmpty()) {
      return new TensorAnswer(header, header.length);
    }
    int size = binary.stream().mapToInt(TensorBytes::encodedSize).sum();
    ByteBuffer answer =
        ByteBuffer.allocate(header.length + size).order(ByteOrder.LITTLE_ENDIAN).put(header);
    binary.forEach(tensor -> TensorBytes.encode(tensor, answer));
    return new TensorAnswer(answer.array(), header.length);
  }

  private static byte[] header(
      LoadedVersion version, TensorRequest request, Predictor.Output output, List<Tensor> shown) {
    return write(
        json -> {
          json.writeStartObject();
          json.writeStringField("model_name", version.version().model());
          json.writeStringField("model_version", version.label());
          json.writeStringField("id", output.answerId(request.id()));
          Optional<String> ids = output.listedIds();
          if (ids.isPresent()) {
            json.writeObjectFieldStart("parameters");
            json.writeStringField(PREDICTION_IDS, ids.get());
            json.writeEndObject();
          }
          json.writeArrayFieldStart("outputs");
          for (Tensor tensor : shown) {
            tensor(json, tensor, request.wantsBinary(tensor.name()));
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** The answer of the plain JSON call. */
  static byte[] rows(LoadedVersion version, Predictor.Output output) {
    return write(
        json -> {
          json.writeStartObject();
          json.writeStringField("model", version.version().model());
          json.writeStringField("version", version.label());
          json.writeArrayFieldStart("predictions");
          for (int row = 0; row < output.rows().size(); row++) {
            json.writeStartObject();
            json.writeStringField("id", output.ids().get(row).toString());
            JsonValues.writeObject(json, "outputs", output.rows().get(row));
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void tensor(JsonGenerator json, Tensor tensor, boolean isBinary)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", tensor.name());
    json.writeStringField("datatype", tensor.type().name());
    json.writeArrayFieldStart("shape");
    for (long dimension : tensor.shape()) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
    if (isBinary) {
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("binary_data_size", TensorBytes.encodedSize(tensor));
      json.writeEndObject();
    } else {
      data(json, tensor);
    }
    json.writeEndObject();
  }

  private static void data(JsonGenerator json, Tensor tensor) throws IOException {
    json.writeArrayFieldStart("data");
    switch (tensor.array()) {
      case float[] floats -> {
        for (float value : floats) {
          if (Float.isFinite(value)) {
            json.writeNumber(value);
          } else {
            json.writeNull();
          }
        }
      }
      default -> {
        for (int i = 0; i < tensor.size(); i++) {
          JsonValues.write(json, tensor.value(i));
        }
      }
    }
    json.writeEndArray();
  }

  private static byte[] write(Content content) {
    ByteArrayBuilder bytes = new ByteArrayBuilder(512);
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
      content.write(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}

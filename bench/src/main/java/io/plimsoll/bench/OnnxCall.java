package io.plimsoll.bench;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The least that a Java program does to ask a model: ONNX Runtime with one thread, a tensor that
 * lives as long as the session, and no check of anything. Not thread-safe.
 */
final class OnnxCall implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final String input;
  private final int width;
  private final FloatBuffer numbers;
  private final OnnxTensor tensor;

  private OnnxCall(OrtSession session, String input, int width) throws OrtException {
    this.session = session;
    this.input = input;
    this.width = width;
    this.numbers =
        ByteBuffer.allocateDirect(width * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.tensor = OnnxTensor.createTensor(environment, numbers, new long[] {1, width});
  }

  /** Opens a graph with one input of {@code [rows, columns]}, numbers or texts. */
  static OnnxCall open(Path graph) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      OrtSession session = OrtEnvironment.getEnvironment().createSession(graph.toString(), options);
      NodeInfo input = session.getInputInfo().values().iterator().next();
      TensorInfo info = (TensorInfo) input.getInfo();
      return new OnnxCall(session, input.getName(), (int) info.getShape()[1]);
    }
  }

  /** A row of {@code {"rows": [[...]]}} or {@code {"rows": ["..."]}}: numbers, or a text. */
  sealed interface Row {
    /** Numbers, one a column. */
    record Numbers(float[] values) implements Row {}

    /** A text, which is the only column. */
    record Text(String value) implements Row {}
  }

  Row read(byte[] body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      JsonToken token = parser.nextToken();
      List<Float> values = new ArrayList<>(width);
      while (token != null) {
        if (token == JsonToken.VALUE_STRING) {
          return new Row.Text(parser.getText());
        }
        if (token.isNumeric()) {
          values.add(parser.getFloatValue());
        }
        token = parser.nextToken();
      }
      float[] row = new float[width];
      for (int column = 0; column < width; column++) {
        row[column] = values.get(column);
      }
      return new Row.Numbers(row);
    }
  }

  /** The label of one row and how sure the model is of it. */
  record Answer(Object label, float probability) {
    byte[] json() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        json.writeFieldName("label");
        json.writeStartArray();
        if (label instanceof Long number) {
          json.writeNumber(number);
        } else {
          json.writeString(label.toString());
        }
        json.writeEndArray();
        json.writeFieldName("probability");
        json.writeStartArray();
        json.writeNumber(probability);
        json.writeEndArray();
        json.writeEndObject();
      }
      return bytes.toByteArray();
    }
  }

  Answer answer(Row row) throws OrtException {
    return switch (row) {
      case Row.Numbers(float[] values) -> {
        numbers.put(0, values);
        yield answer(tensor);
      }
      case Row.Text(String value) -> {
        try (OnnxTensor text =
            OnnxTensor.createTensor(environment, new String[] {value}, new long[] {1, 1})) {
          yield answer(text);
        }
      }
    };
  }

  private Answer answer(OnnxTensor row) throws OrtException {
    try (OrtSession.Result result = session.run(Map.of(input, row))) {
      Object label = label(result.get(0));
      FloatBuffer probabilities = ((OnnxTensor) result.get(1)).getFloatBuffer();
      float most = 0;
      while (probabilities.hasRemaining()) {
        most = Math.max(most, probabilities.get());
      }
      return new Answer(label, most);
    }
  }

  private static Object label(OnnxValue labels) throws OrtException {
    return labels.getValue() instanceof long[] numbers
        ? (Object) numbers[0]
        : ((String[]) labels.getValue())[0];
  }

  @Override
  public void close() throws OrtException {
    tensor.close();
    session.close();
  }
}

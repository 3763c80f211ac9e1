package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.plimsoll.events.JsonSyntax;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorBytes;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an inference request of the Open Inference Protocol v2: JSON, and behind it the values of
 * those tensors that are binary, in the order in which the JSON names them (the protocol's binary
 * tensor data extension). For one request; not thread-safe.
 */
final class TensorRequestReader {
  private static final int MOST_DEPTH = 16;
  private static final int USUAL_RANK = 2;

  private final byte[] body;
  private final int jsonBytes;
  private final ByteBuffer binary;
  private @Nullable String id;
  private @Nullable List<Tensor> inputs;
  private Map<String, Optional<Boolean>> wanted = Map.of();
  private boolean prefersBinary;
  private long timeoutMicros;

  private TensorRequestReader(byte[] body, int jsonBytes) {
    this.body = body;
    this.jsonBytes = jsonBytes;
    this.binary = ByteBuffer.wrap(body, jsonBytes, body.length - jsonBytes);
  }

  /**
   * Reads the request.
   *
   * @param jsonBytes how many bytes of the body are JSON; all of them if nothing is binary
   * @throws ProblemException if it is not a request; the message names what does not fit
   */
  static TensorRequest read(byte[] body, int jsonBytes) {
    return new TensorRequestReader(body, jsonBytes).read();
  }

  private TensorRequest read() {
    try (JsonParser parser = Json.FACTORY.createParser(body, 0, jsonBytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw invalid("The body must be a JSON object with \"inputs\".");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        member(parser);
      }
      if (parser.nextToken() != null) {
        throw invalid("There is more behind the request's end; send one request in a call.");
      }
    } catch (JsonProcessingException syntax) {
      throw invalid(JsonSyntax.fault("The body", syntax));
    } catch (IOException failure) {
      throw invalid("The body cannot be read: " + failure.getMessage());
    } catch (InferenceException unfit) {
      throw invalid(String.valueOf(unfit.getMessage()));
    }
    if (inputs == null || inputs.isEmpty()) {
      throw invalid("\"inputs\" is missing or empty.");
    }
    if (binary.hasRemaining()) {
      throw invalid(
          "%d bytes behind the JSON belong to no input; see binary_data_size."
              .formatted(binary.remaining()));
    }
    Map<String, Boolean> resolved = HashMap.newHashMap(wanted.size());
    wanted.forEach((name, isBinary) -> resolved.put(name, isBinary.orElse(prefersBinary)));
    return new TensorRequest(
        Optional.ofNullable(id), inputs, resolved, prefersBinary, timeoutMicros);
  }

  private void member(JsonParser parser) throws IOException, InferenceException {
    String name = parser.currentName();
    JsonToken token = parser.nextToken();
    switch (name) {
      case "id" -> id = parser.getValueAsString();
      case "inputs" -> inputs = inputs(parser, token);
      case "outputs" -> wanted = wanted(parser, token);
      case "parameters" -> {
        Parameters given = Parameters.read(parser, token);
        prefersBinary = given.isOutputBinary;
        timeoutMicros = given.timeoutMicros;
      }
      default -> parser.skipChildren();
    }
  }

  private List<Tensor> inputs(JsonParser parser, JsonToken token)
      throws IOException, InferenceException {
    if (token != JsonToken.START_ARRAY) {
      throw invalid("inputs: must be a list of tensors.");
    }
    List<Tensor> tensors = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw invalid(path(tensors.size()) + ": must be an object with name, datatype and shape.");
      }
      tensors.add(tensor(parser, tensors.size()));
    }
    return tensors;
  }

  private Tensor tensor(JsonParser parser, int index) throws IOException, InferenceException {
    String name = null;
    DataType type = null;
    long[] shape = null;
    TensorNumbers numbers = null;
    List<?> values = null;
    Parameters parameters = Parameters.NONE;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "name" -> name = parser.getValueAsString();
        case "datatype" -> type = type(index, parser.getValueAsString());
        case "shape" -> shape = shape(index, parser, token);
        case "parameters" -> parameters = Parameters.read(parser, token);
        case "data" -> {
          if (token != JsonToken.START_ARRAY) {
            throw invalid(path(index) + ".data: must be a list.");
          }
          if (type == DataType.FP32 || type == DataType.FP64) {
            numbers = TensorNumbers.read(parser, index);
          } else {
            values = values(index, parser, 0);
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (name == null || type == null || shape == null) {
      throw invalid(path(index) + ": name, datatype and shape are needed.");
    }
    if (parameters.hasBinarySize) {
      if (numbers != null || values != null) {
        throw invalid(path(index) + ": has both data and binary_data_size; send one.");
      }
      return binary(index, name, type, shape, parameters.binarySize);
    }
    if (numbers != null) {
      return numbers.toTensor(name, type, shape);
    }
    if (values == null) {
      throw invalid(path(index) + ": data is missing.");
    }
    return Tensor.fromValues(name, type, shape, values);
  }

  /** The scalars of a list, nested as they are sent; the parser stands at its beginning. */
  private static List<@Nullable Object> values(int index, JsonParser parser, int depth)
      throws IOException {
    if (depth > MOST_DEPTH) {
      throw invalid("%s.data: is nested deeper than %d levels.".formatted(path(index), MOST_DEPTH));
    }
    List<@Nullable Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(
          switch (parser.currentToken()) {
            case START_ARRAY -> values(index, parser, depth + 1);
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default ->
                throw invalid(
                    "%s.data: has to hold numbers, strings, booleans, null or lists of them."
                        .formatted(path(index)));
          });
    }
    return values;
  }

  private Tensor binary(int index, String name, DataType type, long[] shape, long size)
      throws InferenceException {
    if (size < 0 || size > binary.remaining()) {
      throw invalid(
          "%s.parameters.binary_data_size: %d bytes are promised and %d are left behind the JSON, whose length is in Inference-Header-Content-Length."
              .formatted(path(index), size, binary.remaining()));
    }
    ByteBuffer own = binary.slice(binary.position(), (int) size);
    Tensor tensor = TensorBytes.decode(name, type, shape, own);
    if (own.hasRemaining()) {
      throw invalid(
          "%s.parameters.binary_data_size: %s of shape %s take %d bytes, not %d."
              .formatted(path(index), type, Arrays.toString(shape), own.position(), size));
    }
    binary.position(binary.position() + (int) size);
    return tensor;
  }

  private static DataType type(int index, @Nullable String text) {
    try {
      return DataType.parse(String.valueOf(text));
    } catch (IllegalArgumentException unknown) {
      throw invalid(path(index) + ".datatype: " + unknown.getMessage());
    }
  }

  private static long[] shape(int index, JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw invalid(path(index) + ".shape: must be a list of whole numbers.");
    }
    long[] shape = new long[USUAL_RANK];
    int rank = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
        throw invalid(
            path(index) + ".shape: must be a list of whole numbers that are not negative.");
      }
      if (rank == shape.length) {
        shape = Arrays.copyOf(shape, rank * 2);
      }
      shape[rank++] = parser.getLongValue();
    }
    return rank == shape.length ? shape : Arrays.copyOf(shape, rank);
  }

  private static Map<String, Optional<Boolean>> wanted(JsonParser parser, JsonToken token)
      throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw invalid("outputs: must be a list of objects with a name.");
    }
    Map<String, Optional<Boolean>> outputs = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw invalid("outputs[" + outputs.size() + "]: must be an object with a name.");
      }
      String name = null;
      Optional<Boolean> isBinary = Optional.empty();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
          case "name" -> name = parser.getValueAsString();
          case "parameters" -> isBinary = Parameters.read(parser, value).isBinary;
          default -> parser.skipChildren();
        }
      }
      if (name == null) {
        throw invalid("outputs[" + outputs.size() + "]: a name is needed.");
      }
      outputs.put(name, isBinary);
    }
    return outputs;
  }

  /**
   * The parameters of a request, an input or an output that mean something here; the protocol lets
   * a server ignore the others. There is one for every binary tensor, so nothing of it is boxed.
   */
  private static final class Parameters {
    static final Parameters NONE = new Parameters();

    private boolean hasBinarySize;
    private long binarySize;
    private long timeoutMicros;
    private boolean isOutputBinary;
    private Optional<Boolean> isBinary = Optional.empty();

    static Parameters read(JsonParser parser, JsonToken token) throws IOException {
      if (token != JsonToken.START_OBJECT) {
        throw invalid("parameters: must be an object.");
      }
      Parameters read = new Parameters();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        switch (parser.nextToken()) {
          case VALUE_NUMBER_INT -> read.take(name, parser.getLongValue());
          case VALUE_TRUE -> read.take(name, true);
          case VALUE_FALSE -> read.take(name, false);
          default -> parser.skipChildren();
        }
      }
      return read;
    }

    private void take(String name, long number) {
      switch (name) {
        case "binary_data_size" -> {
          hasBinarySize = true;
          binarySize = number;
        }
        case TensorRequest.TIMEOUT -> timeoutMicros = Math.max(0, number);
        default -> {
          // Of somebody else.
        }
      }
    }

    private void take(String name, boolean flag) {
      switch (name) {
        case "binary_data_output" -> isOutputBinary = flag;
        case "binary_data" -> isBinary = Optional.of(flag);
        default -> {
          // Of somebody else.
        }
      }
    }
  }

  /** Where a message says that something is wrong; most requests need none. */
  static String path(int index) {
    return "inputs[" + index + "]";
  }

  private static ProblemException invalid(String message) {
    return new ProblemException(ErrorCode.INVALID_REQUEST, message);
  }
}

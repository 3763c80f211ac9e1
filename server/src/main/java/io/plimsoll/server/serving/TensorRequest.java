package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An inference request of the Open Inference Protocol v2 in JSON.
 *
 * @param id the caller's id of the request, to be echoed
 * @param wanted the names of the outputs asked for; empty means all
 */
record TensorRequest(Optional<String> id, List<Tensor> inputs, Set<String> wanted)
    implements Predictor.Input {
  private static final JsonFactory JSON = new ObjectMapper().getFactory();

  @Override
  public List<Tensor> tensors(LoadedVersion version) throws InferenceException {
    return inputs;
  }

  @Override
  public List<UUID> ids() {
    boolean isUuid = id.isPresent() && id.get().length() == 36;
    if (!isUuid) {
      return List.of();
    }
    try {
      return List.of(UUID.fromString(id.get()));
    } catch (IllegalArgumentException anyText) {
      return List.of();
    }
  }

  static TensorRequest read(byte[] body) {
    String id = null;
    List<Tensor> inputs = null;
    Set<String> wanted = Set.of();
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw invalid("The body must be a JSON object with \"inputs\".");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        switch (name) {
          case "id" -> id = parser.getValueAsString();
          case "inputs" -> inputs = inputs(parser, token);
          case "outputs" -> wanted = wanted(parser, token);
          default -> parser.skipChildren();
        }
      }
    } catch (JsonProcessingException syntax) {
      throw invalid("The body is not valid JSON: " + syntax.getOriginalMessage());
    } catch (IOException failure) {
      throw invalid("The body cannot be read: " + failure.getMessage());
    } catch (InferenceException unfit) {
      throw invalid(String.valueOf(unfit.getMessage()));
    }
    if (inputs == null || inputs.isEmpty()) {
      throw invalid("\"inputs\" is missing or empty.");
    }
    return new TensorRequest(Optional.ofNullable(id), inputs, wanted);
  }

  private static List<Tensor> inputs(JsonParser parser, JsonToken token)
      throws IOException, InferenceException {
    if (token != JsonToken.START_ARRAY) {
      throw invalid("inputs: must be a list of tensors.");
    }
    List<Tensor> tensors = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      tensors.add(tensor(parser, tensors.size()));
    }
    return tensors;
  }

  private static Tensor tensor(JsonParser parser, int index)
      throws IOException, InferenceException {
    String path = "inputs[" + index + "]";
    String name = null;
    DataType type = null;
    long[] shape = null;
    Numbers numbers = null;
    List<?> values = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "name" -> name = parser.getValueAsString();
        case "datatype" -> type = type(path, parser.getValueAsString());
        case "shape" -> shape = shape(path, parser, token);
        case "data" -> {
          requireList(path, token);
          if (type == DataType.FP32 || type == DataType.FP64) {
            numbers = Numbers.read(path, parser);
          } else {
            values = parser.readValueAs(List.class);
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (name == null || type == null || shape == null) {
      throw invalid(path + ": name, datatype and shape are needed.");
    }
    if (numbers != null) {
      return numbers.toTensor(name, type, shape);
    }
    if (values == null) {
      throw invalid(path + ": data is missing.");
    }
    return Tensor.fromValues(name, type, shape, values);
  }

  private static DataType type(String path, @Nullable String text) {
    try {
      return DataType.parse(String.valueOf(text));
    } catch (IllegalArgumentException unknown) {
      throw invalid(path + ".datatype: " + unknown.getMessage());
    }
  }

  private static long[] shape(String path, JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw invalid(path + ".shape: must be a list of whole numbers.");
    }
    long[] shape = new long[4];
    int rank = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
        throw invalid(path + ".shape: must be a list of whole numbers that are not negative.");
      }
      if (rank == shape.length) {
        shape = Arrays.copyOf(shape, rank * 2);
      }
      shape[rank++] = parser.getLongValue();
    }
    return Arrays.copyOf(shape, rank);
  }

  private static Set<String> wanted(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw invalid("outputs: must be a list of objects with a name.");
    }
    Set<String> names = new HashSet<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isName = parser.currentName().equals("name");
        parser.nextToken();
        if (isName) {
          names.add(String.valueOf(parser.getValueAsString()));
        } else {
          parser.skipChildren();
        }
      }
    }
    return names;
  }

  private static void requireList(String path, JsonToken token) {
    if (token != JsonToken.START_ARRAY) {
      throw invalid(path + ".data: must be a list.");
    }
  }

  private static ProblemException invalid(String message) {
    return new ProblemException(ErrorCode.INVALID_REQUEST, message);
  }

  /** Numbers straight from the parser, flat or nested, without an object for each. */
  private static final class Numbers {
    private double[] values = new double[16];
    private int size;

    static Numbers read(String path, JsonParser parser) throws IOException {
      Numbers numbers = new Numbers();
      int depth = 1;
      while (depth > 0) {
        switch (parser.nextToken()) {
          case START_ARRAY -> depth++;
          case END_ARRAY -> depth--;
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numbers.add(parser.getDoubleValue());
          case VALUE_NULL -> numbers.add(Double.NaN);
          default ->
              throw invalid("%s.data: \"%s\" is not a number.".formatted(path, parser.getText()));
        }
      }
      return numbers;
    }

    private void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    Tensor toTensor(String name, DataType type, long[] shape) {
      try {
        if (type == DataType.FP64) {
          return Tensor.of(name, Arrays.copyOf(values, size), shape);
        }
        float[] floats = new float[size];
        for (int i = 0; i < size; i++) {
          floats[i] = (float) values[i];
        }
        return Tensor.of(name, type, shape, floats);
      } catch (IllegalArgumentException unfit) {
        throw invalid(String.valueOf(unfit.getMessage()));
      }
    }
  }
}

package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonParser;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.io.IOException;
import java.util.Arrays;

/** Numbers straight from the parser, flat or nested, without an object for each. */
final class TensorNumbers {
  /** Most inputs are one feature of one row. */
  private static final int USUAL_SIZE = 1;

  private double[] values = new double[USUAL_SIZE];
  private int size;

  private TensorNumbers() {}

  /** Reads the list at which the parser stands, to its end. */
  static TensorNumbers read(JsonParser parser, int index) throws IOException {
    TensorNumbers numbers = new TensorNumbers();
    int depth = 1;
    while (depth > 0) {
      switch (parser.nextToken()) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numbers.add(parser.getDoubleValue());
        case VALUE_NULL -> numbers.add(Double.NaN);
        default ->
            throw invalid(
                "%s.data: \"%s\" is not a number."
                    .formatted(TensorRequestReader.path(index), parser.getText()));
      }
    }
    return numbers;
  }

  Tensor toTensor(String name, DataType type, long[] shape) {
    try {
      if (type == DataType.FP64) {
        double[] doubles = size == values.length ? values : Arrays.copyOf(values, size);
        return Tensor.of(name, doubles, shape);
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

  private void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 4);
    }
    values[size++] = value;
  }

  private static ProblemException invalid(String message) {
    return new ProblemException(ErrorCode.INVALID_REQUEST, message);
  }
}

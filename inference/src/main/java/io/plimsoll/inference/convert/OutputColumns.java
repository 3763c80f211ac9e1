package io.plimsoll.inference.convert;

import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/** Turns what a graph answers into the outputs that the worker of the original gives. */
final class OutputColumns {

  private OutputColumns() {}

  /** Of the positive class where there are two, of the most likely one where there are more. */
  static Tensor share(TensorSpec spec, Tensor shares, int rows) throws InferenceException {
    int classes = width(spec, shares, rows);
    if (!shares.type().isFloatingPoint() || classes < 2 || spec.type() != DataType.FP64) {
      throw unlike(spec, shares);
    }
    double[] values = new double[rows];
    for (int i = 0; i < rows; i++) {
      double chosen = shares.number(i * classes + 1);
      if (classes > 2) {
        chosen = shares.number(i * classes);
        for (int j = 1; j < classes; j++) {
          chosen = Math.max(chosen, shares.number(i * classes + j));
        }
      }
      values[i] = chosen;
    }
    return Tensor.of(spec.name(), values, rows);
  }

  /** One column of the first answer in the type that the original gives. */
  static Tensor column(TensorSpec spec, Tensor answer, int column, int rows)
      throws InferenceException {
    int width = width(spec, answer, rows);
    if (column >= width) {
      throw unlike(spec, answer);
    }
    return switch (spec.type()) {
      case BYTES -> texts(spec, answer, column, rows, width);
      case FP64 -> {
        requireNumbers(spec, answer);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
          values[i] = answer.number(i * width + column);
        }
        yield Tensor.of(spec.name(), values, rows);
      }
      case INT64 -> {
        requireNumbers(spec, answer);
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
          values[i] = whole(spec, answer, i * width + column);
        }
        yield Tensor.of(spec.name(), values, rows);
      }
      case BOOL -> {
        requireNumbers(spec, answer);
        boolean[] values = new boolean[rows];
        for (int i = 0; i < rows; i++) {
          values[i] = answer.number(i * width + column) != 0;
        }
        yield Tensor.of(spec.name(), values, rows);
      }
      default -> throw unlike(spec, answer);
    };
  }

  private static long whole(TensorSpec spec, Tensor answer, int index) throws InferenceException {
    if (answer.type() == DataType.INT64) {
      return answer.longs()[index];
    }
    double value = answer.number(index);
    if (value != Math.rint(value) || Math.abs(value) > 0x1p53) {
      throw unlike(spec, answer);
    }
    return (long) value;
  }

  private static Tensor texts(TensorSpec spec, Tensor answer, int column, int rows, int width)
      throws InferenceException {
    if (answer.type() != DataType.BYTES) {
      throw unlike(spec, answer);
    }
    @Nullable String[] values = new @Nullable String[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = answer.strings()[i * width + column];
    }
    return Tensor.of(spec.name(), values, rows);
  }

  private static void requireNumbers(TensorSpec spec, Tensor answer) throws InferenceException {
    if (!answer.type().isNumber()) {
      throw unlike(spec, answer);
    }
  }

  private static int width(TensorSpec spec, Tensor answer, int rows) throws InferenceException {
    if (answer.rank() == 0 || answer.rank() > 2 || answer.rows() != rows) {
      throw unlike(spec, answer);
    }
    return answer.rank() == 1 ? 1 : (int) answer.shape()[1];
  }

  private static InferenceException unlike(TensorSpec spec, Tensor answer) {
    return new InferenceException(
        Kind.FAILED,
        "the converted model answers "
            + answer
            + " where the original answers `"
            + spec.name()
            + "` as "
            + spec.type());
  }
}

package io.plimsoll.inference.convert;

import io.plimsoll.inference.convert.Refusal.Cause;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Refuses what the original refuses, and what its graph has no numbers for. */
final class InputGuard {

  private final List<List<Refusal>> byColumn = new ArrayList<>();
  private final boolean single;

  InputGuard(List<TensorSpec> inputs, CompiledForm form) {
    this.single = form.precision() == Precision.FLOAT32;
    for (TensorSpec input : inputs) {
      byColumn.add(
          form.refusals().stream()
              .filter(refusal -> refusal.features().contains(input.name()))
              .toList());
    }
  }

  void check(List<Tensor> columns) throws InferenceException {
    for (int j = 0; j < columns.size(); j++) {
      Tensor column = columns.get(j);
      switch (column.type()) {
        case BYTES -> checkTexts(column, byColumn.get(j));
        case FP64 -> checkNumbers(column, byColumn.get(j));
        // Whole numbers and flags are never missing and always within range.
        default -> {}
      }
    }
  }

  private static void checkTexts(Tensor column, List<Refusal> refusals) throws InferenceException {
    for (Refusal refusal : refusals) {
      for (String text : column.strings()) {
        if (text == null && refusal.cause() == Cause.MISSING) {
          throw new InferenceException(Kind.FAILED, refusal.message());
        }
      }
    }
  }

  private void checkNumbers(Tensor column, List<Refusal> refusals) throws InferenceException {
    for (double value : column.doubles()) {
      if (Math.abs(value) <= Float.MAX_VALUE) {
        continue;
      }
      for (Refusal refusal : refusals) {
        if (refusal.cause().holdsFor(value)) {
          throw new InferenceException(Kind.FAILED, refusal.message());
        }
      }
      if (single && Cause.BEYOND_FLOAT32.holdsFor(value)) {
        throw InferenceException.invalid(
            "`"
                + column.name()
                + "` is "
                + value
                + ", beyond the range of "
                + DataType.FP32
                + " (±3.4e38) in which this version computes; set engine: python in plimsoll.yaml"
                + " if such numbers are meant");
      }
    }
  }
}

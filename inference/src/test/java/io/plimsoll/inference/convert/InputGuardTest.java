package io.plimsoll.inference.convert;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.convert.Refusal.Cause;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputGuardTest {

  private static final List<TensorSpec> INPUTS =
      List.of(
          TensorSpec.column("x", DataType.FP64),
          TensorSpec.column("y", DataType.FP64),
          TensorSpec.column("word", DataType.BYTES));

  private static InputGuard guard(Precision precision, Refusal... refusals) {
    return new InputGuard(INPUTS, new CompiledForm(precision, false, List.of(refusals)));
  }

  private static List<Tensor> row(double x, double y, @Nullable String word) {
    return List.of(
        Tensor.of("x", new double[] {x}, 1),
        Tensor.of("y", new double[] {y}, 1),
        Tensor.of("word", new @Nullable String[] {word}, 1));
  }

  @Test
  void refusesAMissingNumberWhereTheOriginalDoes() {
    InputGuard guard =
        guard(Precision.FLOAT32, new Refusal(Cause.MISSING, List.of("x"), "x contains NaN"));
    assertThatThrownBy(() -> guard.check(row(Double.NaN, 1, "a"))).hasMessage("x contains NaN");
    assertThatCode(() -> guard.check(row(1, Double.NaN, null))).doesNotThrowAnyException();
  }

  @Test
  void refusesAMissingTextWhereTheOriginalDoes() {
    InputGuard guard =
        guard(Precision.FLOAT32, new Refusal(Cause.MISSING, List.of("word"), "no word"));
    assertThatThrownBy(() -> guard.check(row(1, 1, null))).hasMessage("no word");
    assertThatCode(() -> guard.check(row(1, 1, ""))).doesNotThrowAnyException();
  }

  @Test
  void tellsInfinityFromAHugeNumber() {
    InputGuard guard =
        guard(Precision.FLOAT64, new Refusal(Cause.INFINITE, List.of("x"), "x is infinite"));
    assertThatThrownBy(() -> guard.check(row(Double.NEGATIVE_INFINITY, 1, "a")))
        .hasMessage("x is infinite");
    assertThatCode(() -> guard.check(row(1e300, 1, "a"))).doesNotThrowAnyException();
  }

  @Test
  void refusesInFloat32WhatFloat32CannotHold() {
    assertThatThrownBy(() -> guard(Precision.FLOAT32).check(row(1, -1e300, "a")))
        .hasMessageStartingWith("`y` is -1.0E300, beyond the range of FP32");
    assertThatCode(() -> guard(Precision.FLOAT64).check(row(1, -1e300, "a")))
        .doesNotThrowAnyException();
  }
}

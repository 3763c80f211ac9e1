package io.plimsoll.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {

  private final Signature signature =
      new Signature(
          List.of(
              TensorSpec.column("age", DataType.FP32),
              new TensorSpec("city", DataType.BYTES, List.of(-1L, 1L))),
          List.of());

  @Test
  void takesInputsInAnyOrderAndEitherWidthOfFloat() throws InferenceException {
    List<Tensor> arranged =
        signature.arrange(
            List.of(
                Tensor.of("city", new String[] {"Turin"}, 1),
                Tensor.of("age", new double[] {41}, 1, 1)));

    assertThat(arranged)
        .extracting(Tensor::toString)
        .containsExactly("age FP32[1]", "city BYTES[1, 1]");
  }

  @Test
  void namesUnknownMissingAndDoubledInputs() {
    Tensor age = Tensor.of("age", new float[] {41}, 1);
    Tensor city = Tensor.of("city", new String[] {"Turin"}, 1);

    assertThatThrownBy(() -> signature.arrange(List.of(age, city.withName("town"))))
        .hasMessageStartingWith("unknown input `town`; the model takes [age (FP32 [-1])");
    assertThatThrownBy(() -> signature.arrange(List.of(age)))
        .hasMessageStartingWith("missing input `city`");
    assertThatThrownBy(() -> signature.arrange(List.of(age, age)))
        .hasMessage("the input `age` is sent twice");
  }

  @Test
  void namesTheWrongTypeAndShape() {
    Tensor city = Tensor.of("city", new String[] {"Turin"}, 1);

    assertThatThrownBy(() -> signature.arrange(List.of(Tensor.of("age", new long[] {4}, 1), city)))
        .hasMessage("`age` expects the datatype FP32, got INT64");
    assertThatThrownBy(
            () -> signature.arrange(List.of(Tensor.of("age", new float[] {4, 5}, 1, 2), city)))
        .hasMessage("`age` expects the shape [-1] (-1 is any size), got [1, 2]");
  }
}

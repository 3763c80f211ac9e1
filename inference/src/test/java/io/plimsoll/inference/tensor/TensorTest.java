package io.plimsoll.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {

  @Test
  void readsNestedAndFlatJsonAlike() throws InferenceException {
    long[] shape = {2, 2};
    Tensor flat = Tensor.fromValues("x", DataType.FP32, shape, List.of(1, 2.5, 3, 4));
    Tensor nested =
        Tensor.fromValues("x", DataType.FP32, shape, List.of(List.of(1, 2.5), List.of(3, 4)));

    assertThat(flat.floats()).containsExactly(nested.floats()).containsExactly(1, 2.5f, 3, 4);
  }

  @Test
  void saysHowManyValuesAreMissing() {
    assertThatThrownBy(
            () -> Tensor.fromValues("x", DataType.FP32, new long[] {2, 3}, List.of(1, 2)))
        .isInstanceOf(InferenceException.class)
        .hasMessage("tensor \"x\" has the shape [2, 3] and so needs 6 values, but got 2");
  }

  @Test
  void namesTheElementOfTheWrongType() {
    assertThatThrownBy(
            () -> Tensor.fromValues("x", DataType.INT64, new long[] {2}, List.of(1, "abc")))
        .hasMessage("element 1 of `x` expects a whole number, got the string \"abc\"");
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> Tensor.fromValues("x", DataType.UINT8, new long[] {1}, List.of(256)))
        .hasMessage("element 0 of `x` is out of the range of UINT8: 256");
    assertThatThrownBy(() -> Tensor.fromValues("x", DataType.INT32, new long[] {1}, List.of(1.5)))
        .hasMessage("element 0 of `x` expects a whole number, got the number 1.5");
  }

  @Test
  void refusesAShapeThatPromisesMoreThanMemoryCanHold() {
    long[] shape = {1L << 40, 1L << 40};

    assertThatThrownBy(() -> Tensor.fromValues("x", DataType.FP32, shape, List.of(1)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("too large");
    assertThatThrownBy(
            () ->
                TensorBytes.decode(
                    "x", DataType.FP32, new long[] {1 << 30}, ByteBuffer.allocate(4)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("fewer bytes");
  }

  @Test
  void keepsUnsignedValuesWhole() throws InferenceException {
    BigInteger most = new BigInteger("18446744073709551615");
    Tensor tensor = Tensor.fromValues("x", DataType.UINT64, new long[] {2}, List.of(most, 7));

    assertThat(tensor.toList()).containsExactly(most, 7L);
    assertThat(Tensor.fromValues("y", DataType.UINT8, new long[] {1}, List.of(255)).toList())
        .containsExactly(255L);
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void travelsThroughTheBinaryLayoutUnchanged(DataType type) throws InferenceException {
    List<?> values =
        switch (type) {
          case BOOL -> List.of(true, false);
          case BYTES -> Arrays.asList("zürich", null);
          case FP16, FP32, FP64 -> List.of(1.5, -2);
          case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> List.of(1, 100);
        };
    Tensor sent = Tensor.fromValues("x", type, new long[] {2}, values);

    Tensor received =
        TensorBytes.decode("x", type, new long[] {2}, ByteBuffer.wrap(TensorBytes.encode(sent)));

    assertThat(received.toList()).isEqualTo(sent.toList());
  }

  @Test
  void refusesAnArrayThatDoesNotFitTheTypeOrShape() {
    assertThatThrownBy(() -> Tensor.of("x", DataType.FP32, new long[] {1}, new double[] {1}))
        .hasMessageContaining("needs a float[], not a double[]");
    assertThatThrownBy(() -> Tensor.of("x", new float[] {1}, 2))
        .hasMessageContaining("needs 2 values, but got 1");
  }
}

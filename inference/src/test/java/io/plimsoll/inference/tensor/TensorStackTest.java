package io.plimsoll.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of tensors put one after another, and taken apart again. */
class TensorStackTest {

  private final Random random = new Random(7);

  @ParameterizedTest
  @EnumSource(DataType.class)
  void givesBackWhatWasPutTogether(DataType type) {
    for (int attempt = 0; attempt < 50; attempt++) {
      long[] row = rowShape();
      List<Tensor> parts = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        parts.add(tensor(type, random.nextInt(4), row));
      }

      Tensor whole = Tensor.concatenate(parts);

      assertThat(whole.rows()).isEqualTo(parts.stream().mapToInt(Tensor::rows).sum());
      int from = 0;
      for (Tensor part : parts) {
        assertSame(whole.slice(from, part.rows()), part);
        from += part.rows();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void keepsTheOrderOfAllValues(DataType type) {
    Tensor first = tensor(type, 3, new long[] {2});
    Tensor second = tensor(type, 2, new long[] {2});
    List<@Nullable Object> values = new ArrayList<>(first.toList());
    values.addAll(second.toList());

    assertThat(Tensor.concatenate(List.of(first, second)).toList()).isEqualTo(values);
  }

  @Test
  void copiesSoThatAPartDoesNotHoldTheWhole() {
    Tensor whole = Tensor.of("x", new double[] {1, 2, 3}, 3);

    assertThat(whole.slice(1, 1).doubles()).containsExactly(2);
    assertThat(whole.slice(0, 3).doubles()).isNotSameAs(whole.doubles());
  }

  @Test
  void refusesRowsThatDiffer() {
    Tensor tensor = Tensor.of("x", new double[] {1, 2}, 2);

    assertRefused(tensor, Tensor.of("y", new double[] {1, 2}, 2));
    assertRefused(tensor, Tensor.of("x", new float[] {1, 2}, 2));
    assertRefused(tensor, Tensor.of("x", new double[] {1, 2}, 2, 1));
    assertRefused(
        Tensor.of("x", new double[] {1, 2}, 1, 2), Tensor.of("x", new double[] {1, 2, 3}, 1, 3));
  }

  @Test
  void refusesScalarsSinceTheyHaveNoRows() {
    Tensor scalar = Tensor.of("x", new double[] {1});

    assertRefused(scalar, scalar);
    assertThatThrownBy(() -> scalar.slice(0, 1)).hasMessageContaining("has no rows");
  }

  @Test
  void refusesRowsThatAreNotThere() {
    Tensor tensor = Tensor.of("x", new double[] {1, 2}, 2);

    assertThatThrownBy(() -> tensor.slice(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tensor.slice(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void assertRefused(Tensor first, Tensor second) {
    assertThat(first.isStackableWith(second)).isFalse();
    assertThatThrownBy(() -> Tensor.concatenate(List.of(first, second)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.name()).isEqualTo(expected.name());
    assertThat(actual.type()).isEqualTo(expected.type());
    assertThat(actual.shape()).containsExactly(expected.shape());
    assertThat(actual.toList()).isEqualTo(expected.toList());
  }

  private long[] rowShape() {
    return random.longs(random.nextInt(3), 1, 4).toArray();
  }

  private Tensor tensor(DataType type, int rows, long[] row) {
    long[] shape = new long[row.length + 1];
    shape[0] = rows;
    System.arraycopy(row, 0, shape, 1, row.length);
    int size = (int) Tensor.elements("x", shape);
    Object array = Array.newInstance(type.arrayClass().getComponentType(), size);
    for (int i = 0; i < size; i++) {
      fill(type, array, i);
    }
    return Tensor.of("x", type, shape, array);
  }

  private void fill(DataType type, Object array, int index) {
    switch (type) {
      case BOOL -> Array.setBoolean(array, index, random.nextBoolean());
      case UINT8, INT8 -> Array.setByte(array, index, (byte) random.nextInt());
      case UINT16, INT16 -> Array.setShort(array, index, (short) random.nextInt());
      case FP16 -> Array.setShort(array, index, Float.floatToFloat16(random.nextFloat()));
      case UINT32, INT32 -> Array.setInt(array, index, random.nextInt());
      case UINT64, INT64 -> Array.setLong(array, index, random.nextLong());
      case FP32 -> Array.setFloat(array, index, random.nextFloat());
      case FP64 -> Array.setDouble(array, index, random.nextDouble());
      case BYTES -> Array.set(array, index, random.nextBoolean() ? "é" + random.nextInt() : null);
    }
  }
}

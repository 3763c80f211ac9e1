package io.plimsoll.server.serving;

import com.google.protobuf.ByteString;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.protocol.InferTensorContents;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tensors from and to the typed lists of the gRPC form. FP16 has no list: it travels raw. */
final class GrpcContents {
  private GrpcContents() {}

  /**
   * Reads the one list that fits the type.
   *
   * @throws IllegalArgumentException if it has not as many values as the shape says
   */
  static Tensor read(String name, DataType type, long[] shape, InferTensorContents from)
      throws InferenceException {
    return Tensor.of(name, type, shape, array(name, type, from));
  }

  private static Object array(String name, DataType type, InferTensorContents from)
      throws InferenceException {
    return switch (type) {
      case BOOL -> booleans(from);
      case UINT8 -> bytes(name, type, from.getUintContentsCount(), from::getUintContents, 0, 0xFF);
      case INT8 -> bytes(name, type, from.getIntContentsCount(), from::getIntContents, -0x80, 0x7F);
      case UINT16 ->
          shorts(name, type, from.getUintContentsCount(), from::getUintContents, 0, 0xFFFF);
      case INT16 ->
          shorts(name, type, from.getIntContentsCount(), from::getIntContents, -0x8000, 0x7FFF);
      case UINT32 -> ints(from.getUintContentsCount(), from::getUintContents);
      case INT32 -> ints(from.getIntContentsCount(), from::getIntContents);
      case UINT64 -> longs(from.getUint64ContentsCount(), from::getUint64Contents);
      case INT64 -> longs(from.getInt64ContentsCount(), from::getInt64Contents);
      case FP16 ->
          throw InferenceException.invalid(
              "tensor \"%s\": FP16 has no typed contents; send it in raw_input_contents"
                  .formatted(name));
      case FP32 -> floats(from);
      case FP64 -> doubles(from);
      case BYTES -> texts(from);
    };
  }

  static InferTensorContents of(Tensor tensor) {
    InferTensorContents.Builder to = InferTensorContents.newBuilder();
    switch (tensor.type()) {
      case BOOL -> {
        for (boolean value : tensor.booleans()) {
          to.addBoolContents(value);
        }
      }
      case UINT8, UINT16, UINT32 -> {
        for (int i = 0; i < tensor.size(); i++) {
          to.addUintContents((int) whole(tensor, i));
        }
      }
      case INT8, INT16, INT32 -> {
        for (int i = 0; i < tensor.size(); i++) {
          to.addIntContents((int) whole(tensor, i));
        }
      }
      case UINT64 -> {
        for (long value : tensor.longs()) {
          to.addUint64Contents(value);
        }
      }
      case INT64 -> {
        for (long value : tensor.longs()) {
          to.addInt64Contents(value);
        }
      }
      case FP32 -> {
        for (float value : tensor.floats()) {
          to.addFp32Contents(value);
        }
      }
      case FP64 -> {
        for (double value : tensor.doubles()) {
          to.addFp64Contents(value);
        }
      }
      case BYTES -> {
        for (String value : tensor.strings()) {
          to.addBytesContents(value == null ? ByteString.EMPTY : ByteString.copyFromUtf8(value));
        }
      }
      case FP16 -> throw new IllegalArgumentException("FP16 travels raw");
    }
    return to.build();
  }

  /**
   * The values of small whole-number types, unsigned ones already as the numbers they stand for.
   */
  private static long whole(Tensor tensor, int index) {
    return tensor.value(index) instanceof Long value ? value : 0;
  }

  @FunctionalInterface
  private interface Ints {
    int at(int index);
  }

  @FunctionalInterface
  private interface Longs {
    long at(int index);
  }

  private static boolean[] booleans(InferTensorContents from) {
    boolean[] values = new boolean[from.getBoolContentsCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from.getBoolContents(i);
    }
    return values;
  }

  private static byte[] bytes(String name, DataType type, int count, Ints from, int min, int max)
      throws InferenceException {
    byte[] values = new byte[count];
    for (int i = 0; i < count; i++) {
      values[i] = (byte) inRange(name, type, from.at(i), min, max);
    }
    return values;
  }

  private static short[] shorts(String name, DataType type, int count, Ints from, int min, int max)
      throws InferenceException {
    short[] values = new short[count];
    for (int i = 0; i < count; i++) {
      values[i] = (short) inRange(name, type, from.at(i), min, max);
    }
    return values;
  }

  private static int inRange(String name, DataType type, int value, int min, int max)
      throws InferenceException {
    if (value < min || value > max) {
      long shown = min == 0 ? Integer.toUnsignedLong(value) : value;
      throw InferenceException.invalid(
          "tensor \"%s\": %d is out of the range of %s".formatted(name, shown, type));
    }
    return value;
  }

  private static int[] ints(int count, Ints from) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = from.at(i);
    }
    return values;
  }

  private static long[] longs(int count, Longs from) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = from.at(i);
    }
    return values;
  }

  private static float[] floats(InferTensorContents from) {
    float[] values = new float[from.getFp32ContentsCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from.getFp32Contents(i);
    }
    return values;
  }

  private static double[] doubles(InferTensorContents from) {
    double[] values = new double[from.getFp64ContentsCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from.getFp64Contents(i);
    }
    return values;
  }

  private static @Nullable String[] texts(InferTensorContents from) {
    @Nullable String[] values = new @Nullable String[from.getBytesContentsCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from.getBytesContents(i).toString(StandardCharsets.UTF_8);
    }
    return values;
  }
}

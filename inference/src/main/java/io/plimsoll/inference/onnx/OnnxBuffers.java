package io.plimsoll.inference.onnx;

import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies between the arrays of tensors and native memory in the machine's own byte order. */
final class OnnxBuffers {

  private OnnxBuffers() {}

  static ByteBuffer allocate(DataType type, int elements) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(Math.max(elements, 1), type.elementBytes()))
        .order(ByteOrder.nativeOrder());
  }

  /** Overwrites the buffer with the tensor's values; the position stays at zero. */
  static void fill(ByteBuffer buffer, Tensor tensor) {
    switch (tensor.type()) {
      case BOOL -> {
        boolean[] flags = tensor.booleans();
        for (int i = 0; i < flags.length; i++) {
          buffer.put(i, (byte) (flags[i] ? 1 : 0));
        }
      }
      case INT8, UINT8 -> buffer.put(0, tensor.bytes());
      case INT16, UINT16, FP16 -> buffer.asShortBuffer().put(0, tensor.shorts());
      case INT32, UINT32 -> buffer.asIntBuffer().put(0, tensor.ints());
      case INT64, UINT64 -> buffer.asLongBuffer().put(0, tensor.longs());
      case FP32 -> buffer.asFloatBuffer().put(0, tensor.floats());
      case FP64 -> buffer.asDoubleBuffer().put(0, tensor.doubles());
      case BYTES -> throw new IllegalArgumentException("text has no fixed width");
    }
  }

  /** A new array with the first elements of the buffer. */
  static Object copy(ByteBuffer source, DataType type, int elements) {
    ByteBuffer buffer = source.order(ByteOrder.nativeOrder());
    return switch (type) {
      case BOOL -> {
        boolean[] array = new boolean[elements];
        for (int i = 0; i < elements; i++) {
          array[i] = buffer.get(i) != 0;
        }
        yield array;
      }
      case INT8, UINT8 -> {
        byte[] array = new byte[elements];
        buffer.get(0, array);
        yield array;
      }
      case INT16, UINT16, FP16 -> {
        short[] array = new short[elements];
        buffer.asShortBuffer().get(0, array);
        yield array;
      }
      case INT32, UINT32 -> {
        int[] array = new int[elements];
        buffer.asIntBuffer().get(0, array);
        yield array;
      }
      case INT64, UINT64 -> {
        long[] array = new long[elements];
        buffer.asLongBuffer().get(0, array);
        yield array;
      }
      case FP32 -> {
        float[] array = new float[elements];
        buffer.asFloatBuffer().get(0, array);
        yield array;
      }
      case FP64 -> {
        double[] array = new double[elements];
        buffer.asDoubleBuffer().get(0, array);
        yield array;
      }
      case BYTES -> throw new IllegalArgumentException("text has no fixed width");
    };
  }
}

package io.plimsoll.inference.tensor;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The binary layout of the Open Inference Protocol's binary tensor extension: little endian,
 * row-major, no padding; BOOL is one byte; each element of BYTES is a 32-bit length and its UTF-8
 * bytes. A missing text has the length 0xFFFFFFFF, which the protocol leaves unused.
 */
public final class TensorBytes {

  /** Marks a missing text; as an unsigned length it could never be sent. */
  private static final int MISSING = -1;

  private TensorBytes() {}

  /** Number of bytes that {@link #encode} will return. */
  public static int encodedSize(Tensor tensor) {
    if (tensor.type() != DataType.BYTES) {
      return Math.multiplyExact(tensor.size(), tensor.type().elementBytes());
    }
    int size = 0;
    for (String text : tensor.strings()) {
      size = Math.addExact(size, 4 + (text == null ? 0 : utf8(text).length));
    }
    return size;
  }

  public static byte[] encode(Tensor tensor) {
    ByteBuffer buffer = ByteBuffer.allocate(encodedSize(tensor)).order(ByteOrder.LITTLE_ENDIAN);
    encode(tensor, buffer);
    return buffer.array();
  }

  /** Appends to a buffer, which must be little endian and have the room. */
  public static void encode(Tensor tensor, ByteBuffer buffer) {
    switch (tensor.type()) {
      case BOOL -> {
        for (boolean flag : tensor.booleans()) {
          buffer.put((byte) (flag ? 1 : 0));
        }
      }
      case UINT8, INT8 -> buffer.put(tensor.bytes());
      case UINT16, INT16, FP16 -> {
        buffer.asShortBuffer().put(tensor.shorts());
        skip(buffer, tensor);
      }
      case UINT32, INT32 -> {
        buffer.asIntBuffer().put(tensor.ints());
        skip(buffer, tensor);
      }
      case UINT64, INT64 -> {
        buffer.asLongBuffer().put(tensor.longs());
        skip(buffer, tensor);
      }
      case FP32 -> {
        buffer.asFloatBuffer().put(tensor.floats());
        skip(buffer, tensor);
      }
      case FP64 -> {
        buffer.asDoubleBuffer().put(tensor.doubles());
        skip(buffer, tensor);
      }
      case BYTES -> {
        for (String text : tensor.strings()) {
          putText(buffer, text);
        }
      }
    }
  }

  /**
   * Reads exactly one tensor from the buffer's position on; the buffer's order is set to little
   * endian.
   */
  public static Tensor decode(String name, DataType type, long[] shape, ByteBuffer buffer)
      throws InferenceException {
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    try {
      int elements = (int) Tensor.elements(name, shape);
      // Even an empty text takes four bytes, so a shape that promises more than was sent is refused
      // before any memory is given to it.
      long least = (long) elements * Math.max(type.elementBytes(), type == DataType.BYTES ? 4 : 1);
      if (least > buffer.remaining()) {
        throw tooShort(name);
      }
      return Tensor.of(name, type, shape, decodeArray(type, elements, buffer));
    } catch (BufferUnderflowException e) {
      throw tooShort(name);
    } catch (IllegalArgumentException e) {
      throw InferenceException.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static Object decodeArray(DataType type, int elements, ByteBuffer buffer) {
    return switch (type) {
      case BOOL -> {
        boolean[] array = new boolean[elements];
        for (int i = 0; i < elements; i++) {
          array[i] = buffer.get() != 0;
        }
        yield array;
      }
      case UINT8, INT8 -> {
        byte[] array = new byte[elements];
        buffer.get(array);
        yield array;
      }
      case UINT16, INT16, FP16 -> {
        short[] array = new short[elements];
        buffer.asShortBuffer().get(array);
        yield advance(buffer, elements * 2, array);
      }
      case UINT32, INT32 -> {
        int[] array = new int[elements];
        buffer.asIntBuffer().get(array);
        yield advance(buffer, elements * 4, array);
      }
      case UINT64, INT64 -> {
        long[] array = new long[elements];
        buffer.asLongBuffer().get(array);
        yield advance(buffer, elements * 8, array);
      }
      case FP32 -> {
        float[] array = new float[elements];
        buffer.asFloatBuffer().get(array);
        yield advance(buffer, elements * 4, array);
      }
      case FP64 -> {
        double[] array = new double[elements];
        buffer.asDoubleBuffer().get(array);
        yield advance(buffer, elements * 8, array);
      }
      case BYTES -> {
        @Nullable String[] array = new @Nullable String[elements];
        for (int i = 0; i < elements; i++) {
          array[i] = nextText(buffer);
        }
        yield array;
      }
    };
  }

  private static void putText(ByteBuffer buffer, @Nullable String text) {
    if (text == null) {
      buffer.putInt(MISSING);
      return;
    }
    byte[] bytes = utf8(text);
    buffer.putInt(bytes.length).put(bytes);
  }

  private static @Nullable String nextText(ByteBuffer buffer) {
    int length = buffer.getInt();
    if (length == MISSING) {
      return null;
    }
    if (length < 0 || length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void skip(ByteBuffer buffer, Tensor tensor) {
    buffer.position(buffer.position() + tensor.size() * tensor.type().elementBytes());
  }

  private static Object advance(ByteBuffer buffer, int bytes, Object array) {
    buffer.position(buffer.position() + bytes);
    return array;
  }

  private static InferenceException tooShort(String name) {
    return InferenceException.invalid(
        "tensor \"" + name + "\" has fewer bytes than its shape and datatype need");
  }
}

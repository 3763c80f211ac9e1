package io.plimsoll.inference.tensor;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named array of one type with a row-major shape. It shares the array it was made from: nobody
 * may change that array afterwards, and then a tensor may be read by any number of threads.
 */
public final class Tensor {

  private final String name;
  private final DataType type;
  private final long[] shape;
  private final Object array;
  private final int size;

  private Tensor(String name, DataType type, long[] shape, Object array, int size) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.array = array;
    this.size = size;
  }

  /** Wraps an array; throws {@link IllegalArgumentException} if class or length do not fit. */
  public static Tensor of(String name, DataType type, long[] shape, Object array) {
    if (array.getClass() != type.arrayClass()) {
      throw new IllegalArgumentException(
          "tensor \""
              + name
              + "\" of type "
              + type
              + " needs a "
              + type.arrayClass().getSimpleName()
              + ", not a "
              + array.getClass().getSimpleName());
    }
    int size = Array.getLength(array);
    if (elements(name, shape) != size) {
      throw new IllegalArgumentException(sizeMismatch(name, shape, size));
    }
    return new Tensor(name, type, shape.clone(), array, size);
  }

  public static Tensor of(String name, boolean[] data, long... shape) {
    return of(name, DataType.BOOL, shape, data);
  }

  public static Tensor of(String name, int[] data, long... shape) {
    return of(name, DataType.INT32, shape, data);
  }

  public static Tensor of(String name, long[] data, long... shape) {
    return of(name, DataType.INT64, shape, data);
  }

  public static Tensor of(String name, float[] data, long... shape) {
    return of(name, DataType.FP32, shape, data);
  }

  public static Tensor of(String name, double[] data, long... shape) {
    return of(name, DataType.FP64, shape, data);
  }

  /** Text; an element may be null, which means missing. */
  public static Tensor of(String name, @Nullable String[] data, long... shape) {
    return of(name, DataType.BYTES, shape, data);
  }

  /**
   * Builds a tensor from decoded JSON: numbers, booleans and strings, flat or nested row by row.
   * Every value is checked against the type's range; the message names the first that does not fit.
   */
  public static Tensor fromValues(
      String name, DataType type, long[] shape, List<? extends @Nullable Object> data)
      throws InferenceException {
    return TensorValues.read(name, type, shape, data);
  }

  /** The product of the dimensions; refuses negative ones and more than an array can hold. */
  static long elements(String name, long[] shape) {
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "tensor \"" + name + "\" has the negative dimension " + dimension);
      }
      try {
        elements = Math.multiplyExact(elements, dimension);
      } catch (ArithmeticException overflow) {
        elements = Long.MAX_VALUE;
      }
      if (elements > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "tensor \"" + name + "\" is too large: shape " + Arrays.toString(shape));
      }
    }
    return elements;
  }

  static String sizeMismatch(String name, long[] shape, long actual) {
    return "tensor \""
        + name
        + "\" has the shape "
        + Arrays.toString(shape)
        + " and so needs "
        + elements(name, shape)
        + " values, but got "
        + actual;
  }

  public String name() {
    return name;
  }

  public DataType type() {
    return type;
  }

  /** A copy of the shape. */
  public long[] shape() {
    return shape.clone();
  }

  /** Whether its shape is one that the specification allows. */
  boolean hasShape(TensorSpec spec) {
    return spec.accepts(shape);
  }

  /** The number of dimensions. */
  public int rank() {
    return shape.length;
  }

  /** The number of values. */
  public int size() {
    return size;
  }

  /** The first dimension; 1 for a scalar. */
  public int rows() {
    return shape.length == 0 ? 1 : (int) shape[0];
  }

  /** The shared array itself, of the class that {@link DataType#arrayClass()} names. */
  public Object array() {
    return array;
  }

  public boolean[] booleans() {
    return (boolean[]) array;
  }

  public byte[] bytes() {
    return (byte[]) array;
  }

  public short[] shorts() {
    return (short[]) array;
  }

  public int[] ints() {
    return (int[]) array;
  }

  public long[] longs() {
    return (long[]) array;
  }

  public float[] floats() {
    return (float[]) array;
  }

  public double[] doubles() {
    return (double[]) array;
  }

  public @Nullable String[] strings() {
    return (@Nullable String[]) array;
  }

  /** Whether both could be rows of one tensor: the same name, type and shape of a row. */
  public boolean isStackableWith(Tensor other) {
    return shape.length > 0
        && shape.length == other.shape.length
        && type == other.type
        && name.equals(other.name)
        && Arrays.equals(shape, 1, shape.length, other.shape, 1, shape.length);
  }

  /** The rows of all parts, one after another; the parts have to be stackable with the first. */
  public static Tensor concatenate(List<Tensor> parts) {
    Tensor first = parts.getFirst();
    long rows = 0;
    for (Tensor part : parts) {
      if (!first.isStackableWith(part)) {
        throw new IllegalArgumentException(part + " cannot follow the rows of " + first);
      }
      rows += part.rows();
    }
    long[] shape = first.shape();
    shape[0] = rows;
    Object joined = newArray(first.type, (int) elements(first.name, shape));
    int position = 0;
    for (Tensor part : parts) {
      System.arraycopy(part.array, 0, joined, position, part.size);
      position += part.size;
    }
    return of(first.name, first.type, shape, joined);
  }

  /** A copy of some of the rows, counted from 0. */
  public Tensor slice(int from, int count) {
    if (shape.length == 0) {
      throw new IllegalArgumentException(this + " is a scalar and has no rows");
    }
    Objects.checkFromIndexSize(from, count, rows());
    int width = rows() == 0 ? 0 : size / rows();
    Object part = newArray(type, count * width);
    System.arraycopy(array, from * width, part, 0, count * width);
    long[] shorter = shape();
    shorter[0] = count;
    return of(name, type, shorter, part);
  }

  private static Object newArray(DataType type, int length) {
    return Array.newInstance(type.arrayClass().getComponentType(), length);
  }

  /** The same values under another name. */
  public Tensor withName(String other) {
    return new Tensor(other, type, shape, array, size);
  }

  /**
   * One value, boxed as JSON would show it: Boolean, Long, Float, Double or String; {@link
   * java.math.BigInteger} for UINT64 above the range of long; null for a missing text.
   */
  public @Nullable Object value(int index) {
    return switch (type) {
      case BOOL -> booleans()[index];
      case UINT8 -> (long) Byte.toUnsignedInt(bytes()[index]);
      case UINT16 -> (long) Short.toUnsignedInt(shorts()[index]);
      case UINT32 -> Integer.toUnsignedLong(ints()[index]);
      case UINT64 -> TensorValues.unsigned(longs()[index]);
      case INT8 -> (long) bytes()[index];
      case INT16 -> (long) shorts()[index];
      case INT32 -> (long) ints()[index];
      case INT64 -> longs()[index];
      case FP16 -> Float.float16ToFloat(shorts()[index]);
      case FP32 -> floats()[index];
      case FP64 -> doubles()[index];
      case BYTES -> strings()[index];
    };
  }

  /** One value as a double; only for number types. */
  public double number(int index) {
    return switch (type) {
      case FP32 -> floats()[index];
      case FP64 -> doubles()[index];
      case INT64 -> longs()[index];
      case INT32 -> ints()[index];
      case FP16, INT8, INT16, UINT8, UINT16, UINT32, UINT64 -> {
        Object value = value(index);
        if (value instanceof Number number) {
          yield number.doubleValue();
        }
        throw new IllegalStateException(type + " is not a number");
      }
      case BOOL, BYTES -> throw new IllegalStateException(type + " is not a number");
    };
  }

  /** All values boxed, row-major and flat. */
  public List<@Nullable Object> toList() {
    List<@Nullable Object> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(value(i));
    }
    return values;
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(shape);
  }
}

package io.plimsoll.inference.tensor;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes decoded JSON values into the primitive array of a tensor, checking each of them. */
final class TensorValues {

  private static final int MAX_DEPTH = 16;
  private static final BigInteger UNSIGNED_LONG_LIMIT = BigInteger.ONE.shiftLeft(64);

  private final String name;
  private final DataType type;
  private final Object array;
  private final int capacity;
  private int position;

  private TensorValues(String name, DataType type, int capacity) {
    this.name = name;
    this.type = type;
    this.capacity = capacity;
    this.array = Array.newInstance(type.arrayClass().getComponentType(), capacity);
  }

  static Tensor read(
      String name, DataType type, long[] shape, List<? extends @Nullable Object> data)
      throws InferenceException {
    long elements;
    try {
      elements = Tensor.elements(name, shape);
    } catch (IllegalArgumentException e) {
      throw InferenceException.invalid(String.valueOf(e.getMessage()));
    }
    // The array is sized by what was really sent, so that a huge shape cannot cost memory.
    long sent = count(data, 0);
    if (sent != elements) {
      throw InferenceException.invalid(Tensor.sizeMismatch(name, shape, sent));
    }
    TensorValues values = new TensorValues(name, type, (int) elements);
    values.addAll(data);
    return Tensor.of(name, type, shape, values.array);
  }

  /** The value of one element of a named scalar, for rows of named features. */
  static void write(
      Object array, DataType type, int index, String prefix, String name, @Nullable Object value)
      throws InferenceException {
    try {
      write(array, type, index, name, value);
    } catch (InferenceException e) {
      throw prefix.isEmpty() ? e : InferenceException.invalid(prefix + e.getMessage());
    }
  }

  private static void write(
      Object array, DataType type, int index, String name, @Nullable Object value)
      throws InferenceException {
    switch (type) {
      case BOOL -> ((boolean[]) array)[index] = booleanValue(name, value);
      case UINT8 -> ((byte[]) array)[index] = (byte) integer(name, type, value, 0, 255);
      case UINT16 -> ((short[]) array)[index] = (short) integer(name, type, value, 0, 65_535);
      case UINT32 -> ((int[]) array)[index] = (int) integer(name, type, value, 0, 0xFFFF_FFFFL);
      case UINT64 -> ((long[]) array)[index] = unsignedLong(name, value);
      case INT8 ->
          ((byte[]) array)[index] =
              (byte) integer(name, type, value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case INT16 ->
          ((short[]) array)[index] =
              (short) integer(name, type, value, Short.MIN_VALUE, Short.MAX_VALUE);
      case INT32 ->
          ((int[]) array)[index] =
              (int) integer(name, type, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT64 ->
          ((long[]) array)[index] = integer(name, type, value, Long.MIN_VALUE, Long.MAX_VALUE);
      case FP16 -> ((short[]) array)[index] = Float.floatToFloat16((float) floating(name, value));
      case FP32 -> ((float[]) array)[index] = (float) floating(name, value);
      case FP64 -> ((double[]) array)[index] = floating(name, value);
      case BYTES -> ((@Nullable String[]) array)[index] = text(name, value);
    }
  }

  static Object unsigned(long bits) {
    return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
  }

  private static long count(List<? extends @Nullable Object> data, int depth)
      throws InferenceException {
    if (depth > MAX_DEPTH) {
      throw InferenceException.invalid("data is nested deeper than " + MAX_DEPTH + " levels");
    }
    long count = 0;
    for (Object item : data) {
      count += item instanceof List<?> nested ? count(nested, depth + 1) : 1;
    }
    return count;
  }

  private void addAll(List<? extends @Nullable Object> data) throws InferenceException {
    for (Object item : data) {
      if (item instanceof List<?> nested) {
        addAll(nested);
      } else if (position < capacity) {
        write(array, type, position, "element " + position + " of ", name, item);
        position++;
      }
    }
  }

  private static boolean booleanValue(String name, @Nullable Object value)
      throws InferenceException {
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value instanceof Number number
        && (number.doubleValue() == 0 || number.doubleValue() == 1)) {
      return number.doubleValue() == 1;
    }
    throw wrongType(name, "true or false", value);
  }

  private static long integer(
      String name, DataType type, @Nullable Object value, long least, long most)
      throws InferenceException {
    if (value instanceof Long || value instanceof Integer) {
      // What a parser makes of almost every whole number needs no big one.
      long number = ((Number) value).longValue();
      if (number >= least && number <= most) {
        return number;
      }
    }
    BigInteger whole = whole(name, value);
    if (whole.bitLength() > 63 || whole.longValueExact() < least || whole.longValueExact() > most) {
      throw InferenceException.invalid(
          "`" + name + "` is out of the range of " + type + ": " + whole);
    }
    return whole.longValueExact();
  }

  private static long unsignedLong(String name, @Nullable Object value) throws InferenceException {
    BigInteger whole = whole(name, value);
    if (whole.signum() < 0 || whole.compareTo(UNSIGNED_LONG_LIMIT) >= 0) {
      throw InferenceException.invalid("`" + name + "` is out of the range of UINT64: " + whole);
    }
    return whole.longValue();
  }

  private static BigInteger whole(String name, @Nullable Object value) throws InferenceException {
    return switch (value) {
      case Long number -> BigInteger.valueOf(number);
      case Integer number -> BigInteger.valueOf(number);
      case Short number -> BigInteger.valueOf(number);
      case Byte number -> BigInteger.valueOf(number);
      case BigInteger number -> number;
      case Double number when isWhole(number) -> BigDecimal.valueOf(number).toBigInteger();
      case Float number when isWhole(number) -> BigDecimal.valueOf(number).toBigInteger();
      case BigDecimal number
          when number.abs().compareTo(BigDecimal.TWO.pow(70)) < 0
              && number.stripTrailingZeros().scale() <= 0 ->
          number.toBigInteger();
      case null, default -> throw wrongType(name, "a whole number", value);
    };
  }

  private static boolean isWhole(double number) {
    return Math.abs(number) < 0x1p64 && number == Math.rint(number);
  }

  private static double floating(String name, @Nullable Object value) throws InferenceException {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value == null) {
      return Double.NaN;
    }
    throw wrongType(name, "a number", value);
  }

  private static @Nullable String text(String name, @Nullable Object value)
      throws InferenceException {
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrongType(name, "a string", value);
  }

  private static InferenceException wrongType(
      String name, String expected, @Nullable Object value) {
    return InferenceException.invalid(
        "`" + name + "` expects " + expected + ", got " + shown(value));
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text ->
          "the string \"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\"";
      case Boolean flag -> "the boolean " + flag;
      case Number number -> "the number " + number;
      case List<?> list -> "a list of " + list.size();
      case Object[] objects -> Arrays.toString(objects);
      default -> "an object";
    };
  }
}

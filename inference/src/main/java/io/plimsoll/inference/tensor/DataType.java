package io.plimsoll.inference.tensor;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The element types of the Open Inference Protocol, each with the Java array that carries it.
 * Unsigned and half-precision types travel as the raw bits of the signed type of the same width.
 */
public enum DataType {
  BOOL(1, boolean[].class),
  UINT8(1, byte[].class),
  UINT16(2, short[].class),
  UINT32(4, int[].class),
  UINT64(8, long[].class),
  INT8(1, byte[].class),
  INT16(2, short[].class),
  INT32(4, int[].class),
  INT64(8, long[].class),
  FP16(2, short[].class),
  FP32(4, float[].class),
  FP64(8, double[].class),
  /** Text or bytes of variable length; a string in Java. */
  BYTES(0, String[].class);

  private static final Map<String, DataType> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(DataType::name, type -> type));

  private final int elementBytes;
  private final Class<?> arrayClass;

  DataType(int elementBytes, Class<?> arrayClass) {
    this.elementBytes = elementBytes;
    this.arrayClass = arrayClass;
  }

  /** Reads a protocol name; throws {@link IllegalArgumentException} that lists the known ones. */
  public static DataType parse(String name) {
    DataType known = BY_NAME.get(name);
    if (known != null) {
      return known;
    }
    throw new IllegalArgumentException(
        "unknown datatype \"" + name + "\"; known are " + Arrays.toString(values()));
  }

  /** Width of one element in bytes; 0 for {@link #BYTES}, whose width varies. */
  public int elementBytes() {
    return elementBytes;
  }

  /** The class of the Java array that holds elements of this type. */
  public Class<?> arrayClass() {
    return arrayClass;
  }

  public boolean isFloatingPoint() {
    return this == FP16 || this == FP32 || this == FP64;
  }

  public boolean isInteger() {
    return isNumber() && !isFloatingPoint();
  }

  public boolean isNumber() {
    return this != BOOL && this != BYTES;
  }
}

package io.plimsoll.stats;

/**
 * The bit pattern of a finite double as a signed number that grows with the value: the patterns of
 * negative values are counted down from zero. Values with few significant bits keep their trailing
 * zero bits on both sides of zero.
 */
public final class OrderedBits {
  private OrderedBits() {}

  public static long of(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  public static double toDouble(long ordered) {
    return Double.longBitsToDouble(ordered < 0 ? Long.MIN_VALUE - ordered : ordered);
  }
}

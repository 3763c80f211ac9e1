package io.plimsoll.stats.performance;

import io.plimsoll.stats.OrderedBits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends the parts of a state to a growing array; {@link StateReader} reads them back. */
final class StateWriter {
  private byte[] bytes = new byte[256];
  private int size;

  /** Seven bits a byte, lowest first, for numbers that may be negative but are mostly small. */
  void writeLong(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  void writeDouble(double value) {
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      writeByte((int) (bits >>> shift));
    }
  }

  /**
   * Writes ascending finite doubles as differences of their order-preserving bit patterns, without
   * the zero bits that all of them end in: the middles of bins take a byte or two each.
   */
  void writeAscending(double[] values) {
    long used = 0;
    for (double value : values) {
      used |= OrderedBits.of(value);
    }
    int shift = used == 0 ? 0 : Long.numberOfTrailingZeros(used);
    writeLong(values.length);
    writeLong(shift);
    long previous = 0;
    for (double value : values) {
      long bits = OrderedBits.of(value);
      writeLong((bits - previous) >> shift);
      previous = bits;
    }
  }

  void writeText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    writeLong(encoded.length);
    for (byte each : encoded) {
      writeByte(each);
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void writeByte(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, size * 2);
    }
    bytes[size++] = (byte) value;
  }
}

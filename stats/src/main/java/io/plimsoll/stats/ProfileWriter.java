package io.plimsoll.stats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends the parts of a stored profile to a growing array; {@link ProfileReader} reads them back
 * in the same order.
 */
final class ProfileWriter {
  private byte[] bytes = new byte[256];
  private int size;

  void writeByte(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, size * 2);
    }
    bytes[size++] = (byte) value;
  }

  /**
   * Seven bits a byte, lowest first; the value is taken as unsigned, so negative numbers take ten
   * bytes.
   */
  void writeVarLong(long value) {
    long rest = value;
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

  void writeText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    writeVarLong(encoded.length);
    for (byte part : encoded) {
      writeByte(part);
    }
  }

  /**
   * Writes ascending finite doubles as differences of their order-preserving bit patterns, without
   * the zero bits that all of them end in. Whole numbers and floats shrink to one to four bytes
   * each; nothing is lost.
   */
  void writeAscending(double[] values, int length) {
    long used = 0;
    for (int index = 0; index < length; index++) {
      used |= OrderedBits.of(values[index]);
    }
    int shift = used == 0 ? 0 : Long.numberOfTrailingZeros(used);
    writeVarLong(length);
    writeByte(shift);
    long previous = 0;
    for (int index = 0; index < length; index++) {
      long bits = OrderedBits.of(values[index]);
      writeVarLong((bits - previous) >>> shift);
      previous = bits;
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}

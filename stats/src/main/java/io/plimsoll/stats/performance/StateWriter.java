package io.plimsoll.stats.performance;

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

package io.plimsoll.stats.performance;

import io.plimsoll.stats.OrderedBits;
import java.nio.charset.StandardCharsets;

/** Reads what {@link StateWriter} wrote, in the same order. */
final class StateReader {
  private final byte[] bytes;
  private int at;

  StateReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long readLong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte part = readByte();
      value |= (long) (part & 0x7F) << shift;
      if (part >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new IllegalArgumentException("The state holds a number of more than 64 bits.");
  }

  /** A count of things that follow, each of which takes at least one byte. */
  int readSize() {
    long size = readLong();
    if (size < 0 || size > bytes.length - at) {
      throw new IllegalArgumentException(
          "The state promises %d parts in %d bytes.".formatted(size, bytes.length - at));
    }
    return (int) size;
  }

  double readDouble() {
    long bits = 0;
    for (int part = 0; part < 8; part++) {
      bits = bits << 8 | (readByte() & 0xFF);
    }
    return Double.longBitsToDouble(bits);
  }

  /** What {@link StateWriter#writeAscending} wrote. */
  double[] readAscending() {
    double[] values = new double[readSize()];
    int shift = (int) readLong() & 0x3F;
    long bits = 0;
    for (int at = 0; at < values.length; at++) {
      bits += readLong() << shift;
      values[at] = OrderedBits.toDouble(bits);
      if (Double.isNaN(values[at])) {
        throw new IllegalArgumentException("The state holds a score that is no number.");
      }
    }
    return values;
  }

  String readText() {
    int length = readSize();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  void requireEnd() {
    if (at != bytes.length) {
      throw new IllegalArgumentException(
          "The state has %d bytes too many.".formatted(bytes.length - at));
    }
  }

  private byte readByte() {
    if (at == bytes.length) {
      throw new IllegalArgumentException("The state ends after %d bytes.".formatted(at));
    }
    return bytes[at++];
  }
}

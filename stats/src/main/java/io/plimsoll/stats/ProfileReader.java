package io.plimsoll.stats;

import java.nio.charset.StandardCharsets;

/** Reads what {@link ProfileWriter} wrote and refuses bytes that are cut off or cannot be true. */
final class ProfileReader {
  private final byte[] bytes;
  private int position;

  ProfileReader(byte[] bytes) {
    this.bytes = bytes;
  }

  byte readByte() {
    requireAvailable(1);
    return bytes[position++];
  }

  void requireVersion(int supported) {
    int version = readByte();
    if (version != supported) {
      throw new IllegalArgumentException(
          "The profile has format version "
              + version
              + "; this release reads version "
              + supported
              + ". Upgrade to read it.");
    }
  }

  long readVarLong() {
    // A sketch is some thousand of these bytes, and a window some thousand sketches: the place is
    // kept at hand, and written back once.
    int at = position;
    long value = 0;
    for (int shift = 0; shift < 64 && at < bytes.length; shift += 7) {
      byte part = bytes[at++];
      value |= (long) (part & 0x7F) << shift;
      if (part >= 0) {
        position = at;
        return value;
      }
    }
    requireAvailable(at - position + 1);
    throw new IllegalArgumentException(
        "A number in the profile has more than 64 bits; the bytes are damaged");
  }

  /** A number of rows: never negative. */
  long readCount() {
    long value = readVarLong();
    if (value < 0) {
      throw new IllegalArgumentException(
          "The profile holds the negative count " + value + "; the bytes are damaged");
    }
    return value;
  }

  /**
   * A number of things that follow, each of at least one byte, so that damaged bytes cannot ask for
   * gigabytes.
   */
  int readLength() {
    long length = readVarLong();
    if (length < 0 || length > bytes.length - position) {
      throw new IllegalArgumentException(
          "The profile announces "
              + length
              + " entries where "
              + (bytes.length - position)
              + " bytes are left; the bytes are damaged");
    }
    return (int) length;
  }

  double readDouble() {
    requireAvailable(Double.BYTES);
    long bits = 0;
    for (int index = 0; index < Double.BYTES; index++) {
      bits = bits << 8 | (bytes[position++] & 0xFF);
    }
    return Double.longBitsToDouble(bits);
  }

  String readText() {
    int length = readLength();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  double[] readAscending() {
    int length = (int) readCountUpTo(bytes.length);
    int shift = readByte() & 0x3F;
    requireAvailable(length);
    double[] values = new double[length];
    long bits = 0;
    for (int index = 0; index < length; index++) {
      bits += readVarLong() << shift;
      values[index] = requireFinite(OrderedBits.toDouble(bits));
    }
    return values;
  }

  private static double requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "The profile holds the value "
              + value
              + " where only finite ones are kept; the bytes are damaged");
    }
    return value;
  }

  private long readCountUpTo(long limit) {
    long value = readVarLong();
    if (value < 0 || value > limit) {
      throw new IllegalArgumentException(
          "The profile announces "
              + value
              + " entries, more than its bytes can hold; the bytes are damaged");
    }
    return value;
  }

  void requireEnd() {
    if (position != bytes.length) {
      throw new IllegalArgumentException(
          (bytes.length - position)
              + " bytes follow the end of the profile; the bytes are damaged");
    }
  }

  private void requireAvailable(int length) {
    if (length > bytes.length - position) {
      throw new IllegalArgumentException(
          "The profile ends after "
              + bytes.length
              + " bytes, in the middle of an entry; the bytes are cut off");
    }
  }
}

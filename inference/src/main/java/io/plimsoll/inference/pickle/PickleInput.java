package io.plimsoll.inference.pickle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;

/** Little-endian reads over a stream that count the offset and cap what may come in all. */
final class PickleInput {

  private static final int MAX_LINE = 1 << 20;

  private final InputStream stream;
  private final long limit;
  private long offset;

  PickleInput(InputStream stream, long limit) {
    this.stream = stream;
    this.limit = limit;
  }

  /** Bytes read so far, counted after decompression. */
  long offset() {
    return offset;
  }

  int unsignedByte() throws IOException {
    int value = stream.read();
    if (value < 0) {
      throw new EOFException("the file ends in the middle of a pickle, at byte " + offset);
    }
    advance(1);
    return value;
  }

  long littleEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) unsignedByte() << (8 * i);
    }
    return value;
  }

  byte[] bytes(int count) throws IOException {
    byte[] read = stream.readNBytes(count);
    if (read.length < count) {
      throw new EOFException("the file ends in the middle of a pickle, at byte " + offset);
    }
    advance(count);
    return read;
  }

  void skip(long count) throws IOException {
    if (count < 0) {
      throw new StreamCorruptedException("negative length " + count + " at byte " + offset);
    }
    advance(count);
    stream.skipNBytes(count);
  }

  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < MAX_LINE) {
      int next = unsignedByte();
      if (next == '\n') {
        byte[] raw = line.toString().getBytes(StandardCharsets.ISO_8859_1);
        return new String(raw, StandardCharsets.UTF_8);
      }
      line.append((char) next);
    }
    throw new StreamCorruptedException("a line longer than " + MAX_LINE + " at byte " + offset);
  }

  private void advance(long count) throws IOException {
    offset = Math.addExact(offset, count);
    if (offset > limit) {
      throw new StreamCorruptedException(
          "unpacked, it is larger than the limit of " + limit + " bytes");
    }
  }
}

package io.plimsoll.server.registry.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Goes through a structure in Thrift's compact form before Thrift does: that makes room for what a
 * list or a text claims and follows structures however deep they are, and so would take much of the
 * heap or all of the stack for a few bytes.
 */
final class ThriftBounds {
  /** Parquet's own structures are less than ten deep. */
  private static final int DEEPEST = 32;

  private static final int BOOLEANS = 2;
  private static final int BYTE = 3;
  private static final int LAST_VARINT = 6;
  private static final int DOUBLE = 7;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;
  private static final int UUID = 13;
  private static final int LONG_LIST = 15;

  private final InputStream in;
  private long left;

  private ThriftBounds(InputStream in, long most) {
    this.in = in;
    this.left = most;
  }

  /**
   * Reads a structure.
   *
   * @param most how many bytes it may take
   * @throws IOException if it takes or claims more, or is too deep
   */
  static void check(InputStream in, long most) throws IOException {
    new ThriftBounds(in, most).structure(0);
  }

  private void structure(int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("its metadata is more than %d levels deep".formatted(DEEPEST));
    }
    for (int head = next(); (head & 0x0F) != 0; head = next()) {
      if (head >>> 4 == 0) {
        varint();
      }
      int type = head & 0x0F;
      if (type > BOOLEANS) {
        value(type, depth + 1);
      }
    }
  }

  private void value(int type, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("its metadata is more than %d levels deep".formatted(DEEPEST));
    }
    switch (type) {
      case BINARY -> skip(varint());
      case DOUBLE -> skip(Long.BYTES);
      case UUID -> skip(2 * Long.BYTES);
      case LIST, SET -> list(depth);
      case MAP -> map(depth);
      case STRUCT -> structure(depth);
      default -> {
        if (type > LAST_VARINT || type == 0) {
          throw new IOException("its metadata has values of no known type");
        }
        if (type <= BYTE) {
          next();
        } else {
          varint();
        }
      }
    }
  }

  private void list(int depth) throws IOException {
    int head = next();
    long size = head >>> 4 == LONG_LIST ? varint() : head >>> 4;
    requirePossible(size);
    for (long element = 0; element < size; element++) {
      value(head & 0x0F, depth + 1);
    }
  }

  private void map(int depth) throws IOException {
    long size = varint();
    requirePossible(size);
    int types = size == 0 ? 0 : next();
    for (long entry = 0; entry < size; entry++) {
      value(types >>> 4, depth + 1);
      value(types & 0x0F, depth + 1);
    }
  }

  /** Whatever is in a list, it takes a byte. */
  private void requirePossible(long size) throws IOException {
    if (size < 0 || size > left) {
      throw new IOException("its metadata claims a list of %,d elements".formatted(size));
    }
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = next();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("its metadata has a number that does not end");
  }

  private int next() throws IOException {
    int next = --left < 0 ? -1 : in.read();
    if (next < 0) {
      throw new EOFException("its metadata is cut off or too long");
    }
    return next;
  }

  private void skip(long bytes) throws IOException {
    if (bytes < 0 || bytes > left) {
      throw new IOException("its metadata claims %,d bytes of text".formatted(bytes));
    }
    in.skipNBytes(bytes);
    left -= bytes;
  }
}

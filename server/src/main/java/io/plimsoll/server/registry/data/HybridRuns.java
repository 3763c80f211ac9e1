package io.plimsoll.server.registry.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Numbers of a fixed width, some repeated and some packed by eights. Parquet's decoder makes room
 * for as many packed ones as their head claims, so the claims are checked before it sees them.
 */
final class HybridRuns {
  private static final int LARGEST_WIDTH = 32;
  private static final int GROUP = 8;

  private HybridRuns() {}

  /**
   * Goes through all runs.
   *
   * @param values how many numbers there can be at most
   * @return how many bytes the decoder makes room for at once
   * @throws IOException if a run claims more than there can be
   */
  static long check(ByteBuffer runs, int width, int values) throws IOException {
    if (width > LARGEST_WIDTH) {
      throw new IOException("its packed numbers are %d bits wide".formatted(width));
    }
    ByteBuffer in = runs.slice();
    long seen = 0;
    long largest = 0;
    while (in.hasRemaining() && seen < values) {
      int head = varint(in);
      long count = Integer.toUnsignedLong(head) >>> 1;
      long bytes = (width + 7L) / 8;
      if ((head & 1) != 0) {
        bytes = count * width;
        requirePossible(count, values, bytes - in.remaining(), width);
        count *= GROUP;
        largest = Math.max(largest, count * Integer.BYTES + bytes);
      }
      seen += count;
      in.position(in.position() + (int) Math.min(bytes, in.remaining()));
    }
    return largest;
  }

  /** The last numbers of a group may be left out where nobody reads them, not the whole group. */
  private static void requirePossible(long groups, int values, long missing, int width)
      throws IOException {
    if (groups > (values + 7L) / GROUP || (width > 0 && missing >= width)) {
      throw new IOException(
          "a run of packed numbers claims %,d of them, more than its page of %,d values holds"
              .formatted(groups * GROUP, values));
    }
  }

  /** Too many bits are lost just as Parquet loses them, so that both see the same. */
  static int varint(ByteBuffer in) throws IOException {
    int value = 0;
    int shift = 0;
    while (in.hasRemaining()) {
      byte next = in.get();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
      shift += 7;
    }
    throw new IOException("a page ends within a number");
  }
}

package io.plimsoll.server.registry.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What stands before whole numbers that are kept as differences. Parquet's decoder makes room for
 * as many as it says, so it is checked before.
 */
record DeltaHead(int block, int parts, int count) {
  /** Writers take 128 to 2,048 values a block. */
  private static final int LARGEST_BLOCK = 1 << 16;

  private static final int GROUP = 8;

  /**
   * Reads it, and leaves the bytes where they are.
   *
   * @param values how many numbers there can be at most
   * @throws IOException if it claims more than there can be
   */
  static DeltaHead of(ByteBuffer bytes, int values) throws IOException {
    ByteBuffer in = bytes.slice();
    DeltaHead head =
        new DeltaHead(HybridRuns.varint(in), HybridRuns.varint(in), HybridRuns.varint(in));
    if (head.block <= 0
        || head.block > LARGEST_BLOCK
        || head.parts <= 0
        || head.block % head.parts != 0
        || head.block / head.parts % GROUP != 0) {
      throw new IOException(
          "its differences stand in blocks of %,d values in %,d parts"
              .formatted(head.block, head.parts));
    }
    if (head.count < 0 || head.count > values) {
      throw new IOException(
          "it claims %,d differences, more than its page of %,d values holds"
              .formatted(Integer.toUnsignedLong(head.count), values));
    }
    return head;
  }

  /** How many bytes the decoder makes room for. */
  long decoded() {
    return ((long) count + block) * Long.BYTES + (long) parts * Integer.BYTES;
  }
}

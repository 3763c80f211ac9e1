package io.plimsoll.inference.pickle;

import java.io.StreamCorruptedException;

/**
 * The memory that a scan may take. A file of some kilobytes can be packed from gigabytes of names,
 * so what is kept of it is counted, roughly, as it is made.
 */
final class ScanBudget {

  private static final long LEAST = 64L << 20;
  private static final int PART_OF_HEAP = 4;

  private final long bytes;
  private long left;

  ScanBudget(long bytes) {
    this.bytes = bytes;
    this.left = bytes;
  }

  /** A quarter of the heap. */
  static ScanBudget ofHeap() {
    return new ScanBudget(Math.max(LEAST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  void spend(long kept) throws StreamCorruptedException {
    left -= kept;
    if (left < 0) {
      throw new StreamCorruptedException(
          "it holds more names and objects than can be looked through in %d MiB"
              .formatted(bytes >> 20));
    }
  }
}

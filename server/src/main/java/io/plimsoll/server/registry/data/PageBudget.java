package io.plimsoll.server.registry.data;

import java.io.IOException;

/**
 * How many bytes the pages of a row group may take: all columns of a row are open together, so what
 * each page may take says nothing about how much the file takes. Not for several threads.
 */
final class PageBudget {
  static final int LARGEST = 128 << 20;

  private long taken;

  /** Takes bytes before they are there. */
  void take(long bytes) throws IOException {
    if (bytes < 0 || bytes > LARGEST - taken) {
      throw new IOException(
          "with a page of it, the columns take %,d bytes at once, more than %,d: write smaller pages or fewer columns"
              .formatted(taken + bytes, LARGEST));
    }
    taken += bytes;
  }

  void giveBack(long bytes) {
    taken -= bytes;
  }
}

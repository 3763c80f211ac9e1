package io.plimsoll.server.upload;

import io.plimsoll.server.registry.UnfitArchiveException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds what a tar may have read as headers: its long names and extended headers are kept in
 * memory, and gzip packs gigabytes of them into little. Contents of files are bounded elsewhere.
 */
final class HeaderBudget extends FilterInputStream {
  private static final int MAX_HEADER = 1 << 20;

  private long left = Long.MAX_VALUE;

  HeaderBudget(InputStream in) {
    super(in);
  }

  /** What is read from here on belongs to a header. */
  void beginHeader() {
    left = MAX_HEADER;
  }

  /** What is read from here on is the content of a file. */
  void endHeader() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    int one = in.read();
    spend(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    spend(Math.max(count, 0));
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(count);
    spend(skipped);
    return skipped;
  }

  private void spend(long count) throws UnfitArchiveException {
    left -= count;
    if (left < 0) {
      throw new UnfitArchiveException(
          "the archive holds a header or a folder entry of more than %,d bytes"
              .formatted(MAX_HEADER));
    }
  }
}

package io.plimsoll.inference.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The record at the end of a zip archive, which says how long its list of files is. */
final class ArchiveEnd {

  /** The list is read into memory; that of a network has some hundred entries. */
  private static final long MAX_LIST = 16L << 20;

  /** The record and the longest comment behind it (APPNOTE.TXT, 4.3.16). */
  private static final int RECORD = 22;

  private static final int MAX_COMMENT = 65_535;
  private static final int SIGNATURE = 0x06054b50;
  private static final int LIST_SIZE = 12;

  private ArchiveEnd() {}

  /** Whether the list may be read; false for what has no end. */
  static boolean hasSmallList(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() <= MAX_LIST) {
        return true;
      }
      ByteBuffer tail = ByteBuffer.allocate(RECORD + MAX_COMMENT).order(ByteOrder.LITTLE_ENDIAN);
      long begin = channel.size() - tail.capacity();
      int read = 0;
      while (tail.hasRemaining() && read >= 0) {
        read = channel.read(tail, begin + tail.position());
      }
      for (int at = tail.position() - RECORD; at >= 0; at--) {
        if (tail.getInt(at) == SIGNATURE) {
          return Integer.toUnsignedLong(tail.getInt(at + LIST_SIZE)) <= MAX_LIST;
        }
      }
      return false;
    }
  }
}

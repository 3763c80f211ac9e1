package io.plimsoll.server.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to use a directory. The kernel gives it back when the process ends, in whatever way; so
 * whoever holds it may treat every other process that works in the directory as left over from a
 * run that is dead.
 */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock acquire(Path directory) {
    Path file = directory.resolve("lock");
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot open "
              + file
              + ": "
              + e.getMessage()
              + ". Make the directory writable for the user that runs Plimsoll.",
          e);
    }
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new EmbeddedServerException(
            "Directory "
                + directory
                + " is in use by process "
                + owner(channel)
                + ". Stop that Plimsoll, or start this one with another --home.");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return new DirectoryLock(channel);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new EmbeddedServerException(
          "Cannot lock " + file + ": " + e.getMessage() + ". Use a local file system.", e);
    } catch (EmbeddedServerException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The caller already reports why the lock could not be had.
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}

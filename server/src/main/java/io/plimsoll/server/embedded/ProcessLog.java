package io.plimsoll.server.embedded;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The output of a child process in a file that never grows beyond a limit: when it is full it
 * becomes {@code NAME.1}, and the one before that goes. The last lines are kept in memory for error
 * messages. Thread-safe.
 */
final class ProcessLog implements AutoCloseable {
  private static final int TAIL_LINES = 12;

  private final Path file;
  private final long maxBytes;
  private final Deque<String> tail = new ArrayDeque<>();
  private @Nullable BufferedWriter writer;
  private long written;
  private boolean isClosed;

  ProcessLog(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /**
   * Copies the stream line by line until it ends. It must be read to the end whatever happens to
   * the file, because a process whose pipe is full stands still; what a full disk swallows is still
   * in the tail.
   */
  void copy(InputStream output, Consumer<String> listener) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        append(line);
        listener.accept(line);
      }
    } catch (IOException e) {
      // The stream is closed because the process is gone.
    }
  }

  synchronized void append(String line) {
    if (tail.size() == TAIL_LINES) {
      tail.removeFirst();
    }
    tail.addLast(line);
    if (isClosed) {
      return;
    }
    try {
      BufferedWriter open = open();
      open.write(line);
      open.newLine();
      open.flush();
      written += line.length() + 1L;
    } catch (IOException e) {
      closeFile();
    }
  }

  /** The last lines, for an error message. */
  synchronized String tail() {
    return String.join("\n", tail);
  }

  Path file() {
    return file;
  }

  private BufferedWriter open() throws IOException {
    if (writer != null && written >= maxBytes) {
      closeFile();
    }
    BufferedWriter current = writer;
    if (current == null) {
      if (Files.exists(file) && Files.size(file) >= maxBytes) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      if (!Files.exists(file)) {
        // Servers quote in their errors what they were sent, which is for nobody else to read.
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      current = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
      writer = current;
      written = Files.size(file);
    }
    return current;
  }

  /** Lets go of the file for good: whoever waited for this may delete its folder. */
  @Override
  public synchronized void close() {
    isClosed = true;
    closeFile();
  }

  private void closeFile() {
    BufferedWriter open = writer;
    writer = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Each line is flushed when it is written, so nothing is lost here.
      }
    }
  }
}

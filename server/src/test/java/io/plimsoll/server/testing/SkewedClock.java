package io.plimsoll.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A wall clock for one process, which can jump: put before the C library's own by LD_PRELOAD. */
public final class SkewedClock {
  private final Path library;
  private final Path file;
  private Duration ahead = Duration.ZERO;

  private SkewedClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /** Builds the library; empty where there is no C compiler. */
  public static Optional<Path> build(Path folder) {
    Path source = folder.resolve("clock.c");
    Path library = folder.resolve("clock.so");
    try (InputStream text = SkewedClock.class.getResourceAsStream("/chaos/clock.c")) {
      Files.write(source, Objects.requireNonNull(text, "clock.c").readAllBytes());
      Process compiler =
          new ProcessBuilder(
                  "cc",
                  "-O2",
                  "-shared",
                  "-fPIC",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean isBuilt = compiler.waitFor(30, TimeUnit.SECONDS) && compiler.exitValue() == 0;
      return isBuilt ? Optional.of(library) : Optional.empty();
    } catch (IOException noCompiler) {
      return Optional.empty();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** A clock that is right until it is set. */
  public static SkewedClock in(Path folder, String name, Path library) {
    SkewedClock clock = new SkewedClock(library, folder.resolve(name + ".clock"));
    clock.set(Duration.ZERO);
    return clock;
  }

  /** What a process needs that goes by this clock. */
  public Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "CHAOS_CLOCK", file.toString());
  }

  /** Puts it forward from where it is. */
  public synchronized void putForward(Duration by) {
    set(ahead.plus(by));
  }

  /** Sets how far it is ahead, also of processes that run. */
  public synchronized void set(Duration newAhead) {
    ahead = newAhead;
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(ahead.toSeconds())
            .flip();
    // The file is mapped by the process, so it is written in place.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes, bytes.position());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}

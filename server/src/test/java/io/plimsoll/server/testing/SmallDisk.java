package io.plimsoll.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A folder on a disk of its own that can run full: a tmpfs that is made as small as what is on it.
 */
public final class SmallDisk implements AutoCloseable {
  private static final String ROOMY = "8g";

  /** What a disk that is full has left; less than any write of a server. */
  private static final long REST = 4_096;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one; empty where this process may not. */
  public static Optional<SmallDisk> mount(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    if (!run("mount", "-t", "tmpfs", "-o", "size=" + ROOMY, "plimsoll-test", folder.toString())) {
      return Optional.empty();
    }
    SmallDisk disk = new SmallDisk(folder);
    // A test that fails before it has all of its platform has nothing to close.
    Runtime.getRuntime().addShutdownHook(new Thread(disk::close));
    return Optional.of(disk);
  }

  /** Leaves no room for anything more. */
  public void fill() {
    long slack = REST;
    while (!resize(Long.toString(used() + slack))) {
      // Somebody wrote in the meantime, and a disk cannot be smaller than what is on it.
      slack *= 2;
    }
  }

  /** Makes room again. */
  public void clear() {
    resize(ROOMY);
  }

  @Override
  public void close() {
    run("umount", "--lazy", folder.toString());
  }

  private long used() {
    try {
      FileStore store = Files.getFileStore(folder);
      return store.getTotalSpace() - store.getUnallocatedSpace();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private boolean resize(String size) {
    return run("mount", "-o", "remount,size=" + size, folder.toString());
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

package io.plimsoll.inference.sandbox;

import io.plimsoll.inference.process.ProcessTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running command and all that it starts. Thread-safe. */
public final class SandboxProcess implements AutoCloseable {

  private static final int SIGNALLED = 128;

  private final Process process;
  private final Limits limits;
  private final Thread output;

  SandboxProcess(Process process, Limits limits, Thread output, Optional<Path> scratch) {
    this.process = process;
    this.limits = limits;
    this.output = output;
    scratch.ifPresent(folder -> onExit(() -> deleteTree(folder)));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The id of the outermost process on the host. */
  public long pid() {
    return process.pid();
  }

  /** Runs once the command has ended; at once if it has. */
  public void onExit(Runnable action) {
    var unused = process.onExit().thenRun(action);
  }

  /** Waits for the end and for the rest of its output; false if the time ran out first. */
  public boolean waitFor(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && output.join(limit);
  }

  /** The exit code, as a shell would give it; only once it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Kills the whole tree at once. */
  public void kill() {
    ProcessTree.kill(process);
  }

  /** Says in words how it ended. */
  public String describeExit() {
    if (process.isAlive()) {
      return "is still running";
    }
    int code = process.exitValue();
    return switch (code) {
      case SIGNALLED + 9 ->
          "was killed (signal 9); if nobody did so, the machine ran out of memory";
      case SIGNALLED + 24 ->
          "used more than its " + limits.cpuSeconds() + " seconds of processor time";
      case SIGNALLED + 25 -> "wrote a file larger than " + limits.fileBytes() + " bytes";
      case SIGNALLED + 11 -> "crashed in native code (signal 11)";
      case SIGNALLED + 6 ->
          "was aborted by native code (signal 6); a limit of "
              + (limits.memoryBytes() >> 20)
              + " MiB of memory holds for it";
      default ->
          code > SIGNALLED && code < SIGNALLED + 65
              ? "ended with signal " + (code - SIGNALLED)
              : "ended with exit code " + code;
    };
  }

  /** Kills it and waits until it is gone. */
  @Override
  public void close() {
    kill();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void deleteTree(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

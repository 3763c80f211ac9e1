package io.plimsoll.server.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes of an earlier run that still work in a directory. They are recognised by their program
 * and by the directory being their working directory or one of their arguments, never by a stored
 * process id, which may belong to somebody else by now. Only the holder of the directory's lock may
 * stop them.
 */
final class Leftovers {
  private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Path PROCESSES = Path.of("/proc");

  private final String program;
  private final Path directory;

  /**
   * The program is the beginning of the file name of the first argument, as in {@code postgres:
   * checkpointer}.
   */
  Leftovers(String program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /** Goes through the steps until no such process is left. */
  void stop(List<StopStep> steps) {
    for (StopStep step : steps) {
      List<Long> found = find();
      if (found.isEmpty()) {
        return;
      }
      LOG.log(
          Level.INFO,
          "Stopping {0} left over from an earlier run with {1}: {2}",
          program,
          step.signal(),
          found);
      found.forEach(step.signal()::send);
      if (areGoneWithin(step.limit())) {
        return;
      }
    }
    throw new EmbeddedServerException(
        "Processes "
            + find()
            + " still work in "
            + directory
            + " and cannot be stopped. Stop them by hand (kill -9), then start again.");
  }

  List<Long> find() {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        if (isOurs(process)) {
          found.add(Long.valueOf(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot list processes in /proc: " + e.getMessage() + ". Mount /proc.", e);
    }
    return found;
  }

  private boolean isOurs(Path process) {
    String[] arguments;
    try {
      arguments =
          new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
              .split("\0");
    } catch (IOException e) {
      // The process ended in between, or it belongs to somebody else and is hidden; it is not ours
      // either way.
      return false;
    }
    String first = arguments[0];
    if (!first.substring(first.lastIndexOf('/') + 1).startsWith(program)) {
      return false;
    }
    return List.of(arguments).contains(directory.toString()) || worksIn(process);
  }

  private boolean worksIn(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(directory);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean areGoneWithin(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!find().isEmpty()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EmbeddedServerException(
            "Interrupted while stopping " + program + " in " + directory, e);
      }
    }
    return true;
  }
}

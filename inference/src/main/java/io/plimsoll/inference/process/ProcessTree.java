package io.plimsoll.inference.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A process and all that it started, and what those started. */
public final class ProcessTree {

  private static final Path PROC = Path.of("/proc");

  /** A process in a system call that cannot be interrupted halts only when that call returns. */
  private static final Duration HALT_LIMIT = Duration.ofMillis(500);

  private static final Duration HALT_POLL = Duration.ofNanos(100_000);

  private ProcessTree() {}

  /**
   * Kills every process of the tree; does nothing if the root has ended. Returns without waiting
   * for their end.
   *
   * <p>A process that is killed while it starts another leaves that one behind, and nobody finds it
   * any more: its parent is gone, and a signal on the parent's death may not be asked for yet. So
   * the tree is halted from the root down before it is listed: nothing in it can start anything
   * between the list and the kill.
   */
  public static void kill(Process root) {
    Set<ProcessHandle> halted = new LinkedHashSet<>();
    if (Files.isDirectory(PROC.resolve("self/task"))) {
      long deadline = System.nanoTime() + HALT_LIMIT.toNanos();
      for (List<ProcessHandle> found = List.of(root.toHandle()); !found.isEmpty(); ) {
        found.forEach(process -> halt(process, deadline));
        halted.addAll(found);
        found = root.descendants().filter(process -> !halted.contains(process)).toList();
      }
    } else {
      root.descendants().forEach(halted::add);
    }
    root.destroyForcibly();
    halted.forEach(ProcessHandle::destroyForcibly);
  }

  private static void halt(ProcessHandle process, long deadline) {
    if (process.isAlive() && Signal.STOP.send(process.pid())) {
      while (!isHalted(process.pid()) && System.nanoTime() < deadline) {
        LockSupport.parkNanos(HALT_POLL.toNanos());
      }
    }
  }

  private static boolean isHalted(long pid) {
    try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
      return threads.allMatch(ProcessTree::isThreadHalted);
    } catch (IOException | UncheckedIOException ended) {
      return true;
    }
  }

  private static boolean isThreadHalted(Path thread) {
    try {
      String line = Files.readString(thread.resolve("stat"));
      // The name before the state stands in brackets and may hold any character.
      char state = line.charAt(line.lastIndexOf(')') + 2);
      return switch (state) {
        case 'T', 't', 'Z', 'X' -> true;
        default -> false;
      };
    } catch (IOException ended) {
      return true;
    }
  }
}

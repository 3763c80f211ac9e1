package io.plimsoll.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long threads ran, and how long they were ready and had to wait for a processor: what the
 * kernel counts in {@code /proc/PID/task/TID/schedstat}. A wait of the thread that sends the load
 * is in the latency that it measures, and is none of the server's.
 */
record Waits(Duration ran, Duration waited) {
  private static final Waits NONE = new Waits(Duration.ZERO, Duration.ZERO);

  /** Of the calling thread. */
  static Waits here() {
    return read(Path.of("/proc/thread-self"));
  }

  /** Of a process's threads whose name, of which the kernel keeps 15 characters, begins so. */
  static Waits of(ProcessHandle process, String name) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/%d/task".formatted(process.pid())))) {
      List<Waits> all = tasks.filter(task -> isNamed(task, name)).map(Waits::read).toList();
      return all.stream().reduce(NONE, Waits::plus);
    }
  }

  Waits since(Waits before) {
    return new Waits(ran.minus(before.ran), waited.minus(before.waited));
  }

  private Waits plus(Waits other) {
    return new Waits(ran.plus(other.ran), waited.plus(other.waited));
  }

  private static boolean isNamed(Path task, String name) {
    try {
      return Files.readString(task.resolve("comm")).startsWith(name);
    } catch (IOException ended) {
      return false;
    }
  }

  private static Waits read(Path task) {
    try {
      String[] nanos = Files.readString(task.resolve("schedstat")).strip().split(" ", 3);
      return new Waits(
          Duration.ofNanos(Long.parseLong(nanos[0])), Duration.ofNanos(Long.parseLong(nanos[1])));
    } catch (IOException endedOrElsewhere) {
      return NONE;
    }
  }
}

package io.plimsoll.inference.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The memory of a process and of all that it started, as the kernel of Linux counts it. */
public final class ProcessMemory {

  private static final Path PROC = Path.of("/proc");
  private static final String RESIDENT = "VmRSS:";
  private static final String PROPORTIONAL = "Pss:";

  private ProcessMemory() {}

  /**
   * What the tree holds in memory, in bytes; pages that its processes share count for each. 0 if it
   * has ended, or where there is no /proc.
   */
  public static long residentBytes(long root) {
    long bytes = ownBytes(root);
    for (long child : children(root)) {
      bytes += residentBytes(child);
    }
    return bytes;
  }

  /**
   * As above, but a page that processes share counts once, in parts; which takes the kernel some
   * milliseconds to say.
   */
  public static long proportionalBytes(long root) {
    long own = bytes(root, "smaps_rollup", PROPORTIONAL);
    long bytes = own > 0 ? own : ownBytes(root);
    for (long child : children(root)) {
      bytes += proportionalBytes(child);
    }
    return bytes;
  }

  private static long ownBytes(long pid) {
    return bytes(pid, "status", RESIDENT);
  }

  private static long bytes(long pid, String file, String name) {
    try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/" + file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }

  private static List<Long> children(long pid) {
    try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
      return threads.flatMap(ProcessMemory::startedBy).toList();
    } catch (IOException | UncheckedIOException ended) {
      return List.of();
    }
  }

  private static Stream<Long> startedBy(Path thread) {
    try {
      String pids = Files.readString(thread.resolve("children")).strip();
      return pids.isEmpty() ? Stream.of() : Stream.of(pids.split(" ")).map(Long::valueOf);
    } catch (IOException ended) {
      return Stream.of();
    }
  }
}

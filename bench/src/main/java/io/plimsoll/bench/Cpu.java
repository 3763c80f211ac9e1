package io.plimsoll.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Processor time that a platform has used: its server alone, and with its database, broker and
 * workers. It depends less than any rate on what else the machine is doing.
 */
record Cpu(Duration server, Duration all) {
  /** In which Linux counts, whatever the machine: a hundredth of a second. */
  private static final long TICK_NANOS = 10_000_000;

  private static final int FIRST_TIME = 11;
  private static final int LAST_TIME = 14;

  static Cpu of(ProcessHandle server) {
    return new Cpu(
        used(server),
        Stream.concat(Stream.of(server), server.descendants())
            .map(Cpu::usedWithEndedChildren)
            .reduce(Duration.ZERO, Duration::plus));
  }

  Cpu since(Cpu before) {
    return new Cpu(server.minus(before.server), all.minus(before.all));
  }

  double serverMicrosPer(long requests) {
    return server.toNanos() / 1e3 / Math.max(1, requests);
  }

  double allMicrosPer(long requests) {
    return all.toNanos() / 1e3 / Math.max(1, requests);
  }

  /** The database ends processes all the time; what they have used is counted for their parent. */
  private static Duration usedWithEndedChildren(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
      // The second field is a name that may have anything in it, up to the last bracket.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = FIRST_TIME; i <= LAST_TIME; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return Duration.ofNanos(ticks * TICK_NANOS);
    } catch (IOException endedOrElsewhere) {
      return used(process);
    }
  }

  private static Duration used(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}

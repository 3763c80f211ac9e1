package io.plimsoll.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Resident memory of a platform in bytes: its server alone, and with its database, broker and
 * workers. What processes share, as those of PostgreSQL do, is counted in each of them.
 */
record Memory(long server, long all) {

  static Memory of(ProcessHandle server) {
    long own = resident(server);
    return new Memory(own, own + server.descendants().mapToLong(Memory::resident).sum());
  }

  long serverMebibytes() {
    return server >> 20;
  }

  long allMebibytes() {
    return all >> 20;
  }

  private static long resident(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException ended) {
      return 0;
    }
  }
}

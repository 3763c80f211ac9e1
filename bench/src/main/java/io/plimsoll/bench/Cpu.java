package io.plimsoll.bench;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * Processor time that a platform has used: its server alone, and with its database, broker and
 * workers. It depends less than any rate on what else the machine is doing.
 */
record Cpu(Duration server, Duration all) {

  static Cpu of(ProcessHandle server) {
    return new Cpu(
        used(server),
        Stream.concat(Stream.of(server), server.descendants())
            .map(Cpu::used)
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

  private static Duration used(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}

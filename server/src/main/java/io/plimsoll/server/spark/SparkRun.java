package io.plimsoll.server.spark;

import java.time.Instant;
import java.util.UUID;

/** An earlier run of the same application, in the figures that runs are compared by. */
public record SparkRun(
    UUID id,
    SparkState status,
    Instant startedAt,
    long durationMs,
    double inputBytes,
    double shuffleBytes,
    double diskSpilledBytes,
    double gcMs) {
  static SparkRun of(SparkApplication run) {
    return new SparkRun(
        run.id(),
        run.status(),
        run.startedAt(),
        run.durationMs(),
        run.measure("inputBytes"),
        run.measure("shuffleReadBytes") + run.measure("shuffleWriteBytes"),
        run.measure("diskSpilledBytes"),
        run.measure("gcMs"));
  }
}

package io.plimsoll.inference.repository;

import io.plimsoll.inference.python.Batching;
import io.plimsoll.inference.python.WorkerScale;
import java.time.Duration;
import java.util.Optional;

/**
 * What plimsoll.yaml says of how calls are run. What it leaves out is the server's choice.
 *
 * @param minWorkers workers that are always there
 * @param maxWorkers workers at most; the server may allow fewer
 * @param idle after which time a worker above the minimum is ended
 * @param workerBytes memory that a worker may hold before it is replaced
 */
public record RunSettings(
    Optional<Integer> minWorkers,
    Optional<Integer> maxWorkers,
    Optional<Duration> idle,
    Optional<Long> workerBytes,
    Batching batching) {

  /** What holds where plimsoll.yaml says nothing. */
  public static final RunSettings DEFAULT =
      new RunSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Batching.DEFAULT);

  /** The workers that a server gives the version, whose own maximum nobody exceeds. */
  public WorkerScale scale(WorkerScale server) {
    int max = Math.min(maxWorkers.orElse(server.max()), server.max());
    return new WorkerScale(
        Math.min(minWorkers.orElse(server.min()), max),
        max,
        idle.orElse(server.idle()),
        workerBytes.orElse(server.residentBytes()));
  }
}

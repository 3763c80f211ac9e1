package io.plimsoll.server.spark;

import java.util.List;

/**
 * The parts of an application; of each kind the newest 500 at most.
 *
 * @param progress what streaming queries did, the oldest first
 */
public record SparkParts(
    List<SparkPart> stages,
    List<SparkPart> jobs,
    List<SparkPart> executors,
    List<SparkPart> queries,
    List<SparkPart> streams,
    List<SparkPart> progress) {
  public SparkParts {
    stages = List.copyOf(stages);
    jobs = List.copyOf(jobs);
    executors = List.copyOf(executors);
    queries = List.copyOf(queries);
    streams = List.copyOf(streams);
    progress = List.copyOf(progress);
  }
}

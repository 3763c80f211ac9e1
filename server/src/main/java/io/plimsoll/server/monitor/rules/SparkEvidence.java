package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.spark.SparkApplication;
import io.plimsoll.server.spark.SparkState;
import io.plimsoll.server.spark.StreamHealth;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The run that an alert on Spark is about, and those of its streaming queries.
 *
 * @param applicationId what Spark calls the run
 */
public record SparkEvidence(
    UUID run,
    String applicationId,
    SparkState status,
    Instant lastReportAt,
    List<StreamEvidence> streams) {

  /**
   * A streaming query that is over the line.
   *
   * @param key its run
   * @param behindRows how many rows wait in its source; absent where the source does not say
   */
  public record StreamEvidence(
      String key,
      String name,
      double inputRowsPerSecond,
      double processedRowsPerSecond,
      @Nullable Double behindRows,
      double stillSeconds,
      @Nullable Instant lastProgressAt) {
    static StreamEvidence of(StreamHealth stream) {
      return new StreamEvidence(
          stream.key(),
          stream.name(),
          stream.inputRowsPerSecond(),
          stream.processedRowsPerSecond(),
          stream.behindRows(),
          stream.stillMs() / 1_000,
          stream.lastProgressAt());
    }
  }

  public SparkEvidence {
    streams = List.copyOf(streams);
  }

  static SparkEvidence of(SparkApplication run, List<StreamHealth> streams) {
    return new SparkEvidence(
        run.id(),
        Plain.name(run.applicationId()),
        run.status(),
        run.lastReportAt(),
        streams.stream().map(StreamEvidence::of).toList());
  }

  /** The queries that are named. */
  public Set<String> keys() {
    return streams.stream().map(StreamEvidence::key).collect(Collectors.toSet());
  }
}

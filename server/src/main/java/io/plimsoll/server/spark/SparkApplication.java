package io.plimsoll.server.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of an application.
 *
 * @param applicationId what Spark calls it
 * @param attempt where the cluster tried again; empty text if it did not
 * @param durationMs until its end, or until it was last heard of
 * @param measures sums over all that it did, by name
 */
public record SparkApplication(
    UUID id,
    String name,
    String applicationId,
    String attempt,
    SparkState status,
    Instant startedAt,
    @Nullable Instant endedAt,
    Instant lastReportAt,
    long durationMs,
    @Nullable SparkFailure error,
    Map<String, Double> measures,
    Map<String, Object> details) {
  public SparkApplication {
    measures = Map.copyOf(measures);
    details = Map.copyOf(details);
  }

  /** The measure, or zero where it was not reported. */
  public double measure(String name) {
    return measures.getOrDefault(name, 0.0);
  }

  static long between(Instant start, Instant end) {
    return Math.max(0, Duration.between(start, end).toMillis());
  }
}

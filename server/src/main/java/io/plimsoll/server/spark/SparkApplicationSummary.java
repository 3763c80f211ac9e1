package io.plimsoll.server.spark;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of an application in a list: what {@link SparkApplication} says, and what is thought of
 * it.
 *
 * @param worst the gravest advice, if there is any
 * @param advice how many pieces of advice there are
 * @param regressions what was better in earlier runs of the same name
 */
public record SparkApplicationSummary(
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
    Map<String, Object> details,
    @Nullable SparkAdvice worst,
    int advice,
    List<SparkRegression> regressions) {
  public SparkApplicationSummary {
    measures = Map.copyOf(measures);
    details = Map.copyOf(details);
    regressions = List.copyOf(regressions);
  }

  static SparkApplicationSummary of(SparkApplication application, SparkVerdict verdict) {
    return new SparkApplicationSummary(
        application.id(),
        application.name(),
        application.applicationId(),
        application.attempt(),
        application.status(),
        application.startedAt(),
        application.endedAt(),
        application.lastReportAt(),
        application.durationMs(),
        application.error(),
        application.measures(),
        application.details(),
        verdict.worst(),
        verdict.advice(),
        verdict.regressions());
  }
}

package io.plimsoll.server.anomaly;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.anomaly.ValueKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What of a model, a metric or a stage is looked at over time. */
@Schema(name = "AnomalyMeasure")
public enum Measure {
  TRAFFIC(Of.MODEL, ValueKind.COUNT),
  ERROR_RATE(Of.MODEL, ValueKind.SHARE),
  LATENCY_P50(Of.MODEL, ValueKind.POSITIVE),
  LATENCY_P95(Of.MODEL, ValueKind.POSITIVE),
  LATENCY_P99(Of.MODEL, ValueKind.POSITIVE),
  METRIC_MEAN(Of.METRIC, ValueKind.VALUE),
  METRIC_P95(Of.METRIC, ValueKind.VALUE),
  /** What a counter counted. */
  METRIC_SUM(Of.METRIC, ValueKind.COUNT),
  /** How many values came. */
  METRIC_COUNT(Of.METRIC, ValueKind.COUNT),
  STAGE_DURATION(Of.STAGE, ValueKind.POSITIVE),
  STAGE_RECORDS_IN(Of.STAGE, ValueKind.COUNT),
  STAGE_RECORDS_OUT(Of.STAGE, ValueKind.COUNT),
  STAGE_FAILURES(Of.STAGE, ValueKind.SHARE);

  /** What a measure is of. */
  enum Of {
    MODEL,
    METRIC,
    STAGE
  }

  /** A share of fewer trials, or a percentile of fewer calls, is no value. */
  static final long LEAST_TRIALS = 10;

  private final Of of;
  private final ValueKind kind;

  Measure(Of of, ValueKind kind) {
    this.of = of;
    this.kind = kind;
  }

  Of of() {
    return of;
  }

  ValueKind kind() {
    return kind;
  }

  /** Whether a bucket in which nothing happened has the value 0, and not none. */
  boolean countsSilence() {
    return this == TRAFFIC || this == METRIC_COUNT;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Measure parse(String text) {
    return Arrays.stream(values())
        .filter(measure -> measure.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "measure",
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(Measure::text)
                                .collect(Collectors.joining(", ")))));
  }
}

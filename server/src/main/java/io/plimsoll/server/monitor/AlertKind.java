package io.plimsoll.server.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.monitor.rules.RuleKind;
import io.plimsoll.server.monitor.rules.SparkRuleKind;
import java.util.Locale;
import java.util.Optional;

/**
 * What an alert comes from: one of the rules, a canary that was rolled back, a dataset whose latest
 * batch failed a critical check (quality), or whose next one does not come (freshness), an anomaly,
 * a scheduled check that found drift, a performance that is beyond its lines (decay), or one of the
 * rules on applications of Spark.
 */
public enum AlertKind {
  DRIFT,
  ERRORS,
  LATENCY,
  CANARY,
  QUALITY,
  FRESHNESS,
  ANOMALY,
  DRIFT_CHECK,
  DECAY,
  SPARK_FAILED,
  SPARK_LOST,
  STREAM_BEHIND,
  STREAM_STUCK;

  static AlertKind of(RuleKind rule) {
    return switch (rule) {
      case DRIFT -> DRIFT;
      case ERRORS -> ERRORS;
      case LATENCY -> LATENCY;
    };
  }

  static AlertKind of(SparkRuleKind rule) {
    return switch (rule) {
      case SPARK_FAILED -> SPARK_FAILED;
      case SPARK_LOST -> SPARK_LOST;
      case STREAM_BEHIND -> STREAM_BEHIND;
      case STREAM_STUCK -> STREAM_STUCK;
    };
  }

  /** The rule on models that fires and resolves it, if one does. */
  Optional<RuleKind> rule() {
    return switch (this) {
      case DRIFT -> Optional.of(RuleKind.DRIFT);
      case ERRORS -> Optional.of(RuleKind.ERRORS);
      case LATENCY -> Optional.of(RuleKind.LATENCY);
      case CANARY, QUALITY, FRESHNESS, ANOMALY, DRIFT_CHECK, DECAY -> Optional.empty();
      case SPARK_FAILED, SPARK_LOST, STREAM_BEHIND, STREAM_STUCK -> Optional.empty();
    };
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #text} wrote. */
  static AlertKind parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}

package io.plimsoll.server.monitor.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a rule on applications of Spark looks at. */
public enum SparkRuleKind {
  SPARK_FAILED(
      1,
      1_000,
      Severity.CRITICAL,
      "Fires when so many runs of an application in a row have failed or were killed. Resolves when"
          + " one succeeds."),
  SPARK_LOST(
      120,
      86_400,
      Severity.CRITICAL,
      "Fires when an application that runs has been silent for so many seconds, and for three of its"
          + " signs of life. Resolves when it is heard again, or when another run of it is well."),
  STREAM_BEHIND(
      0.8,
      0.99,
      Severity.WARNING,
      "Fires when a streaming query was slower than its input, or was left further behind by its"
          + " source, in more than this share of its last ten reports. Resolves below half of it."),
  STREAM_STUCK(
      60,
      86_400,
      Severity.CRITICAL,
      "Fires when a streaming query has not ended a batch for so many seconds, and for five times"
          + " as long as its batches and the pauses between them take, and does not wait for input.");

  private final double defaultThreshold;
  private final double maxThreshold;
  private final Severity defaultSeverity;
  private final String description;

  SparkRuleKind(
      double defaultThreshold, double maxThreshold, Severity defaultSeverity, String description) {
    this.defaultThreshold = defaultThreshold;
    this.maxThreshold = maxThreshold;
    this.defaultSeverity = defaultSeverity;
    this.description = description;
  }

  public double maxThreshold() {
    return maxThreshold;
  }

  public String description() {
    return description;
  }

  /** The rule as it is until somebody changes it. */
  public SparkRule asItCame() {
    return new SparkRule(this, true, defaultSeverity, defaultThreshold, List.of("*"));
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name, if there is one. */
  public static Optional<SparkRuleKind> find(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }
}

package io.plimsoll.server.monitor.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What a rule looks at. */
public enum RuleKind {
  DRIFT(
      0.2,
      "Fires when the PSI of a feature or of the prediction against the model's baseline exceeds"
          + " the threshold and what chance explains, for as many false alarms as are accepted."
          + " Where a column has settings, it goes by those."),
  ERRORS(0.05, "Fires when a larger share of requests fails than the threshold allows."),
  LATENCY(
      2,
      "Fires when the p95 latency of successful requests exceeds the threshold times the p95 of"
          + " the version's first 500 requests. Below 10 ms it never fires: jitter of that size is"
          + " nobody's concern.");

  private final double defaultThreshold;
  private final String description;

  RuleKind(double defaultThreshold, String description) {
    this.defaultThreshold = defaultThreshold;
    this.description = description;
  }

  public double defaultThreshold() {
    return defaultThreshold;
  }

  public String description() {
    return description;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #text} wrote. */
  public static RuleKind parse(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text + " is no kind of rule"));
  }
}

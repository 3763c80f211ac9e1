package io.plimsoll.server.spark;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** How bad it is, in the four levels of Dr. Elephant above "none". */
public enum SparkSeverity {
  LOW,
  MODERATE,
  SEVERE,
  CRITICAL;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The highest level whose bound the value reaches; empty below the first. */
  static Optional<SparkSeverity> reached(
      double value, double low, double moderate, double severe, double critical) {
    if (value >= critical) {
      return Optional.of(CRITICAL);
    }
    if (value >= severe) {
      return Optional.of(SEVERE);
    }
    if (value >= moderate) {
      return Optional.of(MODERATE);
    }
    return value >= low ? Optional.of(LOW) : Optional.empty();
  }
}

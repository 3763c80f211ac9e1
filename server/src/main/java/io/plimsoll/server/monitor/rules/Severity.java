package io.plimsoll.server.monitor.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** How urgent an alert is. */
public enum Severity {
  WARNING,
  CRITICAL;

  private static final double CRITICAL_RATIO = 2;

  /** Failing requests are critical, and so is whatever is at twice its limit. */
  static Severity of(RuleKind kind, List<Reading> offenders) {
    boolean isFar = offenders.stream().anyMatch(reading -> reading.ratio() >= CRITICAL_RATIO);
    return kind == RuleKind.ERRORS || isFar ? CRITICAL : WARNING;
  }

  /** The more urgent of both. */
  public Severity worse(Severity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Severity parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}

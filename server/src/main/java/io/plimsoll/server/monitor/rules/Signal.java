package io.plimsoll.server.monitor.rules;

import org.jspecify.annotations.Nullable;

/**
 * A reading as it is stored and shown: what the Plimsoll mark is drawn from.
 *
 * @param subject the feature or output, for drift
 * @param ratio value / threshold; above 1 is over the line
 */
public record Signal(
    RuleKind signal,
    @Nullable String subject,
    double value,
    double threshold,
    double ratio,
    long rows,
    boolean lowConfidence) {

  static Signal of(Reading reading) {
    Subject subject = reading.subject();
    return new Signal(
        reading.kind(),
        subject == null ? null : subject.name(),
        reading.value(),
        reading.threshold(),
        reading.ratio(),
        reading.rows(),
        reading.isLowConfidence());
  }
}

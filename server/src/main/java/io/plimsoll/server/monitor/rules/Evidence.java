package io.plimsoll.server.monitor.rules;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The numbers behind an alert, as they were when it was last over the line.
 *
 * @param against in words, what the value was compared with
 * @param features the features and outputs that drifted, farthest first; empty for other rules
 */
public record Evidence(
    double value,
    double threshold,
    long rows,
    Window window,
    String against,
    List<FeatureEvidence> features) {

  /** How far one feature or output moved. */
  public record FeatureEvidence(
      String name, Subject.Role role, double psi, double noise, double threshold) {
    static FeatureEvidence of(Reading reading) {
      Subject subject = Objects.requireNonNull(reading.subject(), "drift without a subject");
      return new FeatureEvidence(
          subject.name(), subject.role(), reading.value(), reading.noise(), reading.threshold());
    }
  }

  public Evidence {
    features = List.copyOf(features);
  }

  static Evidence of(Assessment assessment, List<Reading> offenders) {
    Reading worst = offenders.getFirst();
    List<FeatureEvidence> features =
        offenders.stream()
            .filter(reading -> reading.subject() != null)
            .map(FeatureEvidence::of)
            .toList();
    return new Evidence(
        worst.value(),
        worst.threshold(),
        assessment.kind() == RuleKind.DRIFT ? worst.rows() : assessment.rows(),
        assessment.window(),
        assessment.against(),
        features);
  }

  /** The names of what drifted, as {@link AlertState.Firing#offenders} holds them. */
  public Set<String> names() {
    return features.stream()
        .map(feature -> feature.role().text() + ":" + feature.name())
        .collect(Collectors.toSet());
  }
}

package io.plimsoll.server.monitor.rules;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The numbers behind an alert, as they were when it was last over the line.
 *
 * @param against in words, what the value was compared with
 * @param features the features and outputs that have drifted, farthest first; empty for other rules
 * @param settling those that had drifted and are below the line again, but not well below it: they
 *     are remembered so that one that trembles at the line is not news each time
 * @param spark the run and the queries, for alerts on Spark
 */
public record Evidence(
    double value,
    double threshold,
    long rows,
    Window window,
    String against,
    List<FeatureEvidence> features,
    // Absent in what was stored before there was such a list.
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<FeatureEvidence> settling,
    @Nullable SparkEvidence spark) {

  /** Of something that is no application of Spark. */
  public Evidence(
      double value,
      double threshold,
      long rows,
      Window window,
      String against,
      List<FeatureEvidence> features,
      List<FeatureEvidence> settling) {
    this(value, threshold, rows, window, against, features, settling, null);
  }

  /**
   * How far one feature or output moved.
   *
   * @param psi the value that it was judged by, which is the index unless {@code measure} says
   *     something else
   * @param measure psi, missing (rows without a value), or the definition that the settings name;
   *     absent in alerts from before there was a choice
   */
  public record FeatureEvidence(
      String name,
      Subject.Role role,
      double psi,
      double noise,
      double threshold,
      @Nullable String measure) {
    static FeatureEvidence of(Reading reading) {
      Subject subject = Objects.requireNonNull(reading.subject(), "drift without a subject");
      return new FeatureEvidence(
          subject.name(),
          subject.role(),
          reading.value(),
          reading.noise(),
          reading.threshold(),
          reading.shift() == null ? null : reading.shift().measure());
    }
  }

  public Evidence {
    features = List.copyOf(features);
    settling = List.copyOf(settling);
  }

  static Evidence of(Assessment assessment, List<Reading> offenders) {
    Reading worst = offenders.getFirst();
    return new Evidence(
        worst.value(),
        worst.threshold(),
        assessment.kind() == RuleKind.DRIFT ? worst.rows() : assessment.rows(),
        assessment.window(),
        assessment.against(),
        features(offenders, Reading::isOver),
        features(offenders, reading -> !reading.isOver()));
  }

  private static List<FeatureEvidence> features(List<Reading> offenders, Predicate<Reading> which) {
    return offenders.stream()
        .filter(reading -> reading.subject() != null)
        .filter(which)
        .map(FeatureEvidence::of)
        .toList();
  }

  /** Everything that was named, as {@link AlertState.Firing#offenders} holds it. */
  public Set<String> names() {
    return Stream.concat(features.stream(), settling.stream())
        .map(feature -> feature.role().text() + ":" + feature.name())
        .collect(Collectors.toSet());
  }
}

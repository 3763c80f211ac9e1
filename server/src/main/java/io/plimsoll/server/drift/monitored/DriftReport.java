package io.plimsoll.server.drift.monitored;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.monitored.MonitoredStore.Rule;
import io.plimsoll.server.drift.window.BaselineStore;
import io.plimsoll.server.drift.window.BaselineStore.Baseline;
import io.plimsoll.server.drift.window.ProfilePair;
import io.plimsoll.server.drift.window.Stretch;
import io.plimsoll.server.pipeline.MergedProfile;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a version's traffic is from its baseline.
 *
 * @param version absent if none ever answered, or if the model's sender names none
 * @param from the start of the window that was read; profiles older than some hours are kept by the
 *     hour, so it may be earlier than asked for
 * @param rows predictions in the window
 * @param reason why there is nothing to compare, in words; absent when there is
 * @param features every column, those furthest beyond the line first
 */
public record DriftReport(
    String model,
    @Nullable String version,
    Instant from,
    Instant to,
    long rows,
    int minimumRows,
    double threshold,
    BaselineStore.@Nullable Source baseline,
    @Nullable String reason,
    List<FeatureDrift> features) {

  private static final Comparator<FeatureDrift> WORST_FIRST =
      Comparator.comparingDouble(FeatureDrift::ratio)
          .reversed()
          .thenComparing(FeatureDrift::role)
          .thenComparing(FeatureDrift::name);

  public DriftReport {
    features = List.copyOf(features);
  }

  /** A model of which no version ever answered. */
  static DriftReport untouched(String model, Stretch range, Rule rule) {
    return new DriftReport(
        model,
        null,
        range.from(),
        range.to(),
        0,
        rule.minimumRows(),
        rule.threshold(),
        null,
        "No version is in production and no predictions came in: there is nothing to compare yet.",
        List.of());
  }

  static DriftReport of(
      ModelAndVersion subject,
      Stretch range,
      Rule rule,
      RuleJudge judge,
      Optional<Baseline> baseline,
      Map<Column, MergedProfile> window) {
    Map<Column, MergedProfile> reference = baseline.map(Baseline::columns).orElseGet(Map::of);
    Set<Column> columns = new HashSet<>(reference.keySet());
    columns.addAll(window.keySet());
    Map<Column, RuleColumn> judged =
        judge.judge(reference, window).stream()
            .collect(Collectors.toMap(RuleColumn::column, Function.identity()));
    List<FeatureDrift> features =
        columns.stream()
            .map(
                key ->
                    drift(
                        key,
                        reference.get(key),
                        window.get(key),
                        judge,
                        Optional.ofNullable(judged.get(key))))
            .sorted(WORST_FIRST)
            .toList();
    long rows = features.stream().mapToLong(FeatureDrift::currentRows).max().orElse(0);
    return new DriftReport(
        subject.model(),
        subject.version().isEmpty() ? null : subject.version(),
        range.from(),
        range.to(),
        rows,
        rule.minimumRows(),
        rule.threshold(),
        baseline.map(Baseline::source).orElse(null),
        reason(subject, baseline.isPresent(), rows),
        features);
  }

  private static FeatureDrift drift(
      Column key,
      @Nullable MergedProfile baseline,
      @Nullable MergedProfile window,
      RuleJudge judge,
      Optional<RuleColumn> judged) {
    MergedProfile current = window == null ? new MergedProfile() : window;
    return baseline == null
        ? FeatureDrift.alone(key, current, judge.thresholdOfIndex(key))
        : FeatureDrift.compared(key, ProfilePair.of(baseline, current), judge, judged);
  }

  private static @Nullable String reason(ModelAndVersion subject, boolean hasBaseline, long rows) {
    if (!hasBaseline) {
      return subject.isServed()
          ? ("Version %s was pushed without a baseline: add baseline.csv with rows like those it"
                  + " was trained on, and push again.")
              .formatted(subject.version())
          : ("%s runs elsewhere and only sends its predictions; a baseline comes with a push of"
                  + " the model and its baseline.csv.")
              .formatted(subject.model());
    }
    return rows == 0 ? "No predictions came in between these times." : null;
  }

  /** Whose traffic is compared. */
  record ModelAndVersion(String model, String version, boolean isServed) {}
}

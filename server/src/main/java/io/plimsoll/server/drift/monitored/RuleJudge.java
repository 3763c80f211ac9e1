package io.plimsoll.server.drift.monitored;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.settings.ColumnSetting;
import io.plimsoll.server.drift.window.ProfilePair;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.DriftInputException;
import io.plimsoll.stats.drift.Effect;
import io.plimsoll.stats.drift.Outcome;
import io.plimsoll.stats.drift.ProfileDrift;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The drift rule: every column that the baseline knows and the window holds, by what is set for it
 * and else by the stability index with the threshold of the rule, corrected for the number of
 * columns, at the level that the accepted false alarms leave. Alerts and reports both go by it.
 * Pure.
 */
public final class RuleJudge {
  private static final String INDEX_METHOD = "psi.monitor";
  private static final double USUAL_LEVEL = 0.05;

  /** A distance from a reference without any spread is infinite; it is told as this. */
  private static final double MOST = 1e6;

  private static final double LEAST_LINE = 1e-9;

  private final double threshold;
  private final long minimumRows;
  private final Map<Column, ColumnSetting> settings;
  private final double level;

  /**
   * A rule as it stands for a model.
   *
   * @param threshold of the stability index
   * @param level of the judgement of a window as a whole
   */
  public RuleJudge(
      double threshold, long minimumRows, Map<Column, ColumnSetting> settings, double level) {
    this.threshold = threshold;
    this.minimumRows = minimumRows;
    this.settings = Map.copyOf(settings);
    this.level = level;
  }

  /** Whether people have it left out. */
  public boolean isIgnored(Column column) {
    return settings.getOrDefault(column, ColumnSetting.DEFAULT).ignored();
  }

  /** What the stability index of a column has to exceed. */
  public double thresholdOfIndex(Column column) {
    ColumnSetting setting = settings.getOrDefault(column, ColumnSetting.DEFAULT);
    Double own = setting.threshold();
    boolean isOfIndex = own != null && own > 0 && INDEX_METHOD.equals(setting.method());
    return isOfIndex ? own : threshold;
  }

  /** Judges a window; a column that cannot be compared as the settings say is not judged. */
  public List<RuleColumn> judge(
      Map<Column, MergedProfile> baseline, Map<Column, MergedProfile> window) {
    List<Compared> compared = new ArrayList<>();
    baseline.forEach(
        (column, reference) -> {
          MergedProfile current = window.get(column);
          if (current != null && !isIgnored(column)) {
            compare(column, ProfilePair.of(reference, current)).ifPresent(compared::add);
          }
        });
    compared.sort(
        Comparator.comparing((Compared each) -> each.column().role())
            .thenComparing(each -> each.column().name()));
    // Too few rows say nothing, and what says nothing makes the others no less certain.
    List<ProfileDrift> judgeable =
        compared.stream().filter(this::isEnough).map(Compared::drift).toList();
    List<ProfileDrift.Judged> judged = ProfileDrift.judge(judgeable, level);
    List<RuleColumn> columns = new ArrayList<>();
    int place = 0;
    for (Compared each : compared) {
      columns.add(
          isEnough(each)
              ? told(each, judged.get(place++), true)
              : told(each, ProfileDrift.judge(List.of(each.drift()), level).getFirst(), false));
    }
    return columns;
  }

  private record Compared(Column column, boolean isByIndex, ProfilePair pair, ProfileDrift drift) {}

  private boolean isEnough(Compared compared) {
    return compared.pair().isEnough(minimumRows);
  }

  private Optional<Compared> compare(Column column, ProfilePair pair) {
    if (pair.reference().rows() == 0 || pair.current().rows() == 0) {
      return Optional.empty();
    }
    ColumnSetting setting = settings.getOrDefault(column, ColumnSetting.DEFAULT);
    boolean isByIndex =
        INDEX_METHOD.equals(setting.method())
            || (!setting.namesAMethod() && setting.threshold() == null);
    Comparison.Question question =
        isByIndex ? byIndex(thresholdOfIndex(column)) : setting.question(USUAL_LEVEL);
    try {
      ProfileDrift drift = ProfileDrift.of(pair.reference(), pair.current(), question);
      return Optional.of(new Compared(column, isByIndex, pair, drift));
    } catch (DriftInputException unfit) {
      return Optional.empty();
    }
  }

  private static Comparison.Question byIndex(double threshold) {
    return new Comparison.Question(
        Optional.of(INDEX_METHOD),
        Optional.empty(),
        Map.of(),
        USUAL_LEVEL,
        OptionalDouble.of(threshold));
  }

  /** By its values or, where they have not drifted and the rows without one have, by those. */
  private static RuleColumn told(Compared of, ProfileDrift.Judged judged, boolean isEnough) {
    ProfileDrift drift = of.drift();
    Outcome outcome = drift.comparison().outcome();
    Optional<Effect> effect = outcome.effect();
    double value =
        Math.min(Math.abs(effect.map(Effect::value).orElse(outcome.value().orElse(0))), MOST);
    double line =
        Math.max(effect.map(Effect::relevant).orElse(outcome.noise().orElse(1)), LEAST_LINE);
    boolean areValuesDrifted = judged.areValuesBeyond() && value > line;
    double missing = Math.abs(drift.absence().current() - drift.absence().reference());
    boolean isByMissing =
        !areValuesDrifted && judged.isAbsenceBeyond() && missing > ProfileDrift.Absence.RELEVANT;
    if (isByMissing) {
      return new RuleColumn(
          of.column(),
          RuleColumn.MISSING,
          missing,
          ProfileDrift.Absence.RELEVANT,
          0,
          judged.adjusted(),
          true,
          false,
          isEnough,
          of.pair());
    }
    boolean isInItsUnit = effect.isEmpty() || value == outcome.value().orElse(Double.NaN);
    double noise = isInItsUnit ? outcome.noise().orElse(0) : 0;
    boolean isChance =
        outcome.pValue().isPresent()
            ? outcome.pValue().getAsDouble() > USUAL_LEVEL
            : value <= noise;
    return new RuleColumn(
        of.column(),
        of.isByIndex() ? RuleColumn.INDEX : drift.comparison().method().id(),
        value,
        line,
        noise,
        judged.adjusted(),
        judged.areValuesBeyond(),
        isChance,
        isEnough,
        of.pair());
  }
}

package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.ComparisonAnswer;
import io.plimsoll.server.drift.settings.ColumnSetting;
import io.plimsoll.server.drift.window.ComparedColumn.Bar;
import io.plimsoll.server.drift.window.ComparedColumn.ColumnType;
import io.plimsoll.server.drift.window.ComparedColumn.Missing;
import io.plimsoll.server.drift.window.ComparedColumn.Summary;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.ProfileType;
import io.plimsoll.stats.Psi;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.DriftInputException;
import io.plimsoll.stats.drift.FigureWords;
import io.plimsoll.stats.drift.ProfileDrift;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One column on its way to a verdict: first compared by itself, beside other columns, then judged
 * together with them.
 */
final class ColumnComparison {
  private final Column column;
  private final Profile reference;
  private final Profile current;
  private final boolean hasReference;
  private final Optional<WindowVerdict> obstacle;
  private final Optional<ProfileDrift> drift;
  private final Optional<String> refusal;

  private ColumnComparison(
      Column column,
      Profile reference,
      Profile current,
      boolean hasReference,
      Optional<WindowVerdict> obstacle,
      Optional<ProfileDrift> drift,
      Optional<String> refusal) {
    this.column = column;
    this.reference = reference;
    this.current = current;
    this.hasReference = hasReference;
    this.obstacle = obstacle;
    this.drift = drift;
    this.refusal = refusal;
  }

  /** Compares one column; a side without it is null. */
  static ColumnComparison of(
      Column column,
      @Nullable MergedProfile reference,
      @Nullable MergedProfile current,
      ColumnSetting setting,
      Comparison.Question question,
      int minimumRows) {
    MergedProfile before = reference == null ? new MergedProfile() : reference;
    MergedProfile now = current == null ? new MergedProfile() : current;
    ProfilePair pair = ProfilePair.of(before, now);
    Profile one = pair.reference();
    Profile other = pair.current();
    Optional<WindowVerdict> obstacle = obstacle(setting, pair, minimumRows, reference != null);
    Optional<ProfileDrift> drift = Optional.empty();
    Optional<String> refusal = Optional.empty();
    boolean isComputable =
        one.rows() > 0
            && other.rows() > 0
            && obstacle.filter(WindowVerdict.IGNORED::equals).isEmpty();
    if (isComputable) {
      try {
        drift = Optional.of(ProfileDrift.of(one, other, question));
      } catch (DriftInputException refused) {
        refusal = Optional.ofNullable(refused.getMessage());
      }
    }
    return new ColumnComparison(column, one, other, reference != null, obstacle, drift, refusal);
  }

  private static Optional<WindowVerdict> obstacle(
      ColumnSetting setting, ProfilePair pair, int minimumRows, boolean hasReference) {
    if (setting.ignored()) {
      return Optional.of(WindowVerdict.IGNORED);
    }
    if (!hasReference || pair.reference().rows() == 0) {
      return Optional.of(WindowVerdict.NO_REFERENCE);
    }
    if (pair.current().rows() == 0) {
      return Optional.of(WindowVerdict.NO_ROWS);
    }
    return pair.isEnough(minimumRows) ? Optional.empty() : Optional.of(WindowVerdict.TOO_FEW_ROWS);
  }

  /** What is to be judged together with the other columns; empty if nothing is. */
  Optional<ProfileDrift> judgeable() {
    return obstacle.isEmpty() ? drift : Optional.empty();
  }

  long referenceRows() {
    return reference.rows();
  }

  long currentRows() {
    return current.rows();
  }

  /** The answer, with what the judgement of all columns came to. */
  ComparedColumn told(ProfileDrift.@Nullable Judged judged, double level, int minimumRows) {
    WindowVerdict verdict =
        obstacle.orElseGet(
            () -> judged == null ? WindowVerdict.UNDEFINED : WindowVerdict.of(judged.finding()));
    Double cost = judged == null ? Double.valueOf(0) : finite(judged.cost());
    return new ComparedColumn(
        column.name(),
        column.role(),
        reference.type() == ProfileType.NUMERIC ? ColumnType.NUMERIC : ColumnType.CATEGORICAL,
        verdict,
        sentence(verdict, judged, level, minimumRows),
        cost,
        judged == null ? null : number(judged.pValue()),
        judged == null ? null : number(judged.adjusted()),
        sketchError(),
        missing(),
        summary(reference),
        summary(current),
        drift.map(each -> ComparisonAnswer.of(each.comparison())).orElse(null),
        bars());
  }

  private String sentence(
      WindowVerdict verdict, ProfileDrift.@Nullable Judged judged, double level, int minimumRows) {
    return switch (verdict) {
      case IGNORED -> "Left out by the settings.";
      case NO_REFERENCE -> "The reference does not have this column.";
      case NO_ROWS -> "The window holds no rows with this column.";
      case TOO_FEW_ROWS ->
          "%,d rows against %,d: a verdict needs %,d."
              .formatted(current.rows(), reference.rows(), minimumRows);
      case UNDEFINED ->
          drift
              .map(each -> each.comparison().sentence())
              .or(() -> refusal.map(why -> "Not computed: " + why + "."))
              .orElse("Nothing to compute.");
      case DRIFTED, NEGLIGIBLE, CHANCE, STABLE -> judgedSentence(verdict, judged, level);
    };
  }

  private String judgedSentence(
      WindowVerdict verdict, ProfileDrift.@Nullable Judged judged, double level) {
    String own = drift.map(each -> each.comparison().sentence()).orElse("");
    String corrected =
        judged == null || judged.adjusted().isEmpty()
            ? ""
            : " Corrected for all columns, %s at a level of %s."
                .formatted(
                    FigureWords.pValue(judged.adjusted().getAsDouble(), level),
                    FigureWords.figure(level));
    Missing missing = missing();
    boolean isShift = Math.abs(missing.current() - missing.reference()) >= 0.005;
    String without =
        isShift
            ? String.format(
                Locale.ROOT,
                " Rows without a value: %.1f %% before, %.1f %% now.",
                100 * missing.reference(),
                100 * missing.current())
            : "";
    String verdictOfAll =
        verdict == WindowVerdict.DRIFTED ? "" : " Together: " + verdict.text() + ".";
    boolean isOwn =
        drift.map(each -> WindowVerdict.of(each.comparison().finding()) == verdict).orElse(false);
    return own + corrected + without + (isOwn ? "" : verdictOfAll);
  }

  private Missing missing() {
    return drift
        .map(ProfileDrift::absence)
        .map(each -> new Missing(each.reference(), each.current(), each.pValue()))
        .orElseGet(() -> new Missing(share(reference), share(current), null));
  }

  private static double share(Profile profile) {
    return profile.rows() == 0 ? 0 : (double) (profile.rows() - profile.count()) / profile.rows();
  }

  private double sketchError() {
    return error(reference) + error(current);
  }

  private static double error(Profile profile) {
    return switch (profile) {
      case NumericProfile numeric -> numeric.rankError();
      case CategoricalProfile named ->
          named.count() == 0 ? 0 : (double) named.countError() / named.count();
    };
  }

  private List<Bar> bars() {
    if (reference.rows() == 0 && current.rows() == 0) {
      return List.of();
    }
    if (reference.rows() == 0 || !hasReference) {
      return Psi.score(current, current).distribution().stream()
          .map(Bar::of)
          .map(bar -> new Bar(bar.label(), 0, bar.current(), bar.kind()))
          .toList();
    }
    return Psi.score(reference, current).distribution().stream().map(Bar::of).toList();
  }

  private static Summary summary(Profile profile) {
    if (!(profile instanceof NumericProfile numeric) || numeric.count() == 0) {
      return new Summary(profile.rows(), null, null, null, null, null);
    }
    return new Summary(
        profile.rows(),
        finite(numeric.mean()),
        finite(numeric.standardDeviation()),
        finite(numeric.min()),
        finite(numeric.quantile(0.5)),
        finite(numeric.max()));
  }

  private static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? finite(value.getAsDouble()) : null;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}

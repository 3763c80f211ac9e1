package io.plimsoll.server.drift.monitored;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.window.ProfilePair;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.platform.http.Finite;
import io.plimsoll.stats.Bin;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.ProfileType;
import io.plimsoll.stats.Psi;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How far one column has moved from its baseline.
 *
 * @param psi the population stability index; absent without a baseline or without rows
 * @param noise what {@code psi} exceeds in 5 of 100 windows of this size when nothing has changed
 * @param definition the exact definition of {@code psi}
 * @param baselineRows rows of the baseline, those without a value included
 * @param baselineMissing rows of the baseline without a value
 * @param baselineMean absent for categories
 * @param judgedBy absent where nothing was judged
 */
public record FeatureDrift(
    String name,
    Column.Role role,
    Type type,
    @Nullable Double psi,
    @Nullable Double noise,
    double threshold,
    Verdict verdict,
    String definition,
    long baselineRows,
    long currentRows,
    long baselineMissing,
    long currentMissing,
    @Nullable Double baselineMean,
    @Nullable Double currentMean,
    List<Bar> bins,
    @Nullable JudgedBy judgedBy) {

  public FeatureDrift {
    bins = List.copyOf(bins);
  }

  /** How a column's values are compared. */
  @Schema(name = "ColumnType")
  public enum Type {
    @JsonProperty("numeric")
    NUMERIC,
    @JsonProperty("categorical")
    CATEGORICAL;

    static Type of(ProfileType type) {
      return switch (type) {
        case NUMERIC -> NUMERIC;
        case CATEGORICAL -> CATEGORICAL;
      };
    }
  }

  /** What the numbers mean. */
  @Schema(name = "DriftVerdict")
  public enum Verdict {
    @JsonProperty("stable")
    STABLE,
    @JsonProperty("drifted")
    DRIFTED,
    @JsonProperty("too_few_rows")
    TOO_FEW_ROWS,
    @JsonProperty("no_baseline")
    NO_BASELINE,
    /** The settings leave the column out. */
    @JsonProperty("ignored")
    IGNORED
  }

  /**
   * What the verdict goes by: the index or, where the settings or the rows without a value say so,
   * something else.
   *
   * @param measure psi, missing (the difference of the shares of rows without a value), or the
   *     definition that the settings name
   * @param threshold from which value on a change matters
   * @param pValue corrected for all columns; absent where the measure has none
   * @param isBeyondChance whether that is as small as the accepted false alarms ask for
   */
  @Schema(name = "DriftJudgedBy")
  public record JudgedBy(
      String measure,
      double value,
      double threshold,
      @Nullable Double pValue,
      boolean isBeyondChance) {
    static JudgedBy of(RuleColumn column) {
      return new JudgedBy(
          column.measure(),
          column.value(),
          column.threshold(),
          column.adjusted().isPresent() ? column.adjusted().getAsDouble() : null,
          column.isBeyondChance());
    }
  }

  /** One bar of the two distributions: its share of the baseline's rows and of the current ones. */
  @Schema(name = "DistributionBar")
  public record Bar(String label, double baseline, double current, Kind kind) {

    /** What a bar gathers. */
    @Schema(name = "DistributionBarKind")
    public enum Kind {
      @JsonProperty("bin")
      BIN,
      @JsonProperty("missing")
      MISSING,
      @JsonProperty("new")
      NEW
    }

    static Bar of(Bin bin) {
      return new Bar(bin.label(), bin.referenceShare(), bin.currentShare(), kind(bin));
    }

    private static Kind kind(Bin bin) {
      return switch (bin.kind()) {
        case BIN, OTHER -> Kind.BIN;
        case MISSING -> Kind.MISSING;
        case NEW -> Kind.NEW;
      };
    }
  }

  /** A column that has a baseline. */
  static FeatureDrift compared(
      Column key, ProfilePair pair, RuleJudge judge, Optional<RuleColumn> judged) {
    Profile baseline = pair.reference();
    Profile current = pair.current();
    DriftScore score = Psi.score(baseline, current);
    boolean isScored = score.currentCount() > 0 && score.referenceCount() > 0;
    return new FeatureDrift(
        key.name(),
        key.role(),
        Type.of(baseline.type()),
        isScored ? score.value() : null,
        isScored ? score.noise() : null,
        judge.thresholdOfIndex(key),
        verdict(key, judge, judged),
        score.definition(),
        baseline.rows(),
        current.rows(),
        baseline.missing(),
        current.missing(),
        mean(baseline),
        mean(current),
        score.distribution().stream().map(Bar::of).toList(),
        judged.map(JudgedBy::of).orElse(null));
  }

  private static Verdict verdict(Column key, RuleJudge judge, Optional<RuleColumn> judged) {
    if (judge.isIgnored(key)) {
      return Verdict.IGNORED;
    }
    if (judged.isEmpty() || !judged.get().isEnough()) {
      return Verdict.TOO_FEW_ROWS;
    }
    return judged.get().isDrifted() ? Verdict.DRIFTED : Verdict.STABLE;
  }

  /** A column that the baseline does not have: its distribution alone. */
  static FeatureDrift alone(Column key, MergedProfile window, double threshold) {
    Profile current = window.prevailing();
    List<Bar> bars =
        Psi.score(current, current).distribution().stream()
            .map(Bar::of)
            .map(bar -> new Bar(bar.label(), 0, bar.current(), bar.kind()))
            .toList();
    return new FeatureDrift(
        key.name(),
        key.role(),
        Type.of(current.type()),
        null,
        null,
        threshold,
        Verdict.NO_BASELINE,
        Psi.DEFINITION,
        0,
        current.rows(),
        0,
        current.missing(),
        null,
        mean(current),
        bars,
        null);
  }

  /** How this column ranks: those furthest beyond the line first. */
  double ratio() {
    return psi == null ? -1 : psi / threshold;
  }

  private static @Nullable Double mean(Profile profile) {
    return switch (profile) {
      case NumericProfile numeric -> Finite.orNull(numeric.mean());
      default -> null;
    };
  }
}

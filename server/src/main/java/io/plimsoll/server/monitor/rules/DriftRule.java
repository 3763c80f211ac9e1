package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.monitor.rules.Assessment.Calm;
import io.plimsoll.stats.Bin;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.Psi;
import io.plimsoll.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Compares the values of a window with those of the baseline, a feature or output at a time. */
public final class DriftRule {
  private DriftRule() {}

  /**
   * What a version is compared with.
   *
   * @param source where its rows came from, for people
   */
  public record Baseline(String source, long rows, Map<Subject, Profile> profiles) {
    /** A version, or a model that was never pushed, without a baseline. */
    public static final Baseline NONE = new Baseline("no baseline", 0, Map.of());

    public Baseline {
      profiles = Map.copyOf(profiles);
    }
  }

  /**
   * Assesses the window. A feature that the baseline does not know is not judged, and neither is
   * one that the window does not hold.
   */
  public static Assessment assess(
      Rule rule, String version, Window window, Baseline baseline, Map<Subject, Profile> current) {
    return assess(rule, version, window, baseline, current, Map.of());
  }

  /**
   * What people have set for a feature or output.
   *
   * @param isIgnored whether it is not judged at all
   * @param threshold in place of the rule's
   */
  public record Tuning(boolean isIgnored, OptionalDouble threshold) {
    static final Tuning NONE = new Tuning(false, OptionalDouble.empty());
  }

  /** The same, with what is set for single features. */
  public static Assessment assess(
      Rule rule,
      String version,
      Window window,
      Baseline baseline,
      Map<Subject, Profile> current,
      Map<Subject, Tuning> tunings) {
    long rows = current.values().stream().mapToLong(Profile::rows).max().orElse(0);
    List<Reading> readings = new ArrayList<>();
    for (var entry : baseline.profiles().entrySet()) {
      Profile now = current.get(entry.getKey());
      Tuning tuning = tunings.getOrDefault(entry.getKey(), Tuning.NONE);
      if (now != null && now.rows() > 0 && !tuning.isIgnored()) {
        double threshold = tuning.threshold().orElse(rule.threshold());
        readings.add(read(rule, threshold, entry.getKey(), entry.getValue(), now));
      }
    }
    String against =
        "%s of version %s, %s"
            .formatted(
                Plain.name(baseline.source()),
                Plain.name(version),
                Figures.count(baseline.rows(), "row"));
    Calm calm = rows == 0 ? Calm.NO_TRAFFIC : Calm.NO;
    return new Assessment(rule, version, window, rows, readings, calm, against);
  }

  private static Reading read(
      Rule rule, double threshold, Subject subject, Profile stored, Profile current) {
    Profile baseline = TypedProfiles.alike(stored, current);
    Profile now = TypedProfiles.alike(current, stored);
    if (baseline.type() != now.type()) {
      return ofAnotherType(rule, threshold, subject, baseline, now);
    }
    DriftScore score = Psi.score(baseline, now);
    Verdict verdict = score.verdict(threshold, rule.minimumRows());
    double newShare =
        score.distribution().stream()
            .filter(bin -> bin.kind() == Bin.Kind.NEW)
            .mapToDouble(Bin::currentShare)
            .sum();
    return new Reading(
        RuleKind.DRIFT,
        subject,
        score.value(),
        threshold,
        score.noise(),
        score.currentCount(),
        verdict != Verdict.TOO_FEW_ROWS,
        new Shift(missing(baseline), missing(now), newShare, mean(baseline), mean(now)));
  }

  /**
   * Numbers where the baseline has words, or the reverse: nothing of the baseline is left, so the
   * whole mass has moved from what was known to what is new.
   */
  private static Reading ofAnotherType(
      Rule rule, double threshold, Subject subject, Profile baseline, Profile now) {
    return new Reading(
        RuleKind.DRIFT,
        subject,
        Psi.ofShares(new double[] {1, 0}, new double[] {0, 1}),
        threshold,
        Psi.noise(2, Math.max(1, baseline.rows()), now.rows()),
        now.rows(),
        now.rows() >= rule.minimumRows(),
        new Shift(missing(baseline), missing(now), 1, null, null));
  }

  private static double missing(Profile profile) {
    return profile.rows() == 0 ? 0 : (double) profile.missing() / profile.rows();
  }

  private static @Nullable Double mean(Profile profile) {
    return profile instanceof NumericProfile numeric && numeric.count() > 0 ? numeric.mean() : null;
  }
}

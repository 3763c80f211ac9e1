package io.plimsoll.server.monitor.rules;

import io.plimsoll.server.monitor.rules.Assessment.Calm;
import io.plimsoll.stats.NumericProfile;
import java.util.List;
import java.util.Optional;

/** The p95 latency of successful requests against what the version showed at first. */
public final class LatencyRule {
  /** Below this many milliseconds nothing is slow, whatever the baseline was. */
  public static final double FLOOR_MS = 10;

  /** How many successful requests a baseline is learned from, at least. */
  public static final long BASELINE_ROWS = 500;

  private static final double TAIL = 0.95;

  private LatencyRule() {}

  /** The p95 of a version's first requests. */
  public record Baseline(double p95Ms, long rows) {
    public static Baseline of(NumericProfile first) {
      return new Baseline(first.quantile(TAIL), first.count());
    }
  }

  /**
   * Assesses the window; without a baseline there is nothing to read.
   *
   * @param recent the last two windows' length, not grown, as for errors
   */
  public static Assessment assess(
      Rule rule,
      String version,
      Window window,
      Optional<Baseline> baseline,
      NumericProfile latencies,
      NumericProfile recent) {
    double limit =
        baseline
            .map(known -> Math.max(FLOOR_MS, rule.threshold() * known.p95Ms()))
            .orElse(FLOOR_MS);
    boolean isCalm =
        recent.count() == 0 || recent.quantile(TAIL) < Reading.BACK * limit || baseline.isEmpty();
    NumericProfile judged =
        isCalm && latencies.count() > 0 && latencies.quantile(TAIL) > limit ? recent : latencies;
    List<Reading> readings =
        baseline.isEmpty() || judged.count() == 0
            ? List.of()
            : List.of(
                Reading.of(
                    RuleKind.LATENCY,
                    judged.quantile(TAIL),
                    limit,
                    judged.count(),
                    judged.count() >= rule.minimumRows()));
    return new Assessment(
        rule,
        version,
        window,
        judged.count(),
        readings,
        isCalm ? Calm.NOTHING_OFFENDS : Calm.NO,
        against(rule, version, baseline));
  }

  private static String against(Rule rule, String version, Optional<Baseline> baseline) {
    if (baseline.isEmpty()) {
      return "no baseline yet";
    }
    Baseline known = baseline.get();
    String learned =
        "the p95 of %s in the first %s of version %s"
            .formatted(
                Figures.milliseconds(known.p95Ms()),
                Figures.count(known.rows(), "request"),
                Plain.name(version));
    return rule.threshold() * known.p95Ms() < FLOOR_MS
        ? "the floor of %s, which is above %s times %s"
            .formatted(Figures.milliseconds(FLOOR_MS), Figures.number(rule.threshold()), learned)
        : Figures.number(rule.threshold()) + " times " + learned;
  }
}

package io.plimsoll.server.canary;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides about a canary. A candidate that is surely worse than tolerated is rolled back at once,
 * also in the middle of a step; one that is surely not goes on when the step has had its time and
 * its rows. In between it waits, for at most as long as the plan says.
 */
final class CanaryJudge {
  private CanaryJudge() {}

  /**
   * Where a canary stands.
   *
   * @param step counted from 0
   * @param stepRows the candidate's predictions in this step
   */
  record Standing(int step, Duration inStep, Duration inAll, long stepRows) {}

  static CanaryVerdict judge(CanaryPlan plan, Standing standing, List<Measure> measures) {
    Optional<Measure> tooBad = measures.stream().filter(Measure::exceedsTolerance).findFirst();
    if (tooBad.isPresent()) {
      return new CanaryVerdict.RollBack(bad(tooBad.get()));
    }
    if (standing.inAll().toSeconds() >= plan.limitSeconds()) {
      return new CanaryVerdict.RollBack(
          "It could not be shown within %s that the candidate is no worse than tolerated. %s"
              .formatted(duration(plan.limitSeconds()), open(plan, standing, measures)));
    }
    String open = open(plan, standing, measures);
    if (!open.isEmpty()) {
      return new CanaryVerdict.Wait(open);
    }
    String good =
        "No worse than tolerated after %,d predictions of the candidate: %s."
            .formatted(
                measures.getFirst().candidate().rows(),
                String.join(" and ", measures.stream().map(CanaryJudge::good).toList()));
    return plan.isLast(standing.step())
        ? new CanaryVerdict.Promote(good)
        : new CanaryVerdict.Advance(good);
  }

  /** What is still missing for the next step, in a sentence; empty if nothing is. */
  private static String open(CanaryPlan plan, Standing standing, List<Measure> measures) {
    if (standing.stepRows() < plan.minimumRows()) {
      return "The candidate has answered %,d of the %,d predictions that this step needs."
          .formatted(standing.stepRows(), plan.minimumRows());
    }
    if (standing.inStep().toSeconds() < plan.stepSeconds()) {
      return "The step lasts %s.".formatted(duration(plan.stepSeconds()));
    }
    if (measures.stream().noneMatch(measure -> measure.kind() == Measure.Kind.LATENCY)) {
      return "The baseline has not answered often enough yet to say what is slow.";
    }
    return measures.stream()
        .filter(measure -> !measure.keepsTolerance())
        .findFirst()
        .map(CanaryJudge::doubt)
        .orElse("");
  }

  private static String doubt(Measure measure) {
    String sentence =
        switch (measure.kind()) {
          case ERRORS ->
              "The candidate's share of failures may still exceed the baseline's by up to %s percentage points (tolerated: %s).";
          case LATENCY ->
              "The candidate's share of slow answers may still exceed the baseline's by up to %s percentage points (tolerated: %s).";
          case DISAGREEMENT ->
              "The two may still differ on up to %s %% of the rows (tolerated: %s %%).";
        };
    return sentence.formatted(points(measure.upper()), points(measure.tolerance()))
        + " More predictions will tell.";
  }

  private static String bad(Measure measure) {
    if (measure.kind() == Measure.Kind.DISAGREEMENT) {
      return "%s of the %,d rows that both were asked were answered differently: at least %s (tolerated: %s)."
          .formatted(
              percent(measure.candidate().share()),
              measure.candidate().rows(),
              percent(measure.lower()),
              percent(measure.tolerance()));
    }
    return "%s of the candidate's %,d predictions %s, against %s of the baseline's %,d: at least %s percentage points more (tolerated: %s)."
        .formatted(
            percent(measure.candidate().share()),
            measure.candidate().rows(),
            switch (measure.kind()) {
              case LATENCY -> "were slow";
              case ERRORS, DISAGREEMENT -> "failed";
            },
            percent(measure.baseline().share()),
            measure.baseline().rows(),
            points(measure.lower()),
            points(measure.tolerance()));
  }

  private static String good(Measure measure) {
    if (measure.kind() == Measure.Kind.DISAGREEMENT) {
      return "%s of %,d rows that both were asked were answered differently"
          .formatted(percent(measure.candidate().share()), measure.candidate().rows());
    }
    return "%s %s (the baseline: %s)"
        .formatted(
            percent(measure.candidate().share()),
            switch (measure.kind()) {
              case LATENCY -> "were slow";
              case ERRORS, DISAGREEMENT -> "failed";
            },
            percent(measure.baseline().share()));
  }

  private static String percent(double share) {
    return points(share) + " %";
  }

  private static String points(double share) {
    return String.format(Locale.ROOT, "%.2f", share * 100).replaceAll("\\.?0+$", "");
  }

  private static String duration(int seconds) {
    if (seconds % 3_600 == 0 && seconds >= 3_600) {
      return seconds / 3_600 + " h";
    }
    return seconds % 60 == 0 && seconds >= 60 ? seconds / 60 + " min" : seconds + " s";
  }
}

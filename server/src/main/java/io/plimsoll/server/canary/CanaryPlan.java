package io.plimsoll.server.canary;

import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.Share;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a canary goes on.
 *
 * @param steps the candidate's share of the calls in each step, in thousandths, growing
 * @param confidence how sure a promotion or a roll back has to be, however often it is looked at
 * @param errorTolerance by how much the candidate's share of failed predictions may exceed the
 *     baseline's
 * @param latencyTolerance by how much its share of slow predictions may
 * @param minimumRows predictions of the candidate that each step needs
 * @param stepSeconds how long each step lasts at least
 * @param limitSeconds after which a candidate that is not promoted yet is rolled back
 * @param disagreementLimit on which share of the same rows the two may answer differently; null:
 *     that is not asked
 * @param disagreementDistance how far apart numbers have to be to differ
 * @param mirrorPerMille the part of the calls that the other version is asked as well, if
 *     disagreement is judged
 */
public record CanaryPlan(
    List<Integer> steps,
    double confidence,
    double errorTolerance,
    double latencyTolerance,
    int minimumRows,
    int stepSeconds,
    int limitSeconds,
    @Nullable Double disagreementLimit,
    double disagreementDistance,
    int mirrorPerMille) {
  static final List<Integer> STEPS = List.of(50, 250, 500);
  static final double CONFIDENCE = 0.95;
  static final double ERROR_TOLERANCE = 0.01;
  static final double LATENCY_TOLERANCE = 0.05;
  static final int MINIMUM_ROWS = 500;
  static final int STEP_SECONDS = 60;
  static final int LIMIT_SECONDS = 86_400;
  static final int MIRROR_PER_MILLE = 100;

  private static final int MOST_STEPS = 20;
  private static final int MOST_ROWS = 10_000_000;
  private static final int LONGEST_SECONDS = 30 * 86_400;

  public CanaryPlan {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.size() > MOST_STEPS) {
      throw ProblemException.invalid(
          "steps", "%d steps were named; 1 to %d can be.".formatted(steps.size(), MOST_STEPS));
    }
    int before = 0;
    for (int step : steps) {
      if (step <= before || step >= Share.WHOLE) {
        throw ProblemException.invalid(
            "steps",
            "%d per mille is not above the step before (%d) and below %d; steps grow."
                .formatted(step, before, Share.WHOLE));
      }
      before = step;
    }
    requireWithin("confidence", confidence, 0.5, 0.9999);
    requireWithin("errorTolerance", errorTolerance, 0.0001, 1);
    // Half the error of a sketch lies below; what is finer cannot be measured.
    requireWithin("latencyTolerance", latencyTolerance, 0.02, 1);
    requireWithin("minimumRows", minimumRows, 1, MOST_ROWS);
    requireWithin("stepSeconds", stepSeconds, 0, LONGEST_SECONDS);
    requireWithin("limitSeconds", limitSeconds, 1, LONGEST_SECONDS);
    if (disagreementLimit != null) {
      requireWithin("disagreementLimit", disagreementLimit, 0.0001, 1);
      requireWithin("disagreementDistance", disagreementDistance, 0, Double.MAX_VALUE);
      requireWithin("mirrorPerMille", mirrorPerMille, 1, Share.WHOLE);
    }
  }

  /** The shares of a step. */
  List<Share> shares(int step, int baseline, int candidate) {
    int perMille = steps.get(step);
    return List.of(new Share(baseline, Share.WHOLE - perMille), new Share(candidate, perMille));
  }

  /** What part of the calls both versions are asked. */
  int mirrored() {
    return disagreementLimit == null ? 0 : mirrorPerMille;
  }

  /** How many measures share the risk of being wrong. */
  int measures() {
    return disagreementLimit == null ? 2 : 3;
  }

  boolean isLast(int step) {
    return step == steps.size() - 1;
  }

  private static void requireWithin(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw ProblemException.invalid(
          field, "%s is outside %s to %s.".formatted(text(value), text(min), text(max)));
    }
  }

  private static String text(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}

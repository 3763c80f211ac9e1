package io.plimsoll.stats.performance;

import io.plimsoll.stats.Interval;
import java.util.Arrays;

/**
 * Between which lines a figure stays while a model is as good as in its reference: the mean of the
 * reference's chunks, three standard deviations to either side, cut to what the figure can be (the
 * thresholds of NannyML, whose deviation is divided by n).
 *
 * @param lines lower, mean and upper
 * @param isHighBetter whether decay is below the lower line; else it is above the upper one
 */
public record Decay(Interval lines, boolean isHighBetter) {
  private static final double DEVIATIONS = 3;
  private static final double ERRORS = 3;

  /** What can be said of a chunk. */
  public enum Verdict {
    /** Within the lines, or beyond them by no more than chance explains. */
    STABLE,
    /** Beyond the line on the worse side, and further from the mean than chance takes it. */
    DECAYED,
    /** The same on the better side. */
    IMPROVED,
    /** The figure or its error is not defined. */
    UNKNOWN
  }

  /**
   * Learns the lines.
   *
   * @param reference the figure in each chunk; NaN where it is not defined
   * @param least the least that the figure can be
   * @param most the most that it can be
   */
  public static Decay learn(double[] reference, boolean isHighBetter, double least, double most) {
    double[] defined = Arrays.stream(reference).filter(Double::isFinite).toArray();
    double mean = Arrays.stream(defined).average().orElse(Double.NaN);
    double squares =
        Arrays.stream(defined).map(value -> (value - mean) * (value - mean)).average().orElse(0);
    double distance = DEVIATIONS * Math.sqrt(squares);
    return new Decay(
        new Interval(mean, Math.max(least, mean - distance), Math.min(most, mean + distance)),
        isHighBetter);
  }

  /**
   * Judges a chunk. It has to be beyond a line, and three of its own standard errors away from the
   * reference's mean: a small chunk is beyond the line by chance.
   */
  public Verdict judge(Estimate chunk) {
    double mean = lines.estimate();
    if (!chunk.isDefined() || Double.isNaN(chunk.standardError()) || Double.isNaN(mean)) {
      return Verdict.UNKNOWN;
    }
    boolean isChance = Math.abs(chunk.value() - mean) <= ERRORS * chunk.standardError();
    if (isChance || (chunk.value() >= lines.lower() && chunk.value() <= lines.upper())) {
      return Verdict.STABLE;
    }
    return chunk.value() > mean == isHighBetter ? Verdict.IMPROVED : Verdict.DECAYED;
  }
}

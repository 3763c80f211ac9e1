package io.plimsoll.server.monitor.rules;

import org.jspecify.annotations.Nullable;

/**
 * One number beside the line that it must not cross.
 *
 * @param subject which feature or output, for drift; null for a signal of the model as a whole
 * @param noise what chance alone would produce; 0 where that has no meaning
 * @param isEnough whether there are rows enough, here and in the baseline, to judge at all
 * @param shift how the distribution moved, for drift
 */
public record Reading(
    RuleKind kind,
    @Nullable Subject subject,
    double value,
    double threshold,
    double noise,
    long rows,
    boolean isEnough,
    @Nullable Shift shift) {
  /** The lower line: an alert resolves below it, so that a value at the threshold does not flap. */
  public static final double BACK = 0.9;

  static Reading of(RuleKind kind, double value, double threshold, long rows, boolean isEnough) {
    return new Reading(kind, null, value, threshold, 0, rows, isEnough, null);
  }

  public double ratio() {
    return value / threshold;
  }

  /** Over the line, and not by chance. */
  public boolean isOver() {
    return isEnough && value > threshold && value > noise;
  }

  /** Well below the line, or explained by chance. */
  public boolean isBack() {
    return isEnough && (value < BACK * threshold || value <= noise);
  }

  /**
   * Whether this says little: too few rows, or so few that chance alone reaches the threshold and
   * the value does not exceed chance.
   */
  public boolean isLowConfidence() {
    return !isEnough || (noise >= threshold && value <= noise);
  }
}

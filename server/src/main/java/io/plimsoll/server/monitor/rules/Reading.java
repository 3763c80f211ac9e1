package io.plimsoll.server.monitor.rules;

import org.jspecify.annotations.Nullable;

/**
 * One number beside the line that it must not cross.
 *
 * @param subject which feature or output, for drift; null for a signal of the model as a whole
 * @param isEnough whether there are rows enough, here and in the baseline, to judge at all
 * @param shift how the distribution moved, for drift
 */
public record Reading(
    RuleKind kind,
    @Nullable Subject subject,
    double value,
    double threshold,
    Chance chance,
    long rows,
    boolean isEnough,
    @Nullable Shift shift) {
  /** The lower line: an alert resolves below it, so that a value at the threshold does not flap. */
  public static final double BACK = 0.9;

  /**
   * What chance alone would make of it.
   *
   * @param noise up to which value, in 95 of 100 windows; 0 where that has no meaning
   * @param isBeyond whether the value is further off than the accepted false alarms let chance take
   *     it
   * @param explainsAll whether chance explains it even where one comparison is looked at
   */
  public record Chance(double noise, boolean isBeyond, boolean explainsAll) {
    /** Of a number that is counted and not drawn. */
    static final Chance NONE = new Chance(0, true, false);
  }

  static Reading of(RuleKind kind, double value, double threshold, long rows, boolean isEnough) {
    return new Reading(kind, null, value, threshold, Chance.NONE, rows, isEnough, null);
  }

  public double ratio() {
    return value / threshold;
  }

  public double noise() {
    return chance.noise();
  }

  /** Over the line, and not by chance. */
  public boolean isOver() {
    return isEnough && value > threshold && chance.isBeyond();
  }

  /** Well below the line, or explained by chance. */
  public boolean isBack() {
    return isEnough && (value < BACK * threshold || chance.explainsAll());
  }

  /**
   * Whether this says little: too few rows, or so few that chance alone reaches the threshold and
   * the value does not exceed chance.
   */
  public boolean isLowConfidence() {
    return !isEnough || (noise() >= threshold && !chance.isBeyond());
  }
}

package io.plimsoll.stats.anomaly;

import java.util.Optional;

/**
 * What counts as an anomaly of a series.
 *
 * @param threshold how many standard deviations of noise a value has to be off, 2 to 20
 * @param minimumEffect how far off, as a part of what is expected, 0 to 100
 * @param minimumChange how far off in the unit of the values
 * @param rhythm what repeats itself; empty to find out
 * @param method how to judge; empty to take the best that the history supports
 */
public record Settings(
    double threshold,
    Direction direction,
    double minimumEffect,
    double minimumChange,
    Optional<Rhythm> rhythm,
    Optional<Method> method) {
  public static final double THRESHOLD = 4;
  public static final Settings DEFAULT =
      new Settings(THRESHOLD, Direction.BOTH, 0.1, 0, Optional.empty(), Optional.empty());

  private static final double LEAST_THRESHOLD = 2;
  private static final double MOST_THRESHOLD = 20;
  private static final double MOST_EFFECT = 100;

  public Settings {
    within("threshold", threshold, LEAST_THRESHOLD, MOST_THRESHOLD);
    within("minimumEffect", minimumEffect, 0, MOST_EFFECT);
    within("minimumChange", minimumChange, 0, Double.MAX_VALUE);
  }

  /** How far from {@code expected} a value has to be, at least. */
  double effect(double expected) {
    return Math.max(minimumEffect * Math.abs(expected), minimumChange);
  }

  private static void within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; give a number from " + least + " to " + most);
    }
  }
}

package io.plimsoll.stats.anomaly;

import java.util.Optional;

/**
 * How a series is judged at present, and why not better.
 *
 * @param method empty while there is too little to judge at all
 * @param reason why this method, as a sentence
 * @param missing what is still missing for a better one, as a sentence
 * @param since the first bucket of the history that was learned from
 * @param points the values in that history
 */
public record Plan(
    Optional<Method> method,
    Rhythm rhythm,
    String reason,
    Optional<String> missing,
    long since,
    int points) {
  static final Plan NOTHING_YET =
      new Plan(
          Optional.empty(),
          Rhythm.NONE,
          "There is no value yet.",
          Optional.of("It is judged from " + Detector.LEAST_POINTS + " values on."),
          0,
          0);

  /** Whether more history would make the method a better one. */
  public boolean isWarmingUp() {
    return missing.isPresent();
  }
}

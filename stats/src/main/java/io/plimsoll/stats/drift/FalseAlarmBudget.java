package io.plimsoll.stats.drift;

/**
 * How strict checks have to be so that chance alone raises no more false alarms than people accept.
 *
 * <p>Where nothing has changed, the correction of Benjamini and Hochberg at the level q lets a
 * check of any number of features find something with a probability of at most q (Y. Benjamini, Y.
 * Hochberg, 1995, section 3: under the complete null hypothesis the false discovery rate is the
 * family-wise error rate). Checks may depend on each other; expectations add up all the same. So c
 * checks a week at the level q = b / c raise at most b false alarms a week. A level is never laxer
 * than {@value #LAXEST}: whoever checks seldom gains nothing from more noise.
 *
 * @param alarmsPerWeek how many false alarms a week are accepted, b
 * @param checksPerWeek how many checks are made in a week, c
 */
public record FalseAlarmBudget(double alarmsPerWeek, double checksPerWeek) {
  /** The level of those who set no budget. */
  public static final double LAXEST = 0.05;

  public FalseAlarmBudget {
    if (!(alarmsPerWeek > 0) || !(checksPerWeek > 0)) {
      throw new IllegalArgumentException(
          alarmsPerWeek + " alarms of " + checksPerWeek + " checks a week is no budget");
    }
  }

  /** The level of a check as a whole, q. */
  public double level() {
    return Math.min(LAXEST, alarmsPerWeek / checksPerWeek);
  }

  /** What the least p-value of so many features has to stay below for an alarm at all. */
  public double levelOfFeature(int features) {
    return level() / Math.max(1, features);
  }

  /** How many false alarms a week are to be expected at most. */
  public double expectedAlarms() {
    return level() * checksPerWeek;
  }
}

package io.plimsoll.stats.anomaly;

/**
 * What a detector says of one value.
 *
 * @param value NaN if there was none
 * @param expected NaN while there is too little to expect anything, as are lower and upper
 * @param lower below this, and only below, the value is an anomaly, if low ones count
 * @param score how many standard deviations off; at most ±1,000
 * @param plan how it was judged
 */
public record Judgement(
    long bucket,
    double value,
    double expected,
    double lower,
    double upper,
    double score,
    boolean isAnomaly,
    Plan plan) {

  /** 1 for an anomaly above what was expected, -1 for one below, 0 for none. */
  public int side() {
    return isAnomaly ? (score > 0 ? 1 : -1) : 0;
  }

  public boolean isJudged() {
    return !Double.isNaN(value) && !Double.isNaN(expected);
  }

  static Judgement none(Point point, Plan plan) {
    return new Judgement(
        point.bucket(), point.value(), Double.NaN, Double.NaN, Double.NaN, 0, false, plan);
  }
}

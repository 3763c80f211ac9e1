package io.plimsoll.stats.anomaly;

/** The interval in which a value is as expected, in the unit of the values. */
record Band(Forecast forecast, ValueKind kind, double expected, double lower, double upper) {
  private static final double MOST_SCORE = 1_000;

  static Band of(Forecast forecast, ValueKind kind, Settings settings, double weight) {
    double threshold = settings.threshold();
    double reach = forecast.reach(threshold);
    double expected = kind.invert(forecast.centre(), weight);
    double lower = kind.invert(forecast.centre() - reach, weight);
    double upper = kind.invert(forecast.centre() + reach, weight);
    if (isSmallCount(kind, expected)) {
      double limit = threshold * forecast.factor();
      lower = Math.min(lower, CountTail.lowest(expected, dispersion(forecast), limit));
      upper = Math.max(upper, CountTail.highest(expected, dispersion(forecast), limit));
    }
    double effect = settings.effect(expected);
    return new Band(
        forecast,
        kind,
        expected,
        Math.min(lower, expected - effect),
        Math.max(upper, expected + effect));
  }

  boolean isOutside(double value) {
    return value < lower || value > upper;
  }

  /** {@code compared} on the even scale, and {@code shown} in the unit of the values. */
  double score(double compared, double shown) {
    double score = forecast.score(compared);
    if (isSmallCount(kind, expected)) {
      double tail = CountTail.score(shown, expected, dispersion(forecast)) / forecast.factor();
      score = Math.abs(tail) < Math.abs(score) ? tail : score;
    }
    return Math.max(-MOST_SCORE, Math.min(MOST_SCORE, score));
  }

  Judgement judgement(Point point, double score, boolean isAnomaly, Plan plan) {
    return new Judgement(
        point.bucket(), point.value(), expected, lower, upper, score, isAnomaly, plan);
  }

  private static boolean isSmallCount(ValueKind kind, double expected) {
    return kind == ValueKind.COUNT && expected < CountTail.LARGE_MEAN;
  }

  private static double dispersion(Forecast forecast) {
    return forecast.spread() * forecast.spread();
  }
}

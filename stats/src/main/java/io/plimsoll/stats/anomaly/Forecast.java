package io.plimsoll.stats.anomaly;

/**
 * What is expected of a value, on the even scale.
 *
 * @param spread the standard deviation of what is left to chance
 * @param factor by how much further than that a value may be off, for heavy tails and short
 *     histories
 */
record Forecast(double centre, double spread, double factor) {
  /** A series that never moves has no spread, and every change of it would be infinitely odd. */
  private static final double LEAST_SPREAD = 1e-9;

  Forecast {
    spread = Math.max(spread, LEAST_SPREAD * Math.max(1, Math.abs(centre)));
  }

  Forecast widened(double by) {
    return new Forecast(centre, spread, factor * by);
  }

  double reach(double threshold) {
    return threshold * factor * spread;
  }

  /** How far off, so that the threshold of the settings is the line. */
  double score(double transformed) {
    return (transformed - centre) / (factor * spread);
  }
}

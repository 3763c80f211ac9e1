package io.plimsoll.stats.stream;

/**
 * The test of E. Page, Biometrika 41, 1954, for an increase of the mean: a sum of distances from
 * the running mean, less a tolerance, that fades and must not exceed a threshold.
 */
public final class PageHinkley implements StreamDetector {
  private final double delta;
  private final double threshold;
  private final double alpha;
  private final long warmUp;
  private final boolean clamped;
  private long seen;
  private double mean;
  private double sum;

  /**
   * {@code alpha} is the share of the sum that stays; {@code warmUp} the rows before any call; with
   * {@code clamped} the sum stays at 0 or above, which makes it a {@link Cusum} that fades.
   */
  public PageHinkley(double delta, double threshold, double alpha, long warmUp, boolean clamped) {
    this.delta = delta;
    this.threshold = threshold;
    this.alpha = alpha;
    this.warmUp = warmUp;
    this.clamped = clamped;
  }

  @Override
  public boolean update(double value) {
    seen++;
    mean += (value - mean) / seen;
    sum = alpha * sum + (value - mean - delta);
    sum = clamped ? Math.max(0, sum) : sum;
    if (seen < warmUp || sum <= threshold) {
      return false;
    }
    seen = 0;
    mean = 0;
    sum = 0;
    return true;
  }
}

package io.plimsoll.stats.stream;

/**
 * The test of E. Page, Biometrika 41, 1954, for an increase or a decrease of the mean: how far a
 * sum of distances from the running mean has come from its lowest, or its highest, place. As in
 * River.
 */
public final class TwoSidedPageHinkley implements StreamDetector {
  /** Where River lets the highest place begin. */
  private static final double FIRST_HIGHEST = -1;

  private final double delta;
  private final double threshold;
  private final double alpha;
  private final long warmUp;
  private final boolean seesUp;
  private final boolean seesDown;
  private long seen;
  private double mean;
  private double rising;
  private double falling;
  private double lowest = Double.POSITIVE_INFINITY;
  private double highest = FIRST_HIGHEST;

  /** {@code alpha} is the share of the sums that stays; {@code warmUp} the rows before any call. */
  public TwoSidedPageHinkley(
      double delta, double threshold, double alpha, long warmUp, boolean seesUp, boolean seesDown) {
    this.delta = delta;
    this.threshold = threshold;
    this.alpha = alpha;
    this.warmUp = warmUp;
    this.seesUp = seesUp;
    this.seesDown = seesDown;
  }

  @Override
  public boolean update(double value) {
    seen++;
    mean += (value - mean) / seen;
    rising = alpha * rising + (value - mean) - delta;
    falling = alpha * falling + (value - mean) + delta;
    lowest = Math.min(lowest, rising);
    highest = Math.max(highest, falling);
    boolean hasChanged =
        seen >= warmUp
            && ((seesUp && rising - lowest > threshold)
                || (seesDown && highest - falling > threshold));
    if (hasChanged) {
      seen = 0;
      mean = 0;
      rising = 0;
      falling = 0;
      lowest = Double.POSITIVE_INFINITY;
      highest = FIRST_HIGHEST;
    }
    return hasChanged;
  }
}

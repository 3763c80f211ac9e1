package io.plimsoll.stats.stream;

/** The cumulative sum of E. Page, Biometrika 41, 1954, for an increase; it never falls below 0. */
public final class Cusum implements StreamDetector {
  private final PageHinkley sum;

  /** {@code delta} is tolerated at each value; {@code warmUp} are the rows before any call. */
  public Cusum(double delta, double threshold, long warmUp) {
    this.sum = new PageHinkley(delta, threshold, 1, warmUp, true);
  }

  @Override
  public boolean update(double value) {
    return sum.update(value);
  }
}

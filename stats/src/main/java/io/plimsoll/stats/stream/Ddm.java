package io.plimsoll.stats.stream;

/**
 * The drift detection method of J. Gama et al., SBIA 2004, for a stream of hits (0) and misses (1):
 * the rate of misses, with its standard deviation, has left the lowest one seen by so many of that
 * one's standard deviations.
 */
public final class Ddm implements StreamDetector {
  private final long warmUp;
  private final double deviations;
  private long seen;
  private double rate;
  private double lowestRate;
  private double lowestDeviation;
  private double lowest = Double.POSITIVE_INFINITY;

  public Ddm(long warmUp, double deviations) {
    this.warmUp = warmUp;
    this.deviations = deviations;
  }

  @Override
  public boolean update(double value) {
    seen++;
    rate += (value - rate) / seen;
    double deviation = Math.sqrt(Math.max(0, rate * (1 - rate)) / seen);
    if (seen <= warmUp) {
      return false;
    }
    if (rate + deviation <= lowest) {
      lowestRate = rate;
      lowestDeviation = deviation;
      lowest = rate + deviation;
    }
    if (rate + deviation <= lowestRate + deviations * lowestDeviation) {
      return false;
    }
    seen = 0;
    rate = 0;
    lowest = Double.POSITIVE_INFINITY;
    return true;
  }
}

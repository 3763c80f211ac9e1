package io.plimsoll.stats.anomaly;

/**
 * The exponentially weighted moving average control chart of S. Roberts, Technometrics 1(3), 1959:
 * z ← λ x + (1 − λ) z, out of control beyond centre ± L σ √(λ / (2 − λ) · (1 − (1 − λ)^2t)). It
 * sees a small change that stays sooner than a chart of single values, and a single spike later.
 */
public final class EwmaChart {
  private final double lambda;
  private final double centre;
  private final double sigma;
  private double average;
  private double decay = 1;

  public EwmaChart(double lambda, double centre, double sigma) {
    if (!(lambda > 0 && lambda <= 1)) {
      throw new IllegalArgumentException("lambda is " + lambda + "; give a number in (0, 1]");
    }
    this.lambda = lambda;
    this.centre = centre;
    this.sigma = sigma;
    this.average = centre;
  }

  EwmaChart copy() {
    EwmaChart copy = new EwmaChart(lambda, centre, sigma);
    copy.average = average;
    copy.decay = decay;
    return copy;
  }

  /** Takes in a value. */
  public void update(double value) {
    average = lambda * value + (1 - lambda) * average;
    decay *= (1 - lambda) * (1 - lambda);
  }

  public double average() {
    return average;
  }

  /** The standard deviation of the average while the process is in control. */
  public double deviation() {
    return sigma * Math.sqrt(lambda / (2 - lambda) * (1 - decay));
  }

  /** How many standard deviations the average is from the centre. */
  public double score() {
    double deviation = deviation();
    return deviation == 0 ? 0 : (average - centre) / deviation;
  }
}

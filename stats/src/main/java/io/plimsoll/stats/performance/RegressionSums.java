package io.plimsoll.stats.performance;

/**
 * What {@link RegressionErrors} and {@link QuantileLoss} tell, as sums from which a row can be
 * taken back: a label that was corrected leaves nothing behind. All figures are exact up to the
 * rounding of one double.
 */
public final class RegressionSums {
  private final TakenMoments over;
  private final TakenMoments under;
  private final TakenMoments squared;
  private final TakenMoments relative;
  private final TakenMoments squaredLogs;
  private final TakenMoments actuals;
  private long covered;

  public RegressionSums() {
    this(
        new TakenMoments(),
        new TakenMoments(),
        new TakenMoments(),
        new TakenMoments(),
        new TakenMoments(),
        new TakenMoments());
  }

  private RegressionSums(
      TakenMoments over,
      TakenMoments under,
      TakenMoments squared,
      TakenMoments relative,
      TakenMoments squaredLogs,
      TakenMoments actuals) {
    this.over = over;
    this.under = under;
    this.squared = squared;
    this.relative = relative;
    this.squaredLogs = squaredLogs;
    this.actuals = actuals;
  }

  /**
   * Counts one row; both must be finite.
   *
   * @param times 1 to add it, -1 to take it back
   */
  public void add(double actual, double answered, int times) {
    double error = answered - actual;
    if (!Double.isFinite(error)) {
      throw new IllegalArgumentException(
          "The error of %s for %s is not finite; leave such rows out.".formatted(answered, actual));
    }
    over.add(Math.max(0, error), times);
    under.add(Math.max(0, -error), times);
    squared.add(error * error, times);
    actuals.add(actual, times);
    covered += error >= 0 ? times : 0;
    if (actual != 0) {
      relative.add(Math.abs(error / actual), times);
    }
    if (actual > -1 && answered > -1) {
      double logs = Math.log1p(answered) - Math.log1p(actual);
      squaredLogs.add(logs * logs, times);
    }
  }

  /** Adds the rows of another. */
  public void add(RegressionSums other) {
    over.add(other.over);
    under.add(other.under);
    squared.add(other.squared);
    relative.add(other.relative);
    squaredLogs.add(other.squaredLogs);
    actuals.add(other.actuals);
    covered += other.covered;
  }

  public long rows() {
    return over.rows();
  }

  /** The mean absolute error. */
  public Estimate mae() {
    return pinball(1, 1);
  }

  /** The mean squared error. */
  public Estimate mse() {
    return squared.estimate();
  }

  /** The root of the mean squared error. */
  public Estimate rmse() {
    return root(squared.estimate());
  }

  /** The mean error, answered less actual. */
  public Estimate bias() {
    return pinball(1, -1);
  }

  /** The mean absolute error as a share of the actual value, without rows whose actual is 0. */
  public Estimate mape() {
    return relative.estimate();
  }

  /** The root of the mean squared logarithmic error, without rows of -1 or less. */
  public Estimate rmsle() {
    return root(squaredLogs.estimate());
  }

  /** The coefficient of determination; its error takes the spread of the actual values as known. */
  public Estimate r2() {
    double spread = actuals.spread();
    if (rows() < 2 || spread == 0) {
      return Estimate.UNDEFINED;
    }
    Estimate errors = squared.estimate();
    double scale = rows() / spread;
    return new Estimate(1 - errors.value() * scale, errors.standardError() * scale, rows());
  }

  /** The pinball loss of answers that are meant to be this quantile. */
  public Estimate quantileLoss(double quantile) {
    if (!(quantile > 0 && quantile < 1)) {
      throw new IllegalArgumentException("The quantile %s is not in (0, 1).".formatted(quantile));
    }
    return pinball(1 - quantile, quantile);
  }

  /** The share of the actual values at or below the answer. */
  public Estimate coverage() {
    return Estimate.share((double) covered, (double) rows());
  }

  /** Of each row one of the two is 0, so that their squares add up without a product of both. */
  private Estimate pinball(double ofOver, double ofUnder) {
    long rows = rows();
    if (rows < 1) {
      return Estimate.UNDEFINED;
    }
    double mean = ofOver * over.mean() + ofUnder * under.mean();
    if (rows == 1) {
      return Estimate.mean(mean, Double.NaN, 1);
    }
    // var(a o + b u) = a² var(o) + b² var(u) + 2 a b cov(o, u), and o u = 0 in every row.
    double covariance = -over.mean() * under.mean() * rows / (rows - 1);
    double variance =
        (ofOver * ofOver * over.spread() + ofUnder * ofUnder * under.spread()) / (rows - 1)
            + 2 * ofOver * ofUnder * covariance;
    return Estimate.mean(mean, Math.max(0, variance), rows);
  }

  private static Estimate root(Estimate of) {
    if (!of.isDefined()) {
      return of;
    }
    double root = Math.sqrt(of.value());
    return new Estimate(root, root == 0 ? 0 : of.standardError() / (2 * root), of.rows());
  }

  void write(StateWriter writer) {
    over.write(writer);
    under.write(writer);
    squared.write(writer);
    relative.write(writer);
    squaredLogs.write(writer);
    actuals.write(writer);
    writer.writeLong(covered);
  }

  static RegressionSums read(StateReader reader) {
    RegressionSums sums =
        new RegressionSums(
            TakenMoments.read(reader),
            TakenMoments.read(reader),
            TakenMoments.read(reader),
            TakenMoments.read(reader),
            TakenMoments.read(reader),
            TakenMoments.read(reader));
    sums.covered = reader.readLong();
    return sums;
  }
}

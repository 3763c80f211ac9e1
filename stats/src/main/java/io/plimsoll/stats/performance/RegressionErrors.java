package io.plimsoll.stats.performance;

/**
 * How far a regression's answers were from what came true, as moments that take one row after the
 * other and can be merged: memory does not grow with the rows.
 */
public final class RegressionErrors {
  private final Moments absolute = new Moments();
  private final Moments squared = new Moments();
  private final Moments signed = new Moments();
  private final Moments relative = new Moments();
  private final Moments squaredLogs = new Moments();
  private final Moments actuals = new Moments();
  private long zeros;
  private long negatives;

  /** Counts one row; both must be finite. */
  public void add(double actual, double answered) {
    double error = answered - actual;
    if (!Double.isFinite(error)) {
      throw new IllegalArgumentException(
          "The error of %s for %s is not finite; leave such rows out.".formatted(answered, actual));
    }
    absolute.add(Math.abs(error), 1);
    squared.add(error * error, 1);
    signed.add(error, 1);
    actuals.add(actual, 1);
    if (actual == 0) {
      zeros++;
    } else {
      relative.add(Math.abs(error / actual), 1);
    }
    if (actual <= -1 || answered <= -1) {
      negatives++;
    } else {
      double logs = Math.log1p(answered) - Math.log1p(actual);
      squaredLogs.add(logs * logs, 1);
    }
  }

  /** Adds the rows of another. */
  public void add(RegressionErrors other) {
    absolute.add(other.absolute);
    squared.add(other.squared);
    signed.add(other.signed);
    relative.add(other.relative);
    squaredLogs.add(other.squaredLogs);
    actuals.add(other.actuals);
    zeros += other.zeros;
    negatives += other.negatives;
  }

  public long rows() {
    return absolute.rows();
  }

  /** The mean absolute error. */
  public Estimate mae() {
    return absolute.estimate();
  }

  /** The mean squared error. */
  public Estimate mse() {
    return squared.estimate();
  }

  /** The root of the mean squared error; its error by the delta method: se(MSE) / (2 RMSE). */
  public Estimate rmse() {
    return root(squared.estimate());
  }

  /** The mean error, answered less actual: above 0 if the model answers too much. */
  public Estimate bias() {
    return signed.estimate();
  }

  /**
   * The mean absolute error as a share of the actual value. Rows whose actual value is 0 have no
   * such share and are left out, where scikit-learn divides by the least double; {@link #zeros}
   * tells how many.
   */
  public Estimate mape() {
    return relative.estimate();
  }

  /** How many rows {@link #mape} leaves out. */
  public long zeros() {
    return zeros;
  }

  /**
   * The mean squared logarithmic error, of ln(1 + x); {@link #negatives} tells what it leaves out.
   */
  public Estimate msle() {
    return squaredLogs.estimate();
  }

  /** The root of {@link #msle}. */
  public Estimate rmsle() {
    return root(squaredLogs.estimate());
  }

  /**
   * How many rows {@link #msle} leaves out, because a value of -1 or less has no such logarithm.
   */
  public long negatives() {
    return negatives;
  }

  /**
   * The coefficient of determination: 1 less the squared errors over the squared distances of the
   * actual values from their mean. Its error takes the latter as known. NaN for actual values that
   * are all the same.
   */
  public Estimate r2() {
    double spread = actuals.squares();
    if (rows() < 2 || spread == 0) {
      return Estimate.UNDEFINED;
    }
    Estimate errors = squared.estimate();
    double scale = rows() / spread;
    return new Estimate(1 - errors.value() * scale, errors.standardError() * scale, rows());
  }

  private static Estimate root(Estimate of) {
    if (!of.isDefined()) {
      return of;
    }
    double root = Math.sqrt(of.value());
    return new Estimate(root, root == 0 ? 0 : of.standardError() / (2 * root), of.rows());
  }
}

package io.plimsoll.stats.performance;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * How wrong a regression will turn out to be, before it is known what came true: direct loss
 * estimation. Trees learn on the reference which rows, by features and answer, are followed by
 * which loss; the mean of what they say of other rows is the estimate (the method of NannyML's DLE,
 * with trees of our own in place of LightGBM's).
 *
 * <p>Like {@link EstimatedPerformance} it sees what changes with the inputs, and not that the same
 * inputs are followed by other outcomes.
 */
public final class LossEstimator {
  private final RegressionTrees absolute;
  private final RegressionTrees squared;
  private final double absoluteSpread;
  private final double squaredSpread;

  private LossEstimator(double[][] columns, double[] absolute, double[] squared) {
    this.absolute = new RegressionTrees(columns, absolute);
    this.squared = new RegressionTrees(columns, squared);
    this.absoluteSpread = spread(absolute);
    this.squaredSpread = spread(squared);
  }

  /**
   * Learns from rows whose truth is known.
   *
   * @param columns the values of each feature and of the answer, by column and row; NaN is missing
   */
  public static LossEstimator fit(double[][] columns, double[] actual, double[] answered) {
    if (actual.length != answered.length || actual.length == 0) {
      throw new IllegalArgumentException(
          "There have to be as many truths as answers and one at least, not %d and %d."
              .formatted(actual.length, answered.length));
    }
    return new LossEstimator(
        columns,
        losses(actual, answered, (one, other) -> Math.abs(one - other)),
        losses(actual, answered, (one, other) -> (one - other) * (one - other)));
  }

  /**
   * The mean absolute error to expect of rows.
   *
   * @param rows by row and column
   * @param weights for how many rows each of them stands
   */
  public Estimate mae(double[][] rows, double[] weights) {
    return estimate(absolute, absoluteSpread, rows, weights);
  }

  /** The mean squared error to expect. */
  public Estimate mse(double[][] rows, double[] weights) {
    return estimate(squared, squaredSpread, rows, weights);
  }

  /** The root of the mean squared error to expect. */
  public Estimate rmse(double[][] rows, double[] weights) {
    Estimate mse = mse(rows, weights);
    if (!mse.isDefined()) {
      return mse;
    }
    double root = Math.sqrt(mse.value());
    return new Estimate(root, root == 0 ? 0 : mse.standardError() / (2 * root), mse.rows());
  }

  /**
   * The error is that of the realised loss of the rows that were looked at, with the spread of the
   * reference; weights that differ make them count for fewer.
   */
  private static Estimate estimate(
      RegressionTrees trees, double spread, double[][] rows, double[] weights) {
    if (rows.length == 0) {
      return Estimate.UNDEFINED;
    }
    double sum = 0;
    double weight = 0;
    double squares = 0;
    for (int row = 0; row < rows.length; row++) {
      sum += weights[row] * trees.predict(rows[row]);
      weight += weights[row];
      squares += weights[row] * weights[row];
    }
    // A sum of trees may fall below 0 where a loss cannot.
    double mean = Math.max(0, sum / weight);
    return new Estimate(mean, spread * Math.sqrt(squares) / weight, rows.length);
  }

  private static double[] losses(double[] actual, double[] answered, DoubleBinaryOperator loss) {
    double[] losses = new double[actual.length];
    for (int row = 0; row < losses.length; row++) {
      losses[row] = loss.applyAsDouble(actual[row], answered[row]);
      if (!Double.isFinite(losses[row])) {
        throw new IllegalArgumentException(
            "The loss of %s for %s is not finite; leave such rows out."
                .formatted(answered[row], actual[row]));
      }
    }
    return losses;
  }

  private static double spread(double[] losses) {
    Moments moments = new Moments();
    Arrays.stream(losses).forEach(loss -> moments.add(loss, 1));
    return Math.sqrt(moments.variance());
  }
}

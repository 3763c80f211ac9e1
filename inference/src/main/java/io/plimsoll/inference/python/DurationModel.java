package io.plimsoll.inference.python;

import java.time.Duration;

/**
 * Learns how long a worker takes for a number of rows, as a + b · rows, and from that how many rows
 * a batch may have. It is a least squares line with exponentially fading weights, kept as running
 * mean, variance and covariance (T. Finch, "Incremental calculation of weighted mean and variance",
 * 2009, section 9). As TCP does in its slow start (RFC 5681, section 3.1), it never goes beyond
 * twice of what has succeeded. Thread-safe.
 */
final class DurationModel {

  /** More rows share the fixed cost no better, and only make their callers wait. */
  static final int MAX_ROWS = 1024;

  /** The weight of a new observation: about the last fifty calls count. */
  private static final double WEIGHT = 0.02;

  /** With less variance than this, the line's slope would be noise divided by almost nothing. */
  private static final double LEAST_VARIANCE = 0.0025;

  /** What fewer calls tell is not worth sending a caller away for. */
  private static final int TRUSTED = 10;

  /** A point of the curve stands for several calls, so that the whole curve is trusted. */
  private static final int WEIGHT_OF_EXPECTATION = 3;

  private final double goalMs;
  private long observations;
  private int widest;
  private double meanRows;
  private double meanMs;
  private double variance;
  private double covariance;

  /**
   * Knows nothing yet.
   *
   * @param goal what the rows that are added to a call may add to its duration
   */
  DurationModel(Duration goal) {
    this.goalMs = goal.toNanos() / 1e6;
  }

  /** Calls of so many rows took so long when the model was built. */
  synchronized void expect(int rows, double ms) {
    for (int i = 0; i < WEIGHT_OF_EXPECTATION; i++) {
      observe(rows, ms);
    }
  }

  /** A call of so many rows has succeeded. */
  synchronized void observe(int rows, double ms) {
    widest = Math.max(widest, rows);
    observations++;
    // The first observations share their weight evenly, so that none of them is taken for the rule.
    double weight = Math.max(WEIGHT, 1.0 / observations);
    double distance = rows - meanRows;
    double surprise = ms - meanMs;
    meanRows += weight * distance;
    meanMs += weight * surprise;
    variance = (1 - weight) * (variance + weight * distance * distance);
    covariance = (1 - weight) * (covariance + weight * distance * surprise);
  }

  /**
   * A batch has failed and all of its calls were run again. Starting small keeps that cheap for a
   * model that fails often.
   */
  synchronized void startSmall() {
    widest = 1;
  }

  /** How many rows a call may have that begins with so many; never fewer than those. */
  synchronized int limit(int first) {
    double proven = 2.0 * Math.max(widest, 1);
    double most = Math.min(Math.min(affordable(first), proven), MAX_ROWS);
    return Math.max(first, (int) most);
  }

  /** How long a call of so many rows takes; 0 while too little is known to act upon. */
  synchronized double expectedMs(int rows) {
    if (observations < TRUSTED) {
      return 0;
    }
    double slope = variance < LEAST_VARIANCE ? 0 : Math.max(0, covariance / variance);
    return Math.max(0, meanMs + slope * (rows - meanRows));
  }

  /** While the cost of a row is unknown, twice as many rows as usual are a cheap trial. */
  private double affordable(int first) {
    if (variance < LEAST_VARIANCE) {
      return Math.max(2.0 * meanRows, first + 1.0);
    }
    double msPerRow = covariance / variance;
    return msPerRow <= 0 ? MAX_ROWS : first + goalMs / msPerRow;
  }
}

package io.plimsoll.stats.performance;

/**
 * Count, mean and variance of values that come one by one (B. Welford, Technometrics 4(3), 1962),
 * to be merged with those of others (T. Chan, G. Golub and R. LeVeque, 1979).
 */
final class Moments {
  private long rows;
  private double mean;
  private double squares;

  void add(double value, long times) {
    if (times > 0) {
      double distance = value - mean;
      rows += times;
      mean += distance * times / rows;
      squares += distance * (value - mean) * times;
    }
  }

  void add(Moments other) {
    if (other.rows > 0) {
      double distance = other.mean - mean;
      long all = rows + other.rows;
      squares += other.squares + distance * distance * rows * other.rows / all;
      mean += distance * other.rows / all;
      rows = all;
    }
  }

  long rows() {
    return rows;
  }

  double mean() {
    return rows == 0 ? Double.NaN : mean;
  }

  /** Of the sample: divided by one less than there are rows; NaN for fewer than two. */
  double variance() {
    return rows < 2 ? Double.NaN : squares / (rows - 1);
  }

  /** The sum of the squared distances from the mean. */
  double squares() {
    return squares;
  }

  Estimate estimate() {
    return Estimate.mean(mean(), variance(), rows);
  }
}

package io.plimsoll.stats.performance;

/**
 * A sum that keeps what rounding would lose, in two doubles (106 bits; T. Dekker, Numerische
 * Mathematik 18, 1971), so that what was added can be taken back and leaves nothing behind.
 */
final class ExactSum {
  private double high;
  private double low;

  void add(double value) {
    add(value, 0);
  }

  /** Adds the square of a value with all of its digits, as often as {@code times}. */
  void addSquare(double value, long times) {
    double square = value * value;
    add(times * square, times * Math.fma(value, value, -square));
  }

  void add(ExactSum other) {
    add(other.high, other.low);
  }

  double value() {
    return high + low;
  }

  /** The sum of squared distances from the mean, where this is the sum of squares. */
  double spread(ExactSum sum, long rows) {
    // sum^2 / rows with all digits of the product, because the two sides nearly cancel.
    double square = sum.high * sum.high;
    double rest = Math.fma(sum.high, sum.high, -square) + 2 * sum.high * sum.low;
    double whole = square / rows;
    double left = (Math.fma(-whole, (double) rows, square) + rest) / rows;
    return Math.max(0, (high - whole) + (low - left));
  }

  void write(StateWriter writer) {
    writer.writeDouble(high);
    writer.writeDouble(low);
  }

  static ExactSum read(StateReader reader) {
    ExactSum sum = new ExactSum();
    sum.high = reader.readDouble();
    sum.low = reader.readDouble();
    return sum;
  }

  private void add(double value, double rest) {
    double sum = high + value;
    double part = sum - high;
    double lost = (high - (sum - part)) + (value - part);
    double tail = lost + low + rest;
    high = sum + tail;
    low = tail - (high - sum);
  }
}

package io.plimsoll.inference.pmml;

/** The standard normal distribution. */
final class NormalCurve {

  private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);

  /** From here on the continued fraction is the quicker and the more exact. */
  private static final double TAIL = 4;

  private static final int FRACTION_STEPS = 60;

  private NormalCurve() {}

  /**
   * The share below a value, to about 15 digits: the series around zero (Abramowitz and Stegun
   * 26.2.11), and the continued fraction of the tail (26.2.14).
   */
  static double below(double x) {
    if (Double.isNaN(x)) {
      return Double.NaN;
    }
    double size = Math.abs(x);
    double density = Math.exp(-x * x / 2) / ROOT_OF_TWO_PI;
    if (size < TAIL) {
      double sum = x;
      double term = x;
      for (int i = 3; Math.abs(term) > Math.abs(sum) * 1e-17; i += 2) {
        term *= x * x / i;
        sum += term;
      }
      return 0.5 + density * sum;
    }
    double fraction = size;
    for (int i = FRACTION_STEPS; i > 0; i--) {
      fraction = size + i / fraction;
    }
    double tail = Double.isInfinite(size) ? 0 : density / fraction;
    return x < 0 ? tail : 1 - tail;
  }
}

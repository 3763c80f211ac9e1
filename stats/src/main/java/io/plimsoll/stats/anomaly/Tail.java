package io.plimsoll.stats.anomaly;

import java.util.Arrays;

/**
 * By how much further errors reach than normal ones of the same spread. Beyond what 19 in 20 keep
 * to, the tail is taken to fall off exponentially (J. Pickands, Annals of Statistics 3, 1975, with
 * shape 0), at the rate that the half of it shows which anomalies hardly reach: from 1 in 20 to 1
 * in 40. Where that puts a four-sigma event, relative to a normal distribution treated alike, is
 * the factor.
 */
final class Tail {
  private static final double FROM = 0.95;
  private static final double TO = 0.975;

  /** Φ⁻¹(0.975) and Φ⁻¹(0.9875). */
  private static final double NORMAL_FROM = 1.959963984540054;

  private static final double NORMAL_TO = 2.241402727604947;

  /** ln(0.05 / 6.334e-5) / ln 2: how often the tail halves on the way to four sigma. */
  private static final double HALVES = 9.625;

  private static final double MOST = 4;

  private Tail() {}

  /** For errors whose spread is taken to be {@code scale}: 1 if no further, at most 4. */
  static double factor(double[] errors, double scale) {
    if (!(scale > 0)) {
      return 1;
    }
    double[] distances = Arrays.stream(errors).map(Math::abs).toArray();
    double from = Robust.quantile(distances, FROM) / scale;
    double to = Robust.quantile(distances, TO) / scale;
    double factor = line(from, to) / line(NORMAL_FROM, NORMAL_TO);
    return factor > 1 ? Math.min(factor, MOST) : 1;
  }

  private static double line(double from, double to) {
    return from + HALVES * (to - from);
  }
}

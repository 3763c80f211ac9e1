package io.plimsoll.stats.anomaly;

/**
 * Additive exponential smoothing with a trend and up to two seasons: P. Winters, Management Science
 * 6, 1960; with two seasons J. Taylor, Journal of the Operational Research Society 54, 2003.
 *
 * <pre>
 * ŷ = l + φ b + d[t mod m₁] + w[t mod m₂],   e = y − ŷ
 * l ← l + φ b + α e,   b ← φ b + β e,   d ← d + γ₁ e,   w ← w + γ₂ e
 * </pre>
 *
 * <p>A step without a value moves the level along its trend and makes the next forecasts less
 * certain, as Hyndman et al. 2008, table 6.1 have it: after h − 1 of them the variance is σ² (1 + Σ
 * c_j²), c_j = α + β (φ + … + φ^j) + γ₁ [m₁ divides j] + γ₂ [m₂ divides j].
 */
public final class HoltWinters {
  private final Smoothing smoothing;
  private final double[] day;
  private final double[] week;
  private double level;
  private double trend;
  private int gap;
  private double damped;
  private double variance = 1;

  /** Seasons are taken over as they are; an empty array is no season. */
  public HoltWinters(Smoothing smoothing, double level, double trend, double[] day, double[] week) {
    this.smoothing = smoothing;
    this.level = level;
    this.trend = trend;
    this.day = day.clone();
    this.week = week.clone();
  }

  /** What is expected of the bucket, which must be the one after the last. */
  public double forecast(long bucket) {
    return level + smoothing.damping() * trend + season(day, bucket) + season(week, bucket);
  }

  /** By how much the variance of the next forecast exceeds that of one without a gap before it. */
  public double varianceFactor() {
    return variance;
  }

  /** Goes on by a bucket whose value was off by {@code error}. */
  public void update(long bucket, double error) {
    double moved = smoothing.damping() * trend;
    level += moved + smoothing.level() * error;
    trend = moved + smoothing.trend() * error;
    shift(day, bucket, smoothing.day() * error);
    shift(week, bucket, smoothing.week() * error);
    gap = 0;
    damped = 0;
    variance = 1;
  }

  /** Goes on by a bucket without a value. */
  public void skip() {
    trend *= smoothing.damping();
    level += trend;
    gap++;
    damped += Math.pow(smoothing.damping(), gap);
    double coefficient = smoothing.level() + smoothing.trend() * damped;
    coefficient += day.length > 0 && gap % day.length == 0 ? smoothing.day() : 0;
    coefficient += week.length > 0 && gap % week.length == 0 ? smoothing.week() : 0;
    variance += coefficient * coefficient;
  }

  /** Accepts that everything is by {@code distance} elsewhere now. */
  void rebase(double distance) {
    level += distance;
    gap = 0;
    damped = 0;
    variance = 1;
  }

  private static double season(double[] shape, long bucket) {
    return shape.length == 0 ? 0 : shape[Math.floorMod(bucket, shape.length)];
  }

  private static void shift(double[] shape, long bucket, double by) {
    if (shape.length > 0) {
      shape[Math.floorMod(bucket, shape.length)] += by;
    }
  }
}

package io.plimsoll.stats.anomaly;

/**
 * The {@link EwmaChart} with λ = 0.2 around the median of the history. It looks at the average, so
 * a value far off counts as one at {@value #CLIP} standard deviations: a lone spike is not a
 * change.
 */
final class ByChart implements Expecting {
  static final double LAMBDA = 0.2;
  private static final double CLIP = 4;

  private final ValueKind kind;
  private final double scale;
  private final double factor;
  private double centre;
  private EwmaChart chart;

  private ByChart(ValueKind kind, double centre, double scale, double factor) {
    this.kind = kind;
    this.scale = Math.max(scale, Double.MIN_NORMAL);
    this.factor = factor;
    this.centre = centre;
    this.chart = new EwmaChart(LAMBDA, 0, 1);
  }

  static ByChart of(Stretch known, Stretch last, ValueKind kind) {
    double centre = Robust.median(known.values());
    double[] errors = new double[known.values().length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = (known.values()[i] - centre) / known.noise()[i];
    }
    double scale = Math.max(kind.leastScale(), Robust.scale(errors, 0));
    ByChart chart = new ByChart(kind, centre, scale, ByMedian.uncertainty(known.present()));
    for (int i = 0; i < last.values().length; i++) {
      chart.take(last.values()[i], last.noise()[i]);
    }
    return chart;
  }

  @Override
  public Forecast forecast(Point point) {
    EwmaChart next = chart.copy();
    next.update(0);
    return new Forecast(centre, next.deviation() * scale * kind.noise(point.weight()), factor);
  }

  @Override
  public double compared(double transformed, Point point) {
    double noise = kind.noise(point.weight());
    double next = LAMBDA * clipped(transformed, noise) + (1 - LAMBDA) * chart.average();
    return centre + next * scale * noise;
  }

  @Override
  public void goOn(Point point, double transformed, boolean isUsual) {
    take(transformed, kind.noise(point.weight()));
  }

  @Override
  public void skip() {
    // The average waits.
  }

  @Override
  public void accept(Stretch last) {
    centre = Robust.median(last.values());
    chart = new EwmaChart(LAMBDA, 0, 1);
  }

  private void take(double transformed, double noise) {
    if (!Double.isNaN(transformed)) {
      chart.update(clipped(transformed, noise));
    }
  }

  private double clipped(double transformed, double noise) {
    double error = (transformed - centre) / (scale * noise);
    return Math.max(-CLIP, Math.min(CLIP, error));
  }
}

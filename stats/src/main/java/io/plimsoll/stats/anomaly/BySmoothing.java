package io.plimsoll.stats.anomaly;

/** A learned {@link HoltWinters}, which anomalies do not move. */
final class BySmoothing implements Expecting {
  private final HoltWinters model;
  private final ValueKind kind;
  private final double scale;
  private final double tail;

  BySmoothing(Learned learned, ValueKind kind) {
    this.model = learned.model();
    this.kind = kind;
    this.scale = learned.scale();
    this.tail = learned.tail();
  }

  @Override
  public Forecast forecast(Point point) {
    double spread = scale * kind.noise(point.weight()) * Math.sqrt(model.varianceFactor());
    return new Forecast(model.forecast(point.bucket()), spread, tail);
  }

  @Override
  public void goOn(Point point, double transformed, boolean isUsual) {
    if (!isUsual) {
      model.skip();
      return;
    }
    double most = Learning.CLIP * scale * kind.noise(point.weight());
    double error = transformed - model.forecast(point.bucket());
    model.update(point.bucket(), Math.max(-most, Math.min(most, error)));
  }

  @Override
  public void skip() {
    model.skip();
  }

  @Override
  public void accept(Stretch last) {
    double[] distances = last.values().clone();
    for (int i = 0; i < distances.length; i++) {
      distances[i] -= model.forecast(last.first() + i);
    }
    double distance = Robust.median(distances);
    model.rebase(Double.isNaN(distance) ? 0 : distance);
  }
}

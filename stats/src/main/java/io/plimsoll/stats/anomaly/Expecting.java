package io.plimsoll.stats.anomaly;

/** A way to tell what comes next, brought up to the present. Not thread-safe. */
sealed interface Expecting permits ByMedian, ByChart, BySmoothing {
  Forecast forecast(Point point);

  /**
   * What is compared with the forecast, on the even scale: the value, unless the method looks at
   * something made of it.
   */
  default double compared(double transformed, Point point) {
    return transformed;
  }

  /** Goes on by a bucket that has a value; {@code isUsual} if it may be learned from. */
  void goOn(Point point, double transformed, boolean isUsual);

  /** Goes on by a bucket without a value. */
  void skip();

  /** Accepts the last buckets as how things are now. */
  void accept(Stretch last);

  /** What the method makes of the history so far. */
  static Expecting of(Method method, Plan plan, History history, ValueKind kind, int perDay) {
    int remembered = perDay * Detector.DAYS_REMEMBERED;
    return switch (method) {
      case ROBUST_Z -> new ByMedian(history, kind, remembered);
      case EWMA -> ByChart.of(history.learnable(remembered), history.recent(perDay), kind);
      case SMOOTHING, HOLT_WINTERS ->
          new BySmoothing(
              Learning.learn(history.learnable(remembered), plan.rhythm(), kind.leastScale()),
              kind);
    };
  }
}

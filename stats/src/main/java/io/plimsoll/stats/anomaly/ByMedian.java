package io.plimsoll.stats.anomaly;

import java.util.Arrays;

/**
 * The robust z-score: (x − median) / (1.4826 MAD), over up to 500 values before (B. Iglewicz, D.
 * Hoaglin, How to Detect and Handle Outliers, 1993; their modified z-score is 0.6745 (x − median) /
 * MAD, the same number). The deviation of few values is itself uncertain, which widens the limits.
 */
final class ByMedian implements Expecting {
  private static final int MOST_VALUES = 500;
  private static final double UNCERTAIN = 8;
  private static final int ENOUGH_FOR_TAILS = 80;

  private final History history;
  private final ValueKind kind;
  private final int remembered;

  ByMedian(History history, ValueKind kind, int remembered) {
    this.history = history;
    this.kind = kind;
    this.remembered = remembered;
  }

  @Override
  public Forecast forecast(Point point) {
    Stretch recent = history.recent(remembered);
    double[] values = new double[MOST_VALUES];
    double[] noise = new double[MOST_VALUES];
    int count = 0;
    for (int i = recent.values().length - 1; i >= 0 && count < MOST_VALUES; i--) {
      if (!Double.isNaN(recent.values()[i])) {
        values[count] = recent.values()[i];
        noise[count] = recent.noise()[i];
        count++;
      }
    }
    double[] errors = Arrays.copyOf(values, count);
    double centre = Robust.median(errors);
    for (int i = 0; i < count; i++) {
      errors[i] = (errors[i] - centre) / noise[i];
    }
    double scale = Math.max(kind.leastScale(), Robust.scale(errors, 0));
    double tail = count >= ENOUGH_FOR_TAILS ? Tail.factor(errors, scale) : 1;
    return new Forecast(centre, scale * kind.noise(point.weight()), tail * uncertainty(count));
  }

  /** How much wider limits have to be whose spread was learned of so few values. */
  static double uncertainty(int count) {
    return 1 + UNCERTAIN / Math.max(1, count);
  }

  @Override
  public void goOn(Point point, double transformed, boolean isUsual) {
    // The history has the value, and the median bears it if it is odd.
  }

  @Override
  public void skip() {
    // As above.
  }

  @Override
  public void accept(Stretch last) {
    // The median moves by itself as soon as most values are new ones.
  }
}

package io.plimsoll.stats.stream;

/**
 * Two weighted moving averages that McDiarmid's bound must not part: I. Frías-Blanco et al., IEEE
 * TKDE 27(3), 2015 (HDDM_W), for values from 0 to 1, one-sided for an increase.
 */
public final class HddmW implements StreamDetector {
  private final double confidence;
  private final double lambda;
  private Average all;
  private Average before;
  private Average since;
  private double lowest = Double.POSITIVE_INFINITY;

  /** {@code lambda} is the weight of the newest value. */
  public HddmW(double confidence, double lambda) {
    this.confidence = confidence;
    this.lambda = lambda;
    this.all = Average.NONE;
    this.before = Average.NONE;
    this.since = Average.NONE;
  }

  /** A weighted average and the sum of its squared weights. */
  private record Average(boolean isStarted, double mean, double weight) {
    static final Average NONE = new Average(false, 0, 1);

    Average plus(double value, double lambda) {
      return new Average(
          true,
          isStarted ? lambda * value + (1 - lambda) * mean : value,
          lambda * lambda + (1 - lambda) * (1 - lambda) * weight);
    }
  }

  @Override
  public boolean update(double value) {
    all = all.plus(value, lambda);
    double upper = all.mean() + bound(all.weight());
    if (upper < lowest) {
      lowest = upper;
      before = all;
      since = Average.NONE;
    } else {
      since = since.plus(value, lambda);
    }
    boolean hasChanged =
        before.isStarted()
            && since.isStarted()
            && since.mean() - before.mean() > bound(before.weight() + since.weight());
    if (hasChanged) {
      all = Average.NONE;
      before = Average.NONE;
      since = Average.NONE;
      lowest = Double.POSITIVE_INFINITY;
    }
    return hasChanged;
  }

  private double bound(double weight) {
    return Math.sqrt(weight * Math.log(1 / confidence) / 2);
  }
}

package io.plimsoll.stats.performance;

/**
 * The pinball loss of answers that are meant to be a quantile (R. Koenker and G. Bassett,
 * Econometrica 46(1), 1978): too low costs the quantile, too high what is left of it to 1.
 */
public final class QuantileLoss {
  private final double quantile;
  private final Moments losses = new Moments();
  private long covered;

  /**
   * No rows yet.
   *
   * @param quantile in (0, 1), such as 0.9
   */
  public QuantileLoss(double quantile) {
    if (!(quantile > 0 && quantile < 1)) {
      throw new IllegalArgumentException("The quantile %s is not in (0, 1).".formatted(quantile));
    }
    this.quantile = quantile;
  }

  /** Counts one row. */
  public void add(double actual, double answered) {
    double missing = actual - answered;
    losses.add(missing >= 0 ? quantile * missing : (quantile - 1) * missing, 1);
    covered += missing <= 0 ? 1 : 0;
  }

  /** The mean loss. */
  public Estimate loss() {
    return losses.estimate();
  }

  /** The share of the actual values at or below the answer: what the quantile promises. */
  public Estimate coverage() {
    return Estimate.share((double) covered, (double) losses.rows());
  }
}

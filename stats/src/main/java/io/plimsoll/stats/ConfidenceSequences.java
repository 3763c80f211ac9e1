package io.plimsoll.stats;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Intervals that hold at every moment at once: whoever looks after each row, and stops when they
 * like what they see, is still wrong with a probability of at most alpha. Fixed-sample tests are
 * not made for that; looked at often enough they reject whatever is true.
 */
public final class ConfidenceSequences {
  /** The mixing distribution is Beta(1/2, 1/2): no sharper anywhere than at shares near 0 and 1. */
  private static final double PRIOR = 0.5;

  private static final double LOG_BETA_OF_PRIOR = LogBeta.value(PRIOR, PRIOR);

  /** Halvings of an interval within 0 to 1: down to what a double can tell apart. */
  private static final int HALVINGS = 60;

  /** How many values a mean needs before anything is said of it. */
  private static final int FEWEST = 50;

  /** Where the interval of a mean is narrowest for its number of values. */
  private static final int SHARPEST = 1_000;

  private ConfidenceSequences() {}

  /**
   * The share of hits among independent rows. For the true share p, the likelihood mixed over Beta
   * (1/2, 1/2) divided by the likelihood at p is a martingale that starts at 1, so by Ville's
   * inequality it ever reaches 1/alpha with a probability of at most alpha; the interval holds the
   * shares for which it has not (H. Robbins, Annals of Mathematical Statistics 41(5), 1970; S.
   * Howard, A. Ramdas, J. McAuliffe, J. Sekhon, Annals of Statistics 49(2), 2021). Exact for every
   * number of rows, not only for large ones.
   */
  public static Interval proportion(long hits, long rows, double alpha) {
    requireCounts(hits, rows, alpha);
    if (rows == 0) {
      return new Interval(Double.NaN, 0, 1);
    }
    double estimate = (double) hits / rows;
    double limit =
        LogBeta.value(PRIOR + hits, PRIOR + (rows - hits)) - LOG_BETA_OF_PRIOR + Math.log(alpha);
    double lower = hits == 0 ? 0 : edge(hits, rows, limit, 0, estimate);
    double upper = hits == rows ? 1 : edge(hits, rows, limit, 1, estimate);
    return new Interval(estimate, lower, upper);
  }

  /**
   * How much larger the candidate's share is than the reference's: each side has half of alpha, so
   * the two may take their rows at any pace, in any proportion, and change it in between.
   */
  public static Interval difference(
      long referenceHits,
      long referenceRows,
      long candidateHits,
      long candidateRows,
      double alpha) {
    Interval reference = proportion(referenceHits, referenceRows, alpha / 2);
    Interval candidate = proportion(candidateHits, candidateRows, alpha / 2);
    return new Interval(
        candidate.estimate() - reference.estimate(),
        candidate.lower() - reference.upper(),
        candidate.upper() - reference.lower());
  }

  /**
   * The mean of independent values with a finite variance, for many of them: the normal mixture of
   * I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy and A. Ramdas, Annals of Statistics 52(6),
   * 2024, sharpest at {@value #SHARPEST} values. Below {@value #FEWEST} nothing is said: the limit
   * that it rests on is too far away.
   */
  public static Interval mean(NumericProfile values, double alpha) {
    requireCounts(0, values.count(), alpha);
    double count = values.count();
    if (count < FEWEST) {
      return new Interval(values.mean(), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double risk = -2 * Math.log(alpha);
    double spread = count * (risk + Math.log(risk + 1)) / SHARPEST;
    double width =
        values.standardDeviation()
            * Math.sqrt(
                2 * (spread + 1) / (count * spread) * Math.log(Math.sqrt(spread + 1) / alpha));
    return new Interval(values.mean(), values.mean() - width, values.mean() + width);
  }

  /** Where the log-likelihood falls to the limit, between a share outside and the one seen. */
  private static double edge(long hits, long rows, double limit, double outside, double inside) {
    double out = outside;
    double in = inside;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (out + in) / 2;
      if (logLikelihood(hits, rows, middle) < limit) {
        out = middle;
      } else {
        in = middle;
      }
    }
    return out;
  }

  private static double logLikelihood(long hits, long rows, double share) {
    long misses = rows - hits;
    double ofHits = hits == 0 ? 0 : hits * Math.log(share);
    return ofHits + (misses == 0 ? 0 : misses * Math.log1p(-share));
  }

  private static void requireCounts(long hits, long rows, double alpha) {
    if (hits < 0 || hits > rows) {
      throw new IllegalArgumentException(hits + " hits among " + rows + " rows cannot be");
    }
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must lie between 0 and 1, not at " + alpha);
    }
  }
}

package io.plimsoll.stats.performance;

import java.util.List;
import java.util.TreeMap;

/**
 * Rows of a two-class model whose truth is known: the score of the positive class, and whether it
 * was positive. Scores for {@link #logLoss}, {@link #brier} and {@link #calibration} are
 * probabilities; the others only ask for an order.
 */
public final class ScoredLabels {
  private final ScoredCounts counts;

  /**
   * The rows, in any order.
   *
   * @param scores finite
   * @param positives as long as the scores
   */
  public ScoredLabels(double[] scores, boolean[] positives) {
    if (scores.length != positives.length) {
      throw new IllegalArgumentException(
          "There are %d scores for %d labels.".formatted(scores.length, positives.length));
    }
    TreeMap<Double, long[]> byScore = new TreeMap<>();
    for (int row = 0; row < scores.length; row++) {
      if (!Double.isFinite(scores[row])) {
        throw new IllegalArgumentException(
            "The score of row %d is %s; leave such rows out.".formatted(row, scores[row]));
      }
      // Adding 0 makes one zero of the two.
      byScore.computeIfAbsent(scores[row] + 0.0, key -> new long[2])[positives[row] ? 0 : 1]++;
    }
    this.counts = ScoredCounts.of(byScore, true);
  }

  public int rows() {
    return (int) counts.rows();
  }

  /**
   * The probability that a positive row scores higher than a negative one, ties counting half. Its
   * error is DeLong's (E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44(3), 1988), by
   * ranks (X. Sun and W. Xu, IEEE Signal Processing Letters 21(11), 2014).
   */
  public Estimate rocAuc() {
    return counts.rocAuc();
  }

  /**
   * The mean of the precisions at each positive row, from the highest score down: the sum of (R(k)
   * - R(k-1)) P(k), rows of equal score at once. Its error is that of a share of as many rows as
   * there are positives (the binomial interval of K. Boyd, K. Eng and C. Page, ECML PKDD 2013).
   */
  public Estimate averagePrecision() {
    return counts.averagePrecision();
  }

  /**
   * The mean of -ln of the probability that was given to what came true. Probabilities are kept
   * from 0 and 1 by the distance between 1 and the next double, as in scikit-learn.
   */
  public Estimate logLoss() {
    return counts.logLoss();
  }

  /** The mean squared distance of the probability from what came true (G. Brier, 1950). */
  public Estimate brier() {
    return counts.brier();
  }

  /**
   * Rows that scored alike.
   *
   * @param score their mean score
   * @param positives the share that was positive
   */
  public record Bin(double score, Estimate positives) {}

  /**
   * What came true of what was promised, in bins of equal width over [0, 1]; empty ones left out.
   */
  public List<Bin> calibration(int bins) {
    return counts.calibration(bins);
  }

  /**
   * The expected calibration error: the mean over the rows of the distance between what their bin
   * promised and what came true of it (M. Naeini, G. Cooper and M. Hauskrecht, AAAI 2015).
   */
  public double expectedCalibrationError(int bins) {
    return counts.expectedCalibrationError(bins);
  }
}

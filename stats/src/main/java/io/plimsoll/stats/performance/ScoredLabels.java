package io.plimsoll.stats.performance;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a two-class model whose truth is known: the score of the positive class, and whether it
 * was positive. Scores for {@link #logLoss}, {@link #brier} and {@link #calibration} are
 * probabilities; the others only ask for an order.
 */
public final class ScoredLabels {
  private final double[] scores;
  private final boolean[] positives;
  private final int positiveRows;

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
    int count = 0;
    for (int row = 0; row < scores.length; row++) {
      if (!Double.isFinite(scores[row])) {
        throw new IllegalArgumentException(
            "The score of row %d is %s; leave such rows out.".formatted(row, scores[row]));
      }
      count += positives[row] ? 1 : 0;
    }
    int[] order = Order.ascending(scores);
    this.scores = new double[scores.length];
    this.positives = new boolean[scores.length];
    for (int rank = 0; rank < order.length; rank++) {
      this.scores[rank] = scores[order[rank]];
      this.positives[rank] = positives[order[rank]];
    }
    this.positiveRows = count;
  }

  public int rows() {
    return scores.length;
  }

  /**
   * The probability that a positive row scores higher than a negative one, ties counting half. Its
   * error is DeLong's (E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44(3), 1988), by
   * ranks (X. Sun and W. Xu, IEEE Signal Processing Letters 21(11), 2014).
   */
  public Estimate rocAuc() {
    long m = positiveRows;
    long n = rows() - m;
    if (m == 0 || n == 0) {
      return Estimate.UNDEFINED;
    }
    // For each row, the share of the rows of the other class that it is on the right side of.
    Moments ofPositives = new Moments();
    Moments ofNegatives = new Moments();
    long positivesBelow = 0;
    long negativesBelow = 0;
    for (int from = 0; from < rows(); ) {
      int to = endOfTie(from);
      long tiedPositives = 0;
      for (int row = from; row < to; row++) {
        tiedPositives += positives[row] ? 1 : 0;
      }
      long tiedNegatives = to - from - tiedPositives;
      ofPositives.add((negativesBelow + tiedNegatives / 2.0) / n, tiedPositives);
      ofNegatives.add((m - positivesBelow - tiedPositives / 2.0) / m, tiedNegatives);
      positivesBelow += tiedPositives;
      negativesBelow += tiedNegatives;
      from = to;
    }
    double variance = ofPositives.variance() / m + ofNegatives.variance() / n;
    return new Estimate(
        ofPositives.mean(), m < 2 || n < 2 ? Double.NaN : Math.sqrt(variance), rows());
  }

  /**
   * The mean of the precisions at each positive row, from the highest score down: the sum of (R(k)
   * - R(k-1)) P(k), rows of equal score at once. Its error is that of a share of as many rows as
   * there are positives (the binomial interval of K. Boyd, K. Eng and C. Page, ECML PKDD 2013).
   */
  public Estimate averagePrecision() {
    if (positiveRows == 0) {
      return Estimate.UNDEFINED;
    }
    double sum = 0;
    long hits = 0;
    for (int to = rows(); to > 0; ) {
      int from = startOfTie(to - 1);
      long before = hits;
      for (int row = from; row < to; row++) {
        hits += positives[row] ? 1 : 0;
      }
      sum += (double) (hits - before) / positiveRows * hits / (rows() - from);
      to = from;
    }
    // Rounding may lead a hair above 1, where a share has no error.
    double value = Math.min(1, sum);
    return new Estimate(value, Math.sqrt(value * (1 - value) / positiveRows), rows());
  }

  /**
   * The mean of -ln of the probability that was given to what came true. Probabilities are kept
   * from 0 and 1 by the distance between 1 and the next double, as in scikit-learn.
   */
  public Estimate logLoss() {
    requireProbabilities();
    double least = Math.ulp(1.0);
    Moments losses = new Moments();
    for (int row = 0; row < rows(); row++) {
      double p = Math.min(Math.max(scores[row], least), 1 - least);
      losses.add(-Math.log(positives[row] ? p : 1 - p), 1);
    }
    return losses.estimate();
  }

  /** The mean squared distance of the probability from what came true (G. Brier, 1950). */
  public Estimate brier() {
    requireProbabilities();
    Moments losses = new Moments();
    for (int row = 0; row < rows(); row++) {
      double distance = scores[row] - (positives[row] ? 1 : 0);
      losses.add(distance * distance, 1);
    }
    return losses.estimate();
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
    requireProbabilities();
    if (bins < 1) {
      throw new IllegalArgumentException(
          "There has to be one bin at least, not %d.".formatted(bins));
    }
    List<Bin> filled = new ArrayList<>();
    int row = 0;
    for (int bin = 0; bin < bins; bin++) {
      // A score that is on the border belongs to the lower bin, as in scikit-learn.
      double border = bin == bins - 1 ? 1 : (bin + 1.0) / bins;
      double sum = 0;
      long hits = 0;
      int from = row;
      while (row < rows() && scores[row] <= border) {
        sum += scores[row];
        hits += positives[row] ? 1 : 0;
        row++;
      }
      if (row > from) {
        filled.add(new Bin(sum / (row - from), Estimate.share((double) hits, row - from)));
      }
    }
    return filled;
  }

  /**
   * The expected calibration error: the mean over the rows of the distance between what their bin
   * promised and what came true of it (M. Naeini, G. Cooper and M. Hauskrecht, AAAI 2015).
   */
  public double expectedCalibrationError(int bins) {
    double sum = 0;
    for (Bin bin : calibration(bins)) {
      sum += bin.positives().rows() * Math.abs(bin.score() - bin.positives().value());
    }
    return rows() == 0 ? Double.NaN : sum / rows();
  }

  private int endOfTie(int from) {
    int to = from + 1;
    while (to < rows() && scores[to] == scores[from]) {
      to++;
    }
    return to;
  }

  private int startOfTie(int last) {
    int from = last;
    while (from > 0 && scores[from - 1] == scores[last]) {
      from--;
    }
    return from;
  }

  private void requireProbabilities() {
    if (rows() > 0 && (scores[0] < 0 || scores[rows() - 1] > 1)) {
      throw new IllegalArgumentException(
          "The scores go from %s to %s; this figure wants probabilities in [0, 1]."
              .formatted(scores[0], scores[rows() - 1]));
    }
  }
}

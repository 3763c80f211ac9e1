package io.plimsoll.stats.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * How many rows of each score were positive and how many were not, with the figures that follow:
 * those of {@link ScoredLabels}, whatever the number of rows.
 */
public final class ScoredCounts {
  private final double[] scores;
  private final long[] positives;
  private final long[] negatives;
  private final long positiveRows;
  private final long negativeRows;
  private final boolean isExact;

  private ScoredCounts(double[] scores, long[] positives, long[] negatives, boolean isExact) {
    this.scores = scores;
    this.positives = positives;
    this.negatives = negatives;
    this.isExact = isExact;
    long ofPositives = 0;
    long ofNegatives = 0;
    for (int at = 0; at < scores.length; at++) {
      ofPositives += positives[at];
      ofNegatives += negatives[at];
    }
    this.positiveRows = ofPositives;
    this.negativeRows = ofNegatives;
  }

  /**
   * Of counts by score.
   *
   * @param counts of the positive rows and of the others
   * @param isExact whether the scores are those that were given; else they are middles of bins
   */
  static ScoredCounts of(SortedMap<Double, long[]> counts, boolean isExact) {
    counts.values().removeIf(pair -> pair[0] == 0 && pair[1] == 0);
    double[] scores = new double[counts.size()];
    long[] positives = new long[counts.size()];
    long[] negatives = new long[counts.size()];
    int at = 0;
    for (Map.Entry<Double, long[]> each : counts.entrySet()) {
      scores[at] = each.getKey();
      positives[at] = each.getValue()[0];
      negatives[at++] = each.getValue()[1];
    }
    return new ScoredCounts(scores, positives, negatives, isExact);
  }

  public long rows() {
    return positiveRows + negativeRows;
  }

  /** Whether the figures are those of the scores themselves; else of the middles of fine bins. */
  public boolean isExact() {
    return isExact;
  }

  /** Whether all scores can be probabilities. */
  public boolean isProbability() {
    return scores.length == 0 || (scores[0] >= 0 && scores[scores.length - 1] <= 1);
  }

  /** The area under the ROC curve; see {@link ScoredLabels#rocAuc}. */
  public Estimate rocAuc() {
    long m = positiveRows;
    long n = negativeRows;
    if (m == 0 || n == 0) {
      return Estimate.UNDEFINED;
    }
    // For each row, the share of the rows of the other class that it is on the right side of.
    Moments ofPositives = new Moments();
    Moments ofNegatives = new Moments();
    long positivesBelow = 0;
    long negativesBelow = 0;
    for (int at = 0; at < scores.length; at++) {
      ofPositives.add((negativesBelow + negatives[at] / 2.0) / n, positives[at]);
      ofNegatives.add((m - positivesBelow - positives[at] / 2.0) / m, negatives[at]);
      positivesBelow += positives[at];
      negativesBelow += negatives[at];
    }
    double variance = ofPositives.variance() / m + ofNegatives.variance() / n;
    return new Estimate(
        ofPositives.mean(), m < 2 || n < 2 ? Double.NaN : Math.sqrt(variance), rows());
  }

  /**
   * By how much {@link #rocAuc} may differ from the area of the scores themselves at most: all
   * pairs in a bin may be in order or none, and half of them is what was counted. 0 if it is exact.
   */
  public double rocAucBound() {
    if (isExact || positiveRows == 0 || negativeRows == 0) {
      return 0;
    }
    double pairs = 0;
    for (int at = 0; at < scores.length; at++) {
      pairs += (double) positives[at] * negatives[at];
    }
    return pairs / 2 / positiveRows / negativeRows;
  }

  /** The average precision; see {@link ScoredLabels#averagePrecision}. */
  public Estimate averagePrecision() {
    if (positiveRows == 0) {
      return Estimate.UNDEFINED;
    }
    double sum = 0;
    long hits = 0;
    long above = 0;
    for (int at = scores.length - 1; at >= 0; at--) {
      hits += positives[at];
      above += positives[at] + negatives[at];
      sum += (double) positives[at] / positiveRows * hits / above;
    }
    // Rounding may lead a hair above 1, where a share has no error.
    double value = Math.min(1, sum);
    return new Estimate(value, Math.sqrt(value * (1 - value) / positiveRows), rows());
  }

  /** The mean logarithmic loss; see {@link ScoredLabels#logLoss}. */
  public Estimate logLoss() {
    requireProbabilities();
    double least = Math.ulp(1.0);
    Moments losses = new Moments();
    for (int at = 0; at < scores.length; at++) {
      double p = Math.min(Math.max(scores[at], least), 1 - least);
      losses.add(-Math.log(p), positives[at]);
      losses.add(-Math.log(1 - p), negatives[at]);
    }
    return losses.estimate();
  }

  /** The Brier score; see {@link ScoredLabels#brier}. */
  public Estimate brier() {
    requireProbabilities();
    Moments losses = new Moments();
    for (int at = 0; at < scores.length; at++) {
      double score = scores[at];
      losses.add((score - 1) * (score - 1), positives[at]);
      losses.add(score * score, negatives[at]);
    }
    return losses.estimate();
  }

  /** What came true of what was promised; see {@link ScoredLabels#calibration}. */
  public List<ScoredLabels.Bin> calibration(int bins) {
    requireProbabilities();
    if (bins < 1) {
      throw new IllegalArgumentException(
          "There has to be one bin at least, not %d.".formatted(bins));
    }
    List<ScoredLabels.Bin> filled = new ArrayList<>();
    int at = 0;
    for (int bin = 0; bin < bins; bin++) {
      // A score that is on the border belongs to the lower bin, as in scikit-learn.
      double border = bin == bins - 1 ? 1 : (bin + 1.0) / bins;
      double sum = 0;
      long hits = 0;
      long rows = 0;
      for (; at < scores.length && scores[at] <= border; at++) {
        long here = positives[at] + negatives[at];
        sum += scores[at] * here;
        hits += positives[at];
        rows += here;
      }
      if (rows > 0) {
        filled.add(new ScoredLabels.Bin(sum / rows, Estimate.share((double) hits, (double) rows)));
      }
    }
    return filled;
  }

  /** The expected calibration error; see {@link ScoredLabels#expectedCalibrationError}. */
  public double expectedCalibrationError(int bins) {
    double sum = 0;
    for (ScoredLabels.Bin bin : calibration(bins)) {
      sum += bin.positives().rows() * Math.abs(bin.score() - bin.positives().value());
    }
    return rows() == 0 ? Double.NaN : sum / rows();
  }

  /**
   * What the scores need to be probabilities; see {@link Calibration#needed}. Of more rows than
   * {@code most}, that many are taken evenly in the order of their scores.
   */
  public Calibration calibrationNeeded(int most) {
    int taken = (int) Math.min(most, rows());
    double[] score = new double[taken];
    boolean[] isPositive = new boolean[taken];
    int at = -1;
    long passed = 0;
    for (int row = 0; row < taken; row++) {
      long place = (long) ((row + 0.5) * rows() / taken);
      while (place >= passed) {
        at++;
        passed += positives[at] + negatives[at];
      }
      score[row] = scores[at];
      // Rows of one score stand in any order: spread its positives evenly among them.
      long here = positives[at] + negatives[at];
      long within = place - (passed - here);
      isPositive[row] = (within + 1) * positives[at] / here > within * positives[at] / here;
    }
    return Calibration.needed(score, isPositive);
  }

  private void requireProbabilities() {
    if (!isProbability()) {
      throw new IllegalArgumentException(
          "The scores go from %s to %s; this figure wants probabilities in [0, 1]."
              .formatted(scores[0], scores[scores.length - 1]));
    }
  }
}

package io.plimsoll.stats.performance;

import java.util.Arrays;
import java.util.List;

/**
 * How good a classifier's answers are, before it is known what came true: confidence-based
 * performance estimation. Where the calibrated probability of a row is p, it counts as p rows of
 * the class and as 1 - p rows of others (J. Białek et al., "Estimating Model Performance Under
 * Covariate Shift Without Labels", 2024, and NannyML's CBPE, whose definitions these are).
 *
 * <p>It sees what changes with the inputs (covariate shift). It cannot see that the same inputs are
 * followed by other outcomes than in the reference (concept drift), since the calibration is
 * learned there.
 */
public final class EstimatedPerformance {
  private final double[][] scores;
  private final double[][] probabilities;
  private final double[] rows;
  private final ConfusionMatrix confusion;

  private EstimatedPerformance(
      double[][] scores, double[][] probabilities, double[] rows, ConfusionMatrix confusion) {
    this.scores = scores;
    this.probabilities = probabilities;
    this.rows = rows;
    this.confusion = confusion;
  }

  /**
   * Of a model with two classes; class 1 is the positive one.
   *
   * @param scores of the positive class
   * @param answered whether the model answered the positive class
   * @param calibration learned on the reference
   */
  public static EstimatedPerformance ofTwo(
      double[] scores, boolean[] answered, Calibration calibration) {
    return ofTwo(scores, answered, ones(scores.length), calibration);
  }

  /**
   * The same of rows that are counted.
   *
   * @param rows how many rows had that score and answer
   */
  public static EstimatedPerformance ofTwo(
      double[] scores, boolean[] answered, double[] rows, Calibration calibration) {
    requireSame(scores.length, answered.length);
    requireSame(scores.length, rows.length);
    ConfusionMatrix confusion = new ConfusionMatrix(2);
    double[] probabilities = new double[scores.length];
    for (int row = 0; row < scores.length; row++) {
      double p = calibration.probability(scores[row]);
      probabilities[row] = p;
      int answer = answered[row] ? 1 : 0;
      confusion.add(1, answer, p * rows[row]);
      confusion.add(0, answer, (1 - p) * rows[row]);
    }
    return new EstimatedPerformance(
        new double[][] {scores}, new double[][] {probabilities}, rows, confusion);
  }

  /**
   * Of a model with several classes. Each class is calibrated against all others; what comes out is
   * scaled to a sum of one, and where all are 0, all classes are as probable.
   *
   * @param scores of each class, and in it of each row
   * @param answered the number of the class that the model answered
   * @param calibrations one for each class
   */
  public static EstimatedPerformance ofMany(
      double[][] scores, int[] answered, List<Calibration> calibrations) {
    return ofMany(scores, answered, ones(answered.length), calibrations);
  }

  /**
   * The same of rows that stand for several.
   *
   * @param rows for how many rows each of them stands
   */
  public static EstimatedPerformance ofMany(
      double[][] scores, int[] answered, double[] rows, List<Calibration> calibrations) {
    requireSame(answered.length, rows.length);
    int classes = scores.length;
    requireSame(classes, calibrations.size());
    for (double[] ofClass : scores) {
      requireSame(ofClass.length, answered.length);
    }
    double[][] probabilities = new double[classes][answered.length];
    ConfusionMatrix confusion = new ConfusionMatrix(classes);
    for (int row = 0; row < answered.length; row++) {
      double sum = 0;
      for (int one = 0; one < classes; one++) {
        probabilities[one][row] = calibrations.get(one).probability(scores[one][row]);
        sum += probabilities[one][row];
      }
      for (int one = 0; one < classes; one++) {
        probabilities[one][row] = sum == 0 ? 1.0 / classes : probabilities[one][row] / sum;
        confusion.add(one, answered[row], probabilities[one][row] * rows[row]);
      }
    }
    return new EstimatedPerformance(scores, probabilities, rows, confusion);
  }

  /** What the confusion matrix will be, in expectation; its figures follow from it. */
  public ConfusionMatrix confusion() {
    return confusion;
  }

  /**
   * The expected area under the ROC curve: rows in the order of their score, each a positive with
   * its probability. Of several classes the mean, each against all others. Its error is that of the
   * realised area with as many rows of either kind (J. Hanley and B. McNeil, Radiology 143(1),
   * 1982), since DeLong's wants labels.
   */
  public Estimate rocAuc() {
    double sum = 0;
    double variance = 0;
    for (int one = 0; one < scores.length; one++) {
      Estimate area = rocAuc(scores[one], probabilities[one], rows);
      if (!area.isDefined()) {
        return Estimate.UNDEFINED;
      }
      sum += area.value();
      variance += area.standardError() * area.standardError();
    }
    int classes = scores.length;
    return new Estimate(sum / classes, Math.sqrt(variance) / classes, Math.round(sum(rows)));
  }

  private static Estimate rocAuc(double[] scores, double[] probabilities, double[] rows) {
    int[] order = Order.ascending(scores);
    double positivesBelow = 0;
    double negativesBelow = 0;
    double pairs = 0;
    for (int from = 0; from < order.length; ) {
      double positives = 0;
      double negatives = 0;
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        positives += probabilities[order[to]] * rows[order[to]];
        negatives += (1 - probabilities[order[to]]) * rows[order[to]];
        to++;
      }
      pairs += positives * (negativesBelow + negatives / 2);
      positivesBelow += positives;
      negativesBelow += negatives;
      from = to;
    }
    if (positivesBelow <= 0 || negativesBelow <= 0) {
      return Estimate.UNDEFINED;
    }
    double area = pairs / (positivesBelow * negativesBelow);
    double twoPositives = area / (2 - area);
    double twoNegatives = 2 * area * area / (1 + area);
    double variance =
        (area * (1 - area)
                + Math.max(0, positivesBelow - 1) * (twoPositives - area * area)
                + Math.max(0, negativesBelow - 1) * (twoNegatives - area * area))
            / (positivesBelow * negativesBelow);
    return new Estimate(area, Math.sqrt(variance), Math.round(sum(rows)));
  }

  /**
   * The expected average precision of the positive class, or the mean over several classes: rows
   * from the highest score down, each a hit with its probability.
   */
  public Estimate averagePrecision() {
    double sum = 0;
    double variance = 0;
    for (int one = 0; one < scores.length; one++) {
      Estimate precision = averagePrecision(scores[one], probabilities[one], rows);
      if (!precision.isDefined()) {
        return Estimate.UNDEFINED;
      }
      sum += precision.value();
      variance += precision.standardError() * precision.standardError();
    }
    int classes = scores.length;
    return new Estimate(sum / classes, Math.sqrt(variance) / classes, Math.round(sum(rows)));
  }

  private static Estimate averagePrecision(double[] scores, double[] probabilities, double[] rows) {
    int[] order = Order.ascending(scores);
    double all = 0;
    for (int row = 0; row < rows.length; row++) {
      all += probabilities[row] * rows[row];
    }
    if (all <= 0) {
      return Estimate.UNDEFINED;
    }
    double sum = 0;
    double hits = 0;
    double above = 0;
    for (int to = order.length; to > 0; ) {
      int from = to;
      double tied = 0;
      while (from > 0 && scores[order[from - 1]] == scores[order[to - 1]]) {
        int row = order[--from];
        tied += probabilities[row] * rows[row];
        above += rows[row];
      }
      hits += tied;
      sum += tied / all * hits / above;
      to = from;
    }
    double value = Math.min(1, sum);
    return new Estimate(value, Math.sqrt(value * (1 - value) / all), Math.round(sum(rows)));
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static void requireSame(int one, int other) {
    if (one != other) {
      throw new IllegalArgumentException(
          "There have to be as many of both, not %d and %d.".formatted(one, other));
    }
  }
}

package io.plimsoll.stats.performance;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Turns a score into the probability that it was followed by in the reference, by isotonic
 * regression: the non-decreasing function with the least squared distance (pool adjacent violators;
 * M. Ayer et al., Annals of Mathematical Statistics 26(4), 1955), straight between its steps and
 * constant outside of them, as in scikit-learn.
 *
 * @param scores ascending; none if the scores are probabilities as they are
 * @param probabilities at those scores, non-decreasing
 */
public record Calibration(double[] scores, double[] probabilities) {
  /** For scores that need no calibration. */
  public static final Calibration NONE = new Calibration(new double[0], new double[0]);

  private static final int BINS = 10;
  private static final int SPLITS = 10;
  private static final int TEST_PART = 10;
  private static final long SEED = 42;

  /** A model that separates the classes perfectly leaves nothing to be learned about between. */
  private static final double SEPARATED = 0.999;

  public Calibration {
    if (scores.length != probabilities.length) {
      throw new IllegalArgumentException(
          "There are %d scores for %d probabilities."
              .formatted(scores.length, probabilities.length));
    }
  }

  /**
   * What the scores of a reference need: isotonic regression, if that lowers the expected
   * calibration error (ten bins) on rows that it was not fitted on, ten times a tenth of each
   * class; nothing, if it does not, if there are fewer than ten rows of a class, or if the scores
   * separate the classes (the rule of NannyML, with other random splits). Scores outside of [0, 1]
   * are always fitted.
   */
  public static Calibration needed(double[] scores, boolean[] positives) {
    ScoredLabels rows = new ScoredLabels(scores, positives);
    double least = Arrays.stream(scores).min().orElse(0);
    double most = Arrays.stream(scores).max().orElse(0);
    if (least < 0 || most > 1) {
      return isotonic(scores, positives);
    }
    int[][] classes = classes(positives);
    boolean isScarce = Math.min(classes[0].length, classes[1].length) < TEST_PART;
    if (isScarce || rows.rocAuc().value() > SEPARATED) {
      return NONE;
    }
    return improves(scores, positives, classes) ? isotonic(scores, positives) : NONE;
  }

  private static boolean improves(double[] scores, boolean[] positives, int[][] classes) {
    SplittableRandom random = new SplittableRandom(SEED);
    int tested = classes[0].length / TEST_PART + classes[1].length / TEST_PART;
    double[] before = new double[SPLITS * tested];
    double[] after = new double[SPLITS * tested];
    boolean[] truth = new boolean[SPLITS * tested];
    int at = 0;
    for (int split = 0; split < SPLITS; split++) {
      boolean[] isTest = new boolean[scores.length];
      for (int[] members : classes) {
        shuffle(members, random);
        for (int i = 0; i < members.length / TEST_PART; i++) {
          isTest[members[i]] = true;
        }
      }
      Calibration fitted = isotonic(scores, positives, isTest);
      for (int row = 0; row < scores.length; row++) {
        if (isTest[row]) {
          before[at] = scores[row];
          after[at] = fitted.probability(scores[row]);
          truth[at++] = positives[row];
        }
      }
    }
    return new ScoredLabels(after, truth).expectedCalibrationError(BINS)
        < new ScoredLabels(before, truth).expectedCalibrationError(BINS);
  }

  private static int[][] classes(boolean[] positives) {
    int[][] members = new int[2][positives.length];
    int[] sizes = new int[2];
    for (int row = 0; row < positives.length; row++) {
      int one = positives[row] ? 1 : 0;
      members[one][sizes[one]++] = row;
    }
    return new int[][] {Arrays.copyOf(members[0], sizes[0]), Arrays.copyOf(members[1], sizes[1])};
  }

  private static void shuffle(int[] members, SplittableRandom random) {
    for (int last = members.length - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      int kept = members[last];
      members[last] = members[other];
      members[other] = kept;
    }
  }

  /** Isotonic regression of the labels on the scores, which must be finite. */
  public static Calibration isotonic(double[] scores, boolean[] positives) {
    return isotonic(scores, positives, new boolean[scores.length]);
  }

  private static Calibration isotonic(double[] scores, boolean[] positives, boolean[] leftOut) {
    double[] at = new double[scores.length];
    double[] level = new double[scores.length];
    double[] weight = new double[scores.length];
    int points = 0;
    for (int row : Order.ascending(scores)) {
      if (leftOut[row]) {
        continue;
      }
      double label = positives[row] ? 1 : 0;
      if (points > 0 && at[points - 1] == scores[row]) {
        double rows = weight[points - 1] + 1;
        level[points - 1] += (label - level[points - 1]) / rows;
        weight[points - 1] = rows;
      } else {
        at[points] = scores[row];
        level[points] = label;
        weight[points++] = 1;
      }
    }
    return steps(at, pooled(level, weight, points), points);
  }

  /** Joins neighbours that fall until none does; each point gets the level of its pool. */
  private static double[] pooled(double[] level, double[] weight, int points) {
    double[] means = new double[points];
    double[] weights = new double[points];
    int[] sizes = new int[points];
    int pools = 0;
    for (int point = 0; point < points; point++) {
      means[pools] = level[point];
      weights[pools] = weight[point];
      sizes[pools++] = 1;
      while (pools > 1 && means[pools - 2] >= means[pools - 1]) {
        double all = weights[pools - 2] + weights[pools - 1];
        means[pools - 2] =
            (means[pools - 2] * weights[pools - 2] + means[pools - 1] * weights[pools - 1]) / all;
        weights[pools - 2] = all;
        sizes[pools - 2] += sizes[pools - 1];
        pools--;
      }
    }
    double[] fitted = new double[points];
    int point = 0;
    for (int pool = 0; pool < pools; pool++) {
      Arrays.fill(fitted, point, point + sizes[pool], means[pool]);
      point += sizes[pool];
    }
    return fitted;
  }

  /** Only the ends of each level are needed to draw straight lines between them. */
  private static Calibration steps(double[] at, double[] level, int points) {
    double[] scores = new double[points];
    double[] probabilities = new double[points];
    int kept = 0;
    for (int point = 0; point < points; point++) {
      boolean isInside =
          point > 0
              && point < points - 1
              && level[point] == level[point - 1]
              && level[point] == level[point + 1];
      if (!isInside) {
        scores[kept] = at[point];
        probabilities[kept++] = level[point];
      }
    }
    return new Calibration(Arrays.copyOf(scores, kept), Arrays.copyOf(probabilities, kept));
  }

  /** Whether the scores are changed at all. */
  public boolean isNeeded() {
    return scores.length > 0;
  }

  /** The probability of the positive class at a score. */
  public double probability(double score) {
    if (!isNeeded()) {
      return score;
    }
    int found = Arrays.binarySearch(scores, score);
    if (found >= 0) {
      return probabilities[found];
    }
    int above = -found - 1;
    if (above == 0) {
      return probabilities[0];
    }
    if (above == scores.length) {
      return probabilities[above - 1];
    }
    double share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
    return probabilities[above - 1] + share * (probabilities[above] - probabilities[above - 1]);
  }
}

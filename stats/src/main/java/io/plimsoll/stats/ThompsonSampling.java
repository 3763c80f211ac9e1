package io.plimsoll.stats;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Which arm is the best, by drawing each arm's mean reward from its posterior many times over and
 * counting how often each wins. Sending each arm the share of calls with which it wins is Thompson
 * sampling in batches (W. Thompson, Biometrika 25, 1933; S. Scott, A modern Bayesian look at the
 * multi-armed bandit, Applied Stochastic Models in Business and Industry 26, 2010, section 3).
 */
public final class ThompsonSampling {
  /** The standard error of a probability is at most 0.25 percentage points. */
  static final int DRAWS = 40_000;

  private static final int WHOLE = 1_000;

  private ThompsonSampling() {}

  /**
   * The probability of each arm to be the best. The same arms and seed give the same numbers.
   *
   * @param isLessBetter whether the best arm is the one with the smallest mean
   */
  public static double[] probabilities(
      List<RewardPosterior> arms, boolean isLessBetter, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] wins = new long[arms.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      int best = 0;
      double value = Double.NEGATIVE_INFINITY;
      for (int arm = 0; arm < wins.length; arm++) {
        double drawn = arms.get(arm).draw(random);
        double gain = isLessBetter ? -drawn : drawn;
        if (gain > value) {
          value = gain;
          best = arm;
        }
      }
      wins[best]++;
    }
    double[] probabilities = new double[wins.length];
    for (int arm = 0; arm < wins.length; arm++) {
      probabilities[arm] = (double) wins[arm] / DRAWS;
    }
    return probabilities;
  }

  /**
   * Whole thousandths that sum to 1000: each arm has the floor, and the rest goes by probability,
   * rounded by the largest remainders.
   *
   * @param floor thousandths that each arm has at least
   */
  public static int[] shares(double[] probabilities, int floor) {
    int arms = probabilities.length;
    int rest = WHOLE - floor * arms;
    if (arms == 0 || floor < 0 || rest < 0) {
      throw new IllegalArgumentException("a floor of " + floor + " for " + arms + " arms");
    }
    int[] shares = new int[arms];
    double[] remainders = new double[arms];
    int given = 0;
    for (int arm = 0; arm < arms; arm++) {
      double wanted = rest * probabilities[arm];
      shares[arm] = floor + (int) wanted;
      remainders[arm] = wanted - (int) wanted;
      given += shares[arm];
    }
    for (; given < WHOLE; given++) {
      int next = 0;
      for (int arm = 1; arm < arms; arm++) {
        next = remainders[arm] > remainders[next] ? arm : next;
      }
      shares[next]++;
      remainders[next] = -1;
    }
    return shares;
  }
}

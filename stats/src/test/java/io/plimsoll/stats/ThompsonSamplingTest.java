package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class ThompsonSamplingTest {
  /** Five standard errors of a probability at 40,000 draws. */
  private static final double NOISE = 0.0125;

  @Test
  void agreesWithTheSumForTwoShares() {
    long[][] cases = {{0, 0, 0, 0}, {3, 10, 5, 10}, {40, 100, 55, 100}, {10, 1000, 30, 1000}};
    for (long[] seen : cases) {
      double exact = secondBeatsFirst(seen[0], seen[1], seen[2], seen[3]);
      double[] drawn = of(share(seen[0], seen[1]), share(seen[2], seen[3]));
      assertThat(drawn[1]).isCloseTo(exact, within(NOISE));
      assertThat(drawn[0] + drawn[1]).isEqualTo(1, within(1e-12));
    }
  }

  @Test
  void agreesWithTheIntegralForThreeShares() {
    BetaDistribution a = BetaDistribution.of(4, 8);
    BetaDistribution b = BetaDistribution.of(6, 6);
    BetaDistribution c = BetaDistribution.of(20, 18);
    double exact =
        integral(0, 1, x -> b.density(x) * a.cumulativeProbability(x) * c.cumulativeProbability(x));
    double[] drawn = of(share(3, 10), share(5, 10), share(19, 36));
    assertThat(drawn[1]).isCloseTo(exact, within(NOISE));
  }

  @Test
  void agreesWithTheIntegralForMeans() {
    RewardMoments first = new RewardMoments(30, 10.0, 30 * 4.0);
    RewardMoments second = new RewardMoments(12, 10.8, 12 * 6.0);
    RewardMoments all = first.plus(second);
    RewardPosterior.Mean one = (RewardPosterior.Mean) RewardPosterior.ofMean(first, all);
    RewardPosterior.Mean other = (RewardPosterior.Mean) RewardPosterior.ofMean(second, all);
    TDistribution ofOne = TDistribution.of(one.degrees());
    TDistribution ofOther = TDistribution.of(other.degrees());
    double exact =
        integral(
            -20,
            40,
            x ->
                ofOther.density((x - other.mean()) / other.scale())
                    / other.scale()
                    * ofOne.cumulativeProbability((x - one.mean()) / one.scale()));
    assertThat(of(one, other)[1]).isCloseTo(exact, within(NOISE));
    assertThat(ThompsonSampling.probabilities(List.of(one, other), true, 7)[0])
        .isCloseTo(exact, within(NOISE));
  }

  /** Rows 1, 2, 3, 4 after a prior of mean 0 and variance 1 that weighs one row, by hand. */
  @Test
  void updatesTheNormalInverseGammaAsThePaperSays() {
    RewardMoments rows = new RewardMoments(4, 2.5, 5.0);
    RewardPosterior.Mean after =
        (RewardPosterior.Mean) RewardPosterior.ofMean(rows, RewardMoments.NONE);
    assertThat(after.mean()).isEqualTo(2.0, within(1e-12));
    assertThat(after.degrees()).isEqualTo(6.0);
    // beta = 1 + 5/2 + 1*4*2.5^2/(2*5) = 6; scale^2 = 6/(3*5).
    assertThat(after.scale()).isEqualTo(Math.sqrt(6.0 / 15), within(1e-12));
  }

  @Test
  void drawsHaveTheMomentsOfTheirDistribution() {
    SplittableRandom random = new SplittableRandom(3);
    RewardPosterior beta = RewardPosterior.ofShare(2, 7);
    double sum = 0;
    double squares = 0;
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      double x = beta.draw(random);
      sum += x;
      squares += x * x;
    }
    double mean = sum / draws;
    assertThat(mean).isCloseTo(3.0 / 9, within(0.002));
    assertThat(squares / draws - mean * mean).isCloseTo(3.0 * 6 / (81 * 10), within(0.0005));
  }

  @Test
  void momentsOfPartsAreThoseOfTheWhole() {
    RewardMoments whole = new RewardMoments(4, 2.5, 5.0);
    assertThat(new RewardMoments(2, 1.5, 0.5).plus(new RewardMoments(2, 3.5, 0.5)))
        .isEqualTo(whole);
    assertThat(RewardMoments.NONE.plus(whole)).isEqualTo(whole);
  }

  @Test
  void sharesKeepTheFloorAndSumToAll() {
    assertThat(ThompsonSampling.shares(new double[] {1, 0, 0}, 50)).containsExactly(900, 50, 50);
    assertThat(ThompsonSampling.shares(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, 0))
        .containsExactly(334, 333, 333);
    assertThat(ThompsonSampling.shares(new double[] {0.25, 0.75}, 500)).containsExactly(500, 500);
  }

  @Test
  void sameRowsGiveTheSameNumbers() {
    assertThat(of(share(3, 10), share(5, 10))).isEqualTo(of(share(3, 10), share(5, 10)));
  }

  private static RewardPosterior share(long hits, long rows) {
    return RewardPosterior.ofShare(hits, rows);
  }

  private static double[] of(RewardPosterior... arms) {
    return ThompsonSampling.probabilities(List.of(arms), false, 42);
  }

  /**
   * E. Miller, Formulas for Bayesian A/B testing, 2015: exact, as a sum of as many terms as hits.
   */
  private static double secondBeatsFirst(long hitsA, long rowsA, long hitsB, long rowsB) {
    double alphaA = 1 + hitsA;
    double betaA = 1.0 + rowsA - hitsA;
    double betaB = 1.0 + rowsB - hitsB;
    double sum = 0;
    for (int i = 0; i < 1 + hitsB; i++) {
      sum +=
          Math.exp(
              LogBeta.value(alphaA + i, betaA + betaB)
                  - Math.log(betaB + i)
                  - LogBeta.value(1.0 + i, betaB)
                  - LogBeta.value(alphaA, betaA));
    }
    return sum;
  }

  /** Simpson's rule. */
  private static double integral(double from, double to, DoubleUnaryOperator function) {
    int steps = 20_000;
    double width = (to - from) / steps;
    double sum = function.applyAsDouble(from) + function.applyAsDouble(to);
    for (int i = 1; i < steps; i++) {
      sum += function.applyAsDouble(from + i * width) * (i % 2 == 0 ? 2 : 4);
    }
    return sum * width / 3;
  }
}

package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignificanceTest {

  @Test
  void falselyRejectsAboutFivePercentOfEqualSamples() {
    int byKolmogorovSmirnov = 0;
    int byChiSquare = 0;
    for (int seed = 1; seed <= 1_000; seed++) {
      Random random = new Random(seed);
      TestResult ks =
          KolmogorovSmirnov.test(random.doubles(200).toArray(), random.doubles(150).toArray());
      long[] reference = new long[6];
      long[] current = new long[6];
      random.ints(500, 0, 6).forEach(category -> reference[category]++);
      random.ints(200, 0, 6).forEach(category -> current[category]++);
      byKolmogorovSmirnov += ks.pValue() < 0.05 ? 1 : 0;
      byChiSquare +=
          SignificanceTests.chiSquareContingency(reference, current).pValue() < 0.05 ? 1 : 0;
    }

    assertThat(byKolmogorovSmirnov).isBetween(25, 70);
    assertThat(byChiSquare).isBetween(30, 70);
  }

  @Test
  void joinsTheExactAndTheLimitingDistributionSmoothly() {
    Random random = new Random(7);
    double[] hundred = random.doubles(100).map(value -> value + 0.2).toArray();
    double[] exact = random.doubles(100).toArray();
    double[] limit = Arrays.copyOf(exact, 101);
    limit[100] = 0.5;

    double byCounting = KolmogorovSmirnov.test(hundred, exact).pValue();
    double byLimit = KolmogorovSmirnov.test(hundred, limit).pValue();
    assertThat(byLimit / byCounting).isBetween(0.5, 2.0);
  }

  @Test
  void givesEqualSamplesAPValueOfOne() {
    double[] sample = {1, 2, 2, 3};

    assertThat(KolmogorovSmirnov.test(sample, sample)).isEqualTo(new TestResult(0, 1));
    assertThat(SignificanceTests.chiSquareContingency(new long[] {50, 50}, new long[] {20, 20}))
        .isEqualTo(new TestResult(0, 1));
    assertThat(SignificanceTests.fisherExact(10, 10, 10, 10).pValue()).isCloseTo(1, within(1e-9));
  }

  @Test
  void matchesTheContingencyTableWorkedByHand() {
    // 20/30 against 30/20: every expected count is 25, so the statistic is 4 × 25 / 25.
    TestResult result =
        SignificanceTests.chiSquareContingency(new long[] {20, 30}, new long[] {30, 20});

    assertThat(result.statistic()).isCloseTo(4, within(1e-12));
    assertThat(result.pValue()).isCloseTo(0.0455003, within(1e-6));
  }

  @Test
  void poolsCategoriesWithTooFewExpectedRows() {
    TestResult pooled =
        SignificanceTests.chiSquareContingency(
            new long[] {50, 50, 2, 1}, new long[] {50, 50, 0, 3});

    assertThat(pooled).isEqualTo(new TestResult(0, 1));
  }

  @Test
  void keepsTinyPValuesApartFromZero() {
    double[] low = Samples.numbers(1, 60, random -> random.nextDouble());
    double[] high = Samples.numbers(2, 60, random -> 2 + random.nextDouble());

    // No overlap at all: 2 of the C(120, 60) orders.
    assertThat(KolmogorovSmirnov.test(low, high).pValue()).isBetween(1e-36, 1e-34);
  }

  @Test
  void measuresAShiftInTheUnitOfTheValues() {
    double[] reference = {0, 1, 3};
    double[] current = {5, 6, 8};

    assertThat(Distances.wasserstein(reference, current)).isCloseTo(5, within(1e-12));
    assertThat(Distances.normalisedWasserstein(reference, current))
        .isCloseTo(5 / Samples.profile(reference).standardDeviation(), within(1e-12));
    assertThat(Distances.energy(new double[] {0}, new double[] {2})).isCloseTo(2, within(1e-12));
  }

  @Test
  void keepsBoundedDistancesBetweenZeroAndOne() {
    double[] left = {1, 0};
    double[] right = {0, 1};

    assertThat(Distances.jensenShannon(left, right)).isEqualTo(1);
    assertThat(Distances.hellinger(left, right)).isEqualTo(1);
    assertThat(Distances.totalVariation(left, right)).isEqualTo(1);
    assertThat(Distances.jensenShannon(left, left)).isZero();
    assertThat(Distances.hellinger(left, left)).isZero();
  }

  @Test
  void measuresKullbackLeiblerFromTheReferenceToTheCurrentShares() {
    double[] reference = {0.5, 0.5};
    double[] current = {1, 0};

    assertThat(Distances.kullbackLeibler(reference, current, 0))
        .isCloseTo(Math.log(2), within(1e-12));
    assertThat(Distances.kullbackLeibler(current, reference, 0)).isInfinite();
    assertThat(Distances.kullbackLeibler(current, reference, 1e-4)).isFinite();
  }

  @Test
  void refusesEmptyAndUnequalInputs() {
    assertThatThrownBy(() -> KolmogorovSmirnov.test(new double[0], new double[1]))
        .hasMessageContaining("at least one value");
    assertThatThrownBy(() -> Distances.wasserstein(new double[1], new double[0]))
        .hasMessageContaining("at least one value");
    assertThatThrownBy(() -> Distances.hellinger(new double[1], new double[2]))
        .hasMessageContaining("same bins");
    assertThatThrownBy(() -> SignificanceTests.gTest(new long[1], new long[2]))
        .hasMessageContaining("same categories");
    assertThatThrownBy(() -> SignificanceTests.gTest(new long[2], new long[2]))
        .hasMessageContaining("at least one row");
  }
}

package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OracleTest {

  @ParameterizedTest
  @MethodSource("io.plimsoll.stats.OracleCase#all")
  void agreesWithThePublishedNumber(OracleCase oracle) {
    double expected =
        oracle.id().equals("evidently-tvd-permutation-1")
            ? oracle.parameter("tvd_statistic_recomputed")
            : oracle.expected("statistic");
    double actual = compute(oracle);
    if (Double.isInfinite(expected)) {
      assertThat(actual).isEqualTo(expected);
      return;
    }
    assertThat(actual).isCloseTo(expected, within(Math.max(1e-12, oracle.tolerance())));
    JsonNode recomputed = oracle.json().path("recomputed");
    if (recomputed.isNumber() && !oracle.id().equals("evidently-tvd-permutation-1")) {
      assertThat(actual).isCloseTo(recomputed.asDouble(), within(1e-9));
    }
  }

  private static double compute(OracleCase oracle) {
    return switch (oracle.id()) {
      case "evidently-chisquare-equal-n" ->
          SignificanceTests.chiSquareGoodnessOfFit(reference(oracle), current(oracle)).pValue();
      case "evidently-g-test" ->
          SignificanceTests.gTest(reference(oracle), current(oracle)).pValue();
      case "evidently-fisher-1" -> fisher(reference(oracle), current(oracle));
      case "evidently-z-test-identical" -> proportions(reference(oracle), current(oracle));
      case "deequ-chisq-stat-missing-bins" ->
          SignificanceTests.chiSquareGoodnessOfFitRegrouped(reference(oracle), current(oracle))
              .statistic();
      case "deequ-chisq-p-missing-bins" ->
          SignificanceTests.chiSquareGoodnessOfFitRegrouped(reference(oracle), current(oracle))
              .pValue();
      case "radicalbit-ks-critical-10-10" -> KolmogorovSmirnov.criticalValue(0.05, 10, 10);
      case "commons-math-ks-exact-1" -> kolmogorovSmirnov(oracle);
      default -> distance(oracle);
    };
  }

  private static double distance(OracleCase oracle) {
    double[] left = oracle.shares("reference");
    double[] right = oracle.shares("current");
    double[] reference = oracle.values("reference");
    double[] current = oracle.values("current");
    return switch (oracle.id()) {
      case "evidently-hellinger-cat" -> Distances.hellinger(left, right);
      case "evidently-tvd-permutation-1" -> Distances.totalVariation(left, right);
      case "evidently-energy-distance-zero" -> Distances.energy(reference, current);
      case "evidently-psi-categorical-empty-bin" ->
          Psi.ofShares(
              categoryShares(reference, reference, current),
              categoryShares(current, reference, current));
      case "deequ-linf-simple" -> Distances.largestDifference(left, right);
      case "deequ-linf-robust-zero" ->
          Distances.robustLargestDifference(
              left,
              right,
              Arrays.stream(reference(oracle)).sum(),
              Arrays.stream(current(oracle)).sum());
      case "tfdv-js-different-bounds" ->
          Distances.jensenShannonDivergence(
              histogramShares(oracle, "reference"), histogramShares(oracle, "current"));
      case "nannyml-wasserstein-small" -> Distances.wasserstein(reference, current);
      case "frouros-hellinger" ->
          Distances.hellinger(
              equalWidthShares(reference, reference, current),
              equalWidthShares(current, reference, current));
      case "frouros-kl-infinite" ->
          Distances.kullbackLeibler(
              equalWidthShares(reference, reference, current),
              equalWidthShares(current, reference, current),
              0);
      case "deepchecks-emd-scaled-max" -> scaledWasserstein(oracle);
      default -> throw new AssertionError("No method is bound to the case " + oracle.id());
    };
  }

  private static long[] reference(OracleCase oracle) {
    return oracle.counts("reference");
  }

  private static long[] current(OracleCase oracle) {
    return oracle.counts("current");
  }

  private static double fisher(long[] reference, long[] current) {
    return SignificanceTests.fisherExact(reference[0], reference[1], current[0], current[1])
        .pValue();
  }

  private static double proportions(long[] reference, long[] current) {
    return SignificanceTests.twoProportions(
            reference[0], reference[0] + reference[1], current[0], current[0] + current[1])
        .pValue();
  }

  private static double kolmogorovSmirnov(OracleCase oracle) {
    TestResult result =
        KolmogorovSmirnov.test(oracle.values("reference"), oracle.values("current"));
    assertThat(result.pValue()).isCloseTo(oracle.expected("p_value"), within(oracle.tolerance()));
    return result.statistic();
  }

  /** Both sides are constants given as counts; the joint range 0 to 10 scaled to 0 to 1. */
  private static double scaledWasserstein(OracleCase oracle) {
    double[] ten = {10};
    double[] zero = {0};
    assertThat(oracle.json().path("reference").path("counts").path("10").asInt()).isEqualTo(100);
    assertThat(oracle.json().path("current").path("counts").path("0").asInt()).isEqualTo(100);
    return Distances.wasserstein(ten, zero) / (10 - 0);
  }

  private static double[] categoryShares(double[] sample, double[] reference, double[] current) {
    TreeSet<Double> categories = new TreeSet<>();
    Arrays.stream(reference).forEach(categories::add);
    Arrays.stream(current).forEach(categories::add);
    SortedValues values = SortedValues.ofSample(sample);
    return categories.stream()
        .mapToDouble(value -> values.at(value) / (double) values.total())
        .toArray();
  }

  /** Ten bins of equal width over the joint range, closed below and, the last one, above. */
  private static double[] equalWidthShares(double[] sample, double[] reference, double[] current) {
    NumericProfile both = Samples.profile(reference);
    both.merge(Samples.profile(current));
    double[] shares = new double[10];
    for (double value : sample) {
      int bin = (int) ((value - both.min()) / (both.max() - both.min()) * 10);
      shares[Math.min(bin, 9)] += 1.0 / sample.length;
    }
    return shares;
  }

  /** The unit cells from 1 to 6, over which the counts of a wider bucket are spread evenly. */
  private static double[] histogramShares(OracleCase oracle, String side) {
    double[] shares = new double[5];
    double total = 0;
    for (JsonNode bucket : oracle.json().path(side).path("buckets")) {
      total += bucket.path("count").asDouble();
      int low = bucket.path("low").asInt();
      int high = bucket.path("high").asInt();
      for (int cell = low; cell < high; cell++) {
        shares[cell - 1] += bucket.path("count").asDouble() / (high - low);
      }
    }
    for (int cell = 0; cell < shares.length; cell++) {
      shares[cell] /= total;
    }
    return shares;
  }
}

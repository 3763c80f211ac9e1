package io.plimsoll.stats.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.stats.drift.Comparison.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {

  static Stream<String> ids() {
    return DriftMethods.all().stream().map(DriftMethod::id);
  }

  private static Comparison.Question question(String method) {
    return new Comparison.Question(
        Optional.of(method), Optional.empty(), Map.of(), 0.05, OptionalDouble.empty());
  }

  private static Comparison.Question anything(Library library) {
    return new Comparison.Question(
        Optional.empty(), Optional.of(library), Map.of(), 0.05, OptionalDouble.empty());
  }

  private static double[] normal(long seed, int rows, double shift) {
    Random random = new Random(seed);
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = random.nextGaussian() + shift;
    }
    return values;
  }

  private static List<Sample> oddities() {
    double nan = Double.NaN;
    double infinity = Double.POSITIVE_INFINITY;
    return List.of(
        Numbers.of(),
        Numbers.of(1),
        Numbers.of(nan, nan),
        Numbers.of(infinity, -infinity, 1, 2, 3, 4, 5, 6),
        Numbers.of(5, 5, 5, 5, 5, 5, 5, 5),
        Numbers.of(0, 1, 0, 1, 1, 0, 0, 1, 1, 1),
        Numbers.of(1e308, -1e308, 1e308, -1e308, 0, 1, 2, 3),
        Numbers.of(1e-320, 2e-320, 3e-320, 0, 0, 0),
        Numbers.of(normal(1, 40, 0)),
        Categories.of(Map.of(), 3),
        Categories.of(Map.of("a", 3L, "", 2L, "Ä\uD83D\uDE00", 1L), 0),
        Categories.of(Map.of("1", 10L, "2", 20L), 1),
        Histogram.of(new double[] {0, 1, 2}, new double[] {0, 0}, 0),
        Histogram.of(new double[] {0, 1, 5}, new double[] {3, 4}, 0),
        Table.ofRows(new double[][] {{1, 2}, {3, 4}}),
        Table.ofRows(new double[][] {{nan, 1}}));
  }

  /** Histograms with edges of their own, beside rows that are spread evenly in their buckets. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "wasserstein.raw",
        "wasserstein.sd",
        "wasserstein.evidently",
        "wasserstein.minmax",
        "energy.distance",
        "ks.asymptotic"
      })
  void histogramsAreRowsSpreadEvenlyInTheirBuckets(String id) {
    double[] edges = {0, 1, 2, 4};
    double[] counts = {2_000, 5_000, 3_000};
    double[] others = {-1, 0.5, 1.5, 3.5};
    double[] more = {1_000, 3_000, 4_000};
    Outcome histograms =
        Comparison.of(Histogram.of(edges, counts, 0), Histogram.of(others, more, 0), question(id))
            .outcome();
    Outcome rows =
        Comparison.of(
                Numbers.of(spread(edges, counts)), Numbers.of(spread(others, more)), question(id))
            .outcome();

    assertThat(histograms.value().orElseThrow())
        .isCloseTo(rows.value().orElseThrow(), within(2e-3));
    assertThat(histograms.noise().orElseThrow() / rows.noise().orElseThrow()).isBetween(0.7, 1.3);
    assertThat(histograms.effect().orElseThrow().value())
        .isCloseTo(rows.effect().orElseThrow().value(), within(2e-3));
  }

  private static double[] spread(double[] edges, double[] counts) {
    List<Double> values = new ArrayList<>();
    for (int bucket = 0; bucket < counts.length; bucket++) {
      for (int row = 0; row < counts[bucket]; row++) {
        double part = (row + 0.5) / counts[bucket];
        values.add(edges[bucket] + part * (edges[bucket + 1] - edges[bucket]));
      }
    }
    return values.stream().mapToDouble(value -> value).toArray();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void givesANumberOrAReasonWhateverTheSamples(String id) {
    for (Sample reference : oddities()) {
      for (Sample current : oddities()) {
        try {
          Outcome outcome = Comparison.of(reference, current, question(id)).outcome();
          outcome.value().ifPresent(value -> assertThat(value).isNotNaN());
          outcome.pValue().ifPresent(value -> assertThat(value).isBetween(0.0, 1.0));
          assertThat(outcome.value().isPresent()).isNotEqualTo(outcome.undefined().isPresent());
        } catch (DriftInputException refused) {
          assertThat(refused.field()).isNotEmpty();
          assertThat(refused).message().hasSizeGreaterThan(20);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void saysWhatItComputesAndFromWhere(String id) {
    DriftMethod method = DriftMethods.require(id);

    assertThat(method.formula()).isNotBlank();
    assertThat(method.source()).isNotBlank();
    assertThat(method.title()).isNotBlank();
    assertThat(method.takes()).isNotEmpty();
    assertThat(id).startsWith(method.family() + ".");
    assertThat(Arguments.of(method, Map.of()).all()).hasSameSizeAs(method.parameters());
  }

  /** What chance makes of equal samples must exceed the noise level in about 5 of 100 cases. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "psi.quantile10.floor1e-4",
        "js.distance.base2",
        "kl.current-reference.floor1e-4",
        "hellinger.quantile10",
        "tvd.quantile10",
        "wasserstein.sd",
        "energy.distance",
        "ks.auto",
        "ks.scipy",
        "cvm.two-sample",
        "anderson.ksample",
        "mannwhitney.two-sided",
        "t.welch",
        "epps_singleton.scipy"
      })
  void callsChanceDriftInFiveOfAHundredCases(String id) {
    int beyond = 0;
    int runs = 200;
    for (int seed = 0; seed < runs; seed++) {
      Comparison comparison =
          Comparison.of(
              Numbers.of(normal(seed, 150, 0)),
              Numbers.of(normal(seed + 10_000, 90, 0)),
              question(id));
      Finding finding = comparison.finding();
      beyond += finding == Finding.DRIFTED || finding == Finding.NEGLIGIBLE ? 1 : 0;
    }

    assertThat(beyond).isBetween(2, 22);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void seesAShiftOfTwoDeviations(String id) {
    DriftMethod method = DriftMethods.require(id);
    if (!method.takes().contains(Sample.Form.VALUES)
        || List.of("fisher", "z", "hddm_w", "ddm").contains(method.family())
        || id.equals("psi.deequ")) {
      return;
    }
    double[] before = normal(3, 300, 0);
    double[] now = normal(4, 300, method.family().equals("page_hinkley") ? 4 : 2);
    Comparison comparison =
        Comparison.of(Numbers.of(rounded(before)), Numbers.of(rounded(now)), question(id));

    assertThat(comparison.sentence()).isNotBlank();
    if (!id.equals("mannwhitney.evidently") && !id.equals("linf.deequ")) {
      assertThat(comparison.finding()).as(comparison.sentence()).isEqualTo(Finding.DRIFTED);
    }
  }

  private static double[] rounded(double[] values) {
    return java.util.Arrays.stream(values).map(value -> Math.rint(value * 2) / 2).toArray();
  }

  @Test
  void choosesByTypeAndSize() {
    Numbers few = Numbers.of(normal(1, 500, 0));
    Numbers many = Numbers.of(normal(2, 5_000, 0));
    Sample two = Categories.of(Map.of("yes", 300L, "no", 200L), 0);
    Sample three = Categories.of(Map.of("a", 300L, "b", 200L, "c", 100L), 0);

    assertThat(chosen(few, many, Library.PLIMSOLL)).isEqualTo("ks.auto");
    assertThat(chosen(many, few, Library.PLIMSOLL)).isEqualTo("wasserstein.sd");
    assertThat(chosen(two, two, Library.PLIMSOLL)).isEqualTo("z.proportions");
    assertThat(chosen(three, two, Library.PLIMSOLL)).isEqualTo("chi2.contingency.pooled");
    assertThat(chosen(Numbers.of(0, 1, 1, 0), two, Library.PLIMSOLL))
        .isEqualTo("chi2.contingency.pooled");
    assertThat(chosen(many, few, Library.EVIDENTLY)).isEqualTo("wasserstein.evidently");
    assertThat(chosen(three, two, Library.EVIDENTLY)).isEqualTo("chi2.goodness");
    assertThat(chosen(few, many, Library.NANNYML)).isEqualTo("js.nannyml");
    assertThat(chosen(three, two, Library.DEEQU)).isEqualTo("linf.deequ");
  }

  private static String chosen(Sample reference, Sample current, Library library) {
    return Comparison.of(reference, current, anything(library)).method().id();
  }

  @Test
  void findsADefinitionByFamilyAndByWhatOthersCallIt() {
    assertThat(DriftMethods.resolve("psi", Optional.empty()).id())
        .isEqualTo("psi.quantile10.floor1e-4");
    assertThat(DriftMethods.resolve("psi", Optional.of(Library.EVIDENTLY)).id())
        .isEqualTo("psi.evidently");
    assertThat(DriftMethods.resolve("KS_2samp", Optional.empty()).id()).isEqualTo("ks.scipy");
    assertThatThrownBy(() -> DriftMethods.resolve("psi.evidentyl", Optional.empty()))
        .hasMessageContaining("psi.evidently");
    assertThatThrownBy(() -> DriftMethods.resolve("psi", Optional.of(Library.SCIPY)))
        .hasMessageContaining("scipy has no variant");
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    Numbers numbers = Numbers.of(normal(1, 50, 0));
    Sample names = Categories.of(Map.of("a", 5L, "b", 6L), 0);

    assertThatThrownBy(() -> Comparison.of(numbers, names, question("ks.auto")))
        .hasMessageContaining("not all numbers");
    assertThatThrownBy(() -> Categories.of(Map.of("a", -1L), 0)).hasMessageContaining("-1");
    assertThatThrownBy(() -> Comparison.of(Numbers.of(1), numbers, question("t.welch")))
        .hasMessageContaining("at least 2");
    assertThatThrownBy(
            () ->
                Comparison.of(
                    numbers,
                    numbers,
                    new Comparison.Question(
                        Optional.of("psi"),
                        Optional.empty(),
                        Map.of("count", 0),
                        0.05,
                        OptionalDouble.empty())))
        .isInstanceOfSatisfying(
            DriftInputException.class,
            refused -> assertThat(refused.field()).isEqualTo("parameters.count"));
  }

  @Test
  void countsWhatItLeavesOut() {
    Comparison comparison =
        Comparison.of(
            Numbers.of(1, 2, Double.NaN, 3, Double.POSITIVE_INFINITY),
            Numbers.of(1, 2, 3),
            question("ks.auto"));

    assertThat(comparison.reference()).isEqualTo(new Comparison.Side(3, 1, 1));
    assertThat(comparison.outcome().value().orElseThrow()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.welch", "t.pooled", "epps_singleton.scipy", "wasserstein.sd"})
  void doesNotDependOnTheUnit(String id) {
    double[] before = normal(1, 50, 0);
    double[] now = normal(2, 40, 0.4);
    double value = value(id, before, now, 1);

    assertThat(value(id, before, now, 0x1p900)).isCloseTo(value, within(1e-9));
    assertThat(value(id, before, now, 0x1p-900)).isCloseTo(value, within(1e-9));
  }

  private static double value(String id, double[] before, double[] now, double unit) {
    Numbers reference = Numbers.of(java.util.Arrays.stream(before).map(x -> x * unit).toArray());
    Numbers current = Numbers.of(java.util.Arrays.stream(now).map(x -> x * unit).toArray());
    return Comparison.of(reference, current, question(id)).outcome().value().orElseThrow();
  }

  @Test
  void keepsTheSketchErrorOutOfTheVerdict() {
    int beyond = 0;
    for (int seed = 0; seed < 10; seed++) {
      Comparison comparison =
          Comparison.of(
              Numbers.of(normal(seed, 100_000, 0)),
              Numbers.of(normal(seed + 500, 100_000, 0)),
              question("ks.sketch"));
      beyond += comparison.outcome().pValue().orElseThrow() < 0.05 ? 1 : 0;
      assertThat(comparison.outcome().details().get("rankError")).isPositive();
    }

    assertThat(beyond).isZero();
  }

  @Test
  void tellsColumnsThatMoveTogetherFromThoseThatDoNot() {
    Random random = new Random(8);
    double[][] together = new double[400][];
    double[][] apart = new double[400][];
    double[][] again = new double[400][];
    for (int row = 0; row < 400; row++) {
      double one = random.nextGaussian();
      double other = random.nextGaussian();
      double third = random.nextGaussian();
      together[row] = new double[] {one, one + 0.1 * random.nextGaussian()};
      again[row] = new double[] {third, third + 0.1 * random.nextGaussian()};
      apart[row] = new double[] {other, random.nextGaussian()};
    }
    Table reference = Table.ofRows(together);

    for (String id : List.of("classifier.auc", "mmd.unbiased", "pca.nannyml")) {
      assertThat(Comparison.of(reference, Table.ofRows(apart), question(id)).finding())
          .as(id)
          .isEqualTo(Finding.DRIFTED);
      assertThat(Comparison.of(reference, Table.ofRows(again), question(id)).finding())
          .as(id)
          .isNotEqualTo(Finding.DRIFTED);
    }
  }

  @Test
  void reconstructionCallsNoMoreOftenThanItsLevelWhereNothingHasChanged() {
    Random random = new Random(21);
    int called = 0;
    for (int round = 0; round < 400; round++) {
      Table reference = Table.ofRows(related(300, random));
      Table current = Table.ofRows(related(100, random));
      Outcome outcome = Comparison.of(reference, current, question("pca.nannyml")).outcome();
      called += outcome.pValue().orElseThrow() <= 0.05 ? 1 : 0;
    }

    // Two-sided by its p-value, called upwards only: 2.5 % of 400, and three deviations more.
    assertThat(called).isLessThanOrEqualTo(20);
  }

  /** Rows of twelve columns that three things decide. */
  private static double[][] related(int rows, Random random) {
    double[][] related = new double[rows][12];
    for (double[] row : related) {
      double[] causes = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      for (int column = 0; column < row.length; column++) {
        row[column] = causes[column % 3] + random.nextGaussian();
      }
    }
    return related;
  }

  @Test
  void adjustsForManyFeatures() {
    assertThat(FalseDiscovery.adjust(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.02, 0.04, 0.04, 0.02}, within(1e-12));
    assertThat(FalseDiscovery.adjust(new double[0])).isEmpty();
  }

  @Test
  void callsWhenAStreamChangesAndNotBefore() {
    double[] before = new double[1_000];
    double[] now = new double[1_000];
    Random random = new Random(5);
    for (int row = 0; row < 1_000; row++) {
      before[row] = random.nextDouble() < 0.1 ? 1 : 0;
      now[row] = random.nextDouble() < 0.6 ? 1 : 0;
    }
    List<String> quiet = new ArrayList<>();
    for (String id : List.of("adwin.river", "ddm.river", "hddm_w.river", "kswin.river")) {
      Outcome outcome = Comparison.of(Numbers.of(before), Numbers.of(now), question(id)).outcome();
      if (outcome.detections().stream().noneMatch(place -> place >= 1_000 && place < 1_200)) {
        quiet.add(id);
      }
      assertThat(outcome.detections().stream().filter(place -> place < 1_000).count())
          .as(id)
          .isLessThan(3);
    }

    assertThat(quiet).isEmpty();
  }
}

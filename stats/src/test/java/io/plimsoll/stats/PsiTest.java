package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PsiTest {

  @Test
  void isTheSumOverBinsOfTheDifferenceTimesTheLogarithmOfTheRatio() {
    double byHand = (0.4 - 0.5) * Math.log(0.4 / 0.5) + (0.6 - 0.5) * Math.log(0.6 / 0.5);

    assertThat(Psi.ofShares(new double[] {0.5, 0.5}, new double[] {0.4, 0.6}))
        .isCloseTo(byHand, within(1e-15));
  }

  @Test
  void countsAnEmptyBinAsTheFloor() {
    double byHand = (1 - 1e-4) * Math.log(1 / 1e-4) * 2;

    assertThat(Psi.ofShares(new double[] {1, 0}, new double[] {0, 1}))
        .isCloseTo(byHand, within(1e-12));
  }

  @Test
  void isNeverNegativeAndTheSameInBothDirections() {
    Random random = new Random(1);
    for (int attempt = 0; attempt < 1_000; attempt++) {
      double[] reference = shares(random, 12);
      double[] current = shares(random, 12);
      double value = Psi.ofShares(reference, current);

      assertThat(value).isNotNegative();
      assertThat(Psi.ofShares(current, reference)).isCloseTo(value, within(1e-12));
      assertThat(Psi.ofShares(reference, reference)).isZero();
    }
  }

  @Test
  void doesNotDependOnTheOrderOfRows() {
    List<Double> rows = new ArrayList<>();
    for (double value : Samples.numbers(2, 5_000, random -> random.nextInt(40))) {
      rows.add(value);
    }
    NumericProfile reference = Samples.numeric(3, 5_000, random -> random.nextInt(38));
    NumericProfile inOrder = new NumericProfile();
    rows.forEach(inOrder::update);
    Collections.shuffle(rows, new Random(4));
    NumericProfile shuffled = new NumericProfile();
    rows.forEach(shuffled::update);

    assertThat(Psi.score(reference, shuffled)).isEqualTo(Psi.score(reference, inOrder));
  }

  @Test
  void cutsANumberAtTheTenthsOfTheReferenceWithOpenEnds() {
    DriftScore score =
        Psi.score(
            Samples.numeric(5, 5_000, random -> 50 + 10 * random.nextGaussian()),
            Samples.numeric(6, 1_000, random -> 57 + 10 * random.nextGaussian()));

    assertThat(score.definition()).isEqualTo("psi/reference-quantiles-10/floor-1e-4/ln");
    assertThat(score.bins()).isEqualTo(10);
    assertThat(score.distribution()).hasSize(10);
    assertThat(score.distribution().get(0).label()).startsWith("≤ 3");
    assertThat(score.distribution().get(0).lower()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(score.distribution().get(5).label()).matches("\\d\\d\\.\\d+ – \\d\\d\\.\\d+");
    assertThat(score.distribution().get(9).label()).startsWith("> 6");
    assertThat(score.distribution().get(9).upper()).isEqualTo(Double.POSITIVE_INFINITY);
    // Two normals 0.7 sd apart have a symmetrised divergence of 0.49; ten bins lose a little of it.
    assertThat(score.value()).isBetween(0.4, 0.55);
    assertSharesAddUpToOne(score);
  }

  @Test
  void usesTheValuesThemselvesWhenTheReferenceHasFew() {
    DriftScore score =
        Psi.score(
            Samples.numeric(7, 3_000, random -> 1 + random.nextInt(3)),
            Samples.numeric(8, 1_000, random -> 2 + random.nextInt(3)));

    assertThat(score.distribution()).extracting(Bin::label).containsExactly("1", "2", "3", "new");
    assertThat(score.distribution().get(3).kind()).isEqualTo(Bin.Kind.NEW);
    assertThat(score.distribution().get(0).lower()).isEqualTo(1);
    assertThat(score.distribution().get(0).upper()).isEqualTo(1);
    assertSharesAddUpToOne(score);
  }

  @Test
  void isZeroWithoutNoiseForOneAndTheSameConstant() {
    DriftScore score =
        Psi.score(Samples.numeric(1, 500, random -> 7), Samples.numeric(1, 400, random -> 7));

    assertThat(score.value()).isZero();
    assertThat(score.noise()).isZero();
    assertThat(score.verdict(0.2, 250)).isEqualTo(Verdict.STABLE);
  }

  @Test
  void seesAConstantMove() {
    DriftScore score =
        Psi.score(Samples.numeric(1, 500, random -> 7), Samples.numeric(1, 400, random -> 7.5));

    assertThat(score.distribution()).extracting(Bin::label).containsExactly("7", "new");
    assertThat(score.verdict(0.2, 250)).isEqualTo(Verdict.DRIFTED);
  }

  @Test
  void seesAFullScaleSensorFallBack() {
    DriftScore score =
        Psi.score(
            Samples.numeric(
                9, 5_000, random -> random.nextInt(20) > 0 ? 100 : 100 * random.nextDouble()),
            Samples.numeric(
                9, 1_000, random -> random.nextInt(2) > 0 ? 100 : 100 * random.nextDouble()));

    assertThat(score.distribution()).extracting(Bin::label).containsExactly("< 100", "≥ 100");
    assertThat(score.verdict(0.2, 250)).isEqualTo(Verdict.DRIFTED);
  }

  @Test
  void seesNegativeValuesBelowAReferenceThatEndsInManyZeros() {
    DriftScore score =
        Psi.score(
            Samples.numeric(10, 5_000, PsiTest::mostlyZero),
            Samples.numeric(11, 1_000, random -> random.nextInt(5) == 0 ? -1 : mostlyZero(random)));

    assertThat(score.distribution().get(0).label()).isEqualTo("0");
    assertThat(score.distribution()).last().extracting(Bin::kind).isEqualTo(Bin.Kind.NEW);
    assertThat(score.verdict(0.2, 250)).isEqualTo(Verdict.DRIFTED);
  }

  @Test
  void givesMissingRowsABinIfEitherSideHasAny() {
    NumericProfile reference = Samples.numeric(12, 1_000, random -> random.nextInt(5));
    NumericProfile current =
        Samples.numeric(
            13, 1_000, random -> random.nextInt(10) == 0 ? Double.NaN : random.nextInt(5));
    DriftScore score = Psi.score(reference, current);

    assertThat(score.distribution()).last().extracting(Bin::kind).isEqualTo(Bin.Kind.MISSING);
    assertThat(score.verdict(0.2, 250)).isEqualTo(Verdict.DRIFTED);
    assertThat(Psi.score(current, reference).distribution())
        .last()
        .extracting(Bin::label)
        .isEqualTo("missing");
    assertSharesAddUpToOne(score);
  }

  @Test
  void comparesInfiniteAndMissingRowsEvenWithoutASingleNumber() {
    NumericProfile missing = Samples.numeric(1, 300, random -> Double.NaN);
    NumericProfile infinite = Samples.numeric(1, 300, random -> Double.POSITIVE_INFINITY);

    assertThat(Psi.score(missing, missing).value()).isZero();
    assertThat(Psi.score(missing, infinite).verdict(0.2, 250)).isEqualTo(Verdict.DRIFTED);
    assertThat(Psi.score(missing, infinite).distribution())
        .extracting(Bin::label)
        .containsExactly("infinite", "missing");
  }

  @Test
  void givesNewCategoriesOneBin() {
    DriftScore score =
        Psi.score(
            Samples.categorical(14, 2_000, random -> "c" + random.nextInt(3)),
            Samples.categorical(15, 1_000, random -> "c" + random.nextInt(6)));

    assertThat(score.distribution())
        .extracting(Bin::label)
        .containsExactlyInAnyOrder("c0", "c1", "c2", "new");
    assertThat(score.distribution()).last().extracting(Bin::referenceShare).isEqualTo(0.0);
    assertThat(score.verdict(0.2, 250)).isEqualTo(Verdict.DRIFTED);
    assertSharesAddUpToOne(score);
  }

  @Test
  void poolsCategoriesBeyondFifty() {
    DriftScore score =
        Psi.score(
            Samples.categorical(16, 100_000, random -> "c" + random.nextInt(80)),
            Samples.categorical(17, 100_000, random -> "c" + random.nextInt(80)));

    assertThat(score.bins()).isEqualTo(50);
    assertThat(score.distribution()).last().extracting(Bin::kind).isEqualTo(Bin.Kind.OTHER);
    assertThat(score.verdict(0.2, 250)).isEqualTo(Verdict.STABLE);
    assertSharesAddUpToOne(score);
  }

  @Test
  void namesTheOnlyRareCategory() {
    DriftScore score =
        Psi.score(
            Samples.categorical(18, 1_000, random -> String.valueOf(random.nextInt(200) == 0)),
            Samples.categorical(19, 300, random -> String.valueOf(random.nextInt(200) == 0)));

    assertThat(score.distribution()).extracting(Bin::label).containsExactly("false", "true");
  }

  @Test
  void keepsNumbersInOrderEvenIfTheFirstIsRare() {
    DriftScore score =
        Psi.score(
            Samples.numeric(30, 1_000, random -> random.nextInt(300) == 0 ? 0 : 1),
            Samples.numeric(31, 400, random -> 1));

    assertThat(score.distribution()).extracting(Bin::label).containsExactly("0", "1");
  }

  @Test
  void poolsRareCategoriesOfASmallWindow() {
    DriftScore score =
        Psi.score(
            Samples.categorical(
                32, 2_000, random -> "c" + (int) Math.pow(100, random.nextDouble())),
            Samples.categorical(33, 250, random -> "c" + (int) Math.pow(100, random.nextDouble())));

    assertThat(score.bins()).isBetween(5, 15);
    assertThat(score.distribution()).last().extracting(Bin::kind).isEqualTo(Bin.Kind.OTHER);
    assertSharesAddUpToOne(score);
  }

  @Test
  void acceptsNewIdentifiersWhereEveryRowHasAlwaysHadANewOne() {
    DriftScore score =
        Psi.score(
            Samples.categorical(20, 800, random -> "id " + random.nextLong()),
            Samples.categorical(21, 800, random -> "id " + random.nextLong()));

    assertThat(score.value()).isZero();
  }

  @Test
  void seesAWholeVocabularyReplaced() {
    DriftScore score =
        Psi.score(
            Samples.categorical(22, 2_000, random -> "old " + random.nextInt(300)),
            Samples.categorical(23, 20_000, random -> "new " + random.nextInt(5_000)));

    assertThat(score.verdict(0.2, 250)).isEqualTo(Verdict.DRIFTED);
    assertThat(score.distribution()).last().extracting(Bin::kind).isEqualTo(Bin.Kind.NEW);
    assertSharesAddUpToOne(score);
  }

  @Test
  void isStableOnCategoriesThatOutgrewTheExactCounts() {
    CategoricalProfile reference =
        Samples.categorical(24, 50_000, random -> "c" + (int) Math.pow(4_000, random.nextDouble()));
    CategoricalProfile current =
        Samples.categorical(25, 20_000, random -> "c" + (int) Math.pow(4_000, random.nextDouble()));
    DriftScore score = Psi.score(reference, current);

    assertThat(reference.isExact()).isFalse();
    assertThat(score.value()).isLessThan(0.02);
    assertThat(score.bins()).isGreaterThan(5);
    assertSharesAddUpToOne(score);
  }

  @Test
  void drawsTheReferenceWhileTheWindowIsEmpty() {
    DriftScore score =
        Psi.score(Samples.numeric(26, 500, random -> random.nextInt(3)), new NumericProfile());

    assertThat(score.value()).isZero();
    assertThat(score.noise()).isZero();
    assertThat(score.distribution()).extracting(Bin::label).containsExactly("0", "1", "2");
    assertThat(score.verdict(0.2, 0)).isEqualTo(Verdict.TOO_FEW_ROWS);
    assertThat(Psi.score(new CategoricalProfile(), new CategoricalProfile()).distribution())
        .isEmpty();
  }

  @Test
  void refusesToCompareNumbersWithCategories() {
    assertThatThrownBy(() -> Psi.score(new NumericProfile(), new CategoricalProfile()))
        .hasMessageContaining("NUMERIC")
        .hasMessageContaining("CATEGORICAL");
    assertThatThrownBy(() -> Psi.ofShares(new double[2], new double[3]))
        .hasMessageContaining("same bins");
  }

  private static double mostlyZero(Random random) {
    return random.nextInt(10) < 6 ? 0 : random.nextDouble();
  }

  private static double[] shares(Random random, int bins) {
    double[] shares = new double[bins];
    double total = 0;
    for (int bin = 0; bin < bins; bin++) {
      shares[bin] = random.nextInt(4) == 0 ? 0 : random.nextDouble();
      total += shares[bin];
    }
    for (int bin = 0; bin < bins; bin++) {
      shares[bin] /= Math.max(total, 1e-9);
    }
    return shares;
  }

  private static void assertSharesAddUpToOne(DriftScore score) {
    assertThat(score.distribution().stream().mapToDouble(Bin::referenceShare).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(score.distribution().stream().mapToDouble(Bin::currentShare).sum())
        .isCloseTo(1, within(1e-9));
  }

  /** Twenty-five categories, half of them with fewer than ten rows to be expected in the window. */
  @Test
  void noiseOfRareCategoriesIsExceededInFiveOfAHundredWindows() {
    Random random = new Random(5);
    int over = 0;
    for (int window = 0; window < 1_000; window++) {
      DriftScore score = Psi.score(skewed(random, 2_000), skewed(random, 250));
      over += score.value() > score.noise() ? 1 : 0;
    }
    assertThat(over).isBetween(30, 70);
  }

  private static CategoricalProfile skewed(Random random, int rows) {
    CategoricalProfile profile = new CategoricalProfile();
    for (int row = 0; row < rows; row++) {
      double place = random.nextDouble();
      profile.update("c" + (int) (25 * place * place));
    }
    return profile;
  }
}

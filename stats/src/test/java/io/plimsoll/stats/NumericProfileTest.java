package io.plimsoll.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumericProfileTest {
  /** Stated for 99 of 100 ranks; the widest of nine ranks on fixed data gets half as much again. */
  private static final double RANK_ERROR = 0.01;

  private static final double WIDEST_RANK_ERROR = 0.015;

  @Test
  void knowsNothingWhenEmpty() {
    NumericProfile empty = new NumericProfile();

    assertThat(empty.rows()).isZero();
    assertThat(empty.mean()).isNaN();
    assertThat(empty.standardDeviation()).isNaN();
    assertThat(empty.min()).isNaN();
    assertThat(empty.max()).isNaN();
    assertThat(empty.quantile(0.5)).isNaN();
    assertThat(empty.rank(1)).isNaN();
    assertThat(empty.sum()).isZero();
  }

  @Test
  void statesTheMomentsOfASmallSample() {
    NumericProfile profile = Samples.profile(2, 4, 4, 4, 5, 5, 7, 9);

    assertThat(profile.count()).isEqualTo(8);
    assertThat(profile.sum()).isEqualTo(40);
    assertThat(profile.mean()).isEqualTo(5);
    assertThat(profile.standardDeviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
    assertThat(profile.min()).isEqualTo(2);
    assertThat(profile.max()).isEqualTo(9);
    assertThat(profile.quantile(0.5)).isEqualTo(4);
    assertThat(profile.rank(4)).isEqualTo(0.5);
    assertThat(profile.rank(1.99)).isZero();
    assertThat(profile.distinctValues()).hasValue(5);
  }

  @Test
  void countsMissingAndInfiniteValuesApart() {
    NumericProfile profile =
        Samples.profile(1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3);
    profile.updateMissing();

    assertThat(profile.count()).isEqualTo(2);
    assertThat(profile.missing()).isEqualTo(2);
    assertThat(profile.infinite()).isEqualTo(2);
    assertThat(profile.rows()).isEqualTo(6);
    assertThat(profile.mean()).isEqualTo(2);
    assertThat(profile.max()).isEqualTo(3);
  }

  @Test
  void hasNoSpreadWhenConstant() {
    NumericProfile profile = Samples.numeric(1, 100_000, random -> 0.1);

    assertThat(profile.standardDeviation()).isZero();
    assertThat(profile.mean()).isEqualTo(0.1);
    assertThat(profile.quantile(0.01)).isEqualTo(0.1);
    assertThat(profile.quantile(0.99)).isEqualTo(0.1);
    assertThat(profile.toBytes()).hasSizeLessThan(70);
  }

  @Test
  void treatsBothZerosAsOneValue() {
    assertThat(Samples.profile(0.0, -0.0).distinctValues()).hasValue(1);
  }

  @Test
  void survivesTheLargestNumbers() {
    NumericProfile profile =
        Samples.profile(Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, 1);
    NumericProfile merged = Samples.profile(-Double.MAX_VALUE);
    merged.merge(Samples.profile(Double.MAX_VALUE));

    assertThat(profile.mean()).isFinite();
    assertThat(profile.standardDeviation()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(profile.quantile(1)).isEqualTo(Double.MAX_VALUE);
    assertThat(merged.mean()).isZero();
    assertThat(merged.standardDeviation()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void keepsTheSpreadOfSmallDifferencesBetweenLargeNumbers() {
    NumericProfile profile = Samples.numeric(3, 10_000, random -> 1e9 + random.nextInt(2));

    assertThat(profile.standardDeviation()).isCloseTo(0.5, within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 200, 1_000, 20_000, 300_000})
  void staysWithinTheStatedRankError(int rows) {
    double[] values = Samples.numbers(rows, rows, random -> Math.exp(2 * random.nextGaussian()));
    NumericProfile profile = Samples.profile(values);

    assertRanks(profile, values, WIDEST_RANK_ERROR);
  }

  @Test
  void staysWithinTheStatedRankErrorInNinetyNineOfAHundredCases() {
    int wide = 0;
    for (int seed = 0; seed < 100; seed++) {
      double[] values = Samples.numbers(seed, 10_000, Random::nextDouble);
      NumericProfile profile = Samples.profile(values);
      Arrays.sort(values);
      for (int tenth = 1; tenth < 10; tenth++) {
        double error = profile.rank(values[tenth * 1_000 - 1]) - tenth / 10.0;
        wide += Math.abs(error) > RANK_ERROR ? 1 : 0;
      }
    }
    assertThat(wide).isLessThanOrEqualTo(9);
  }

  @Test
  void mergesManySmallProfilesAsAccuratelyAsItReadsTheWhole() {
    double[] values = Samples.numbers(11, 100_000, Random::nextGaussian);
    NumericProfile merged = new NumericProfile();
    for (int start = 0; start < values.length; start += 250) {
      NumericProfile part = Samples.profile(Arrays.copyOfRange(values, start, start + 250));
      merged.merge(NumericProfile.fromBytes(part.toBytes()));
    }

    NumericProfile whole = Samples.profile(values);
    assertThat(merged.count()).isEqualTo(whole.count());
    assertThat(merged.mean()).isCloseTo(whole.mean(), within(1e-12));
    assertThat(merged.standardDeviation()).isCloseTo(whole.standardDeviation(), within(1e-12));
    assertThat(merged.min()).isEqualTo(whole.min());
    assertThat(merged.max()).isEqualTo(whole.max());
    assertRanks(merged, values, WIDEST_RANK_ERROR);
  }

  @Test
  void mergesInAnyGroupingWithinTheStatedError() {
    double[] values = Samples.numbers(12, 30_000, random -> random.nextInt(1_000));
    NumericProfile[] thirds = new NumericProfile[3];
    for (int third = 0; third < 3; third++) {
      thirds[third] =
          Samples.profile(Arrays.copyOfRange(values, third * 10_000, (third + 1) * 10_000));
    }
    NumericProfile leftFirst = copy(thirds[0]);
    leftFirst.merge(thirds[1]);
    leftFirst.merge(thirds[2]);
    NumericProfile tail = copy(thirds[1]);
    tail.merge(thirds[2]);
    NumericProfile rightFirst = copy(thirds[0]);
    rightFirst.merge(tail);

    assertThat(leftFirst.count()).isEqualTo(rightFirst.count());
    assertThat(leftFirst.sum()).isEqualTo(rightFirst.sum());
    assertRanks(leftFirst, values, WIDEST_RANK_ERROR);
    assertRanks(rightFirst, values, WIDEST_RANK_ERROR);
  }

  @Test
  void countsExactlyWhileThereAreFewDistinctValues() {
    double[] values = Samples.numbers(13, 200_000, random -> random.nextInt(24));
    NumericProfile merged = Samples.profile(Arrays.copyOf(values, 50_000));
    merged.merge(Samples.profile(Arrays.copyOfRange(values, 50_000, values.length)));

    double atMostSix = Arrays.stream(values).filter(value -> value <= 6).count() / 200_000.0;
    assertThat(merged.rank(6)).isEqualTo(atMostSix);
    assertThat(merged.distinctValues()).hasValue(24);
    assertThat(merged.toBytes()).hasSizeLessThan(200);
  }

  @Test
  void losesNoRowWhenCountsTurnIntoASketch() {
    NumericProfile profile = Samples.numeric(14, 1_000_000, random -> random.nextInt(64));
    profile.update(64);
    NumericProfile sketched = copy(profile);

    assertThat(sketched.distinctValues()).isEmpty();
    assertThat(sketched.sorted().total()).isEqualTo(1_000_001);
    assertThat(sketched.rank(31)).isCloseTo(0.5, within(RANK_ERROR));
  }

  @Test
  void mergesIntoItselfAsIntoACopy() {
    NumericProfile few = Samples.profile(1, 2, 3);
    few.merge(few);
    NumericProfile many = Samples.numeric(15, 5_000, Random::nextDouble);
    many.merge(many);

    assertThat(few.count()).isEqualTo(6);
    assertThat(few.rank(2)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(many.count()).isEqualTo(10_000);
    assertThat(many.sorted().total()).isEqualTo(10_000);
    assertThat(many.rank(0.5)).isCloseTo(0.5, within(0.02));
  }

  @Test
  void leavesTheMergedProfileAsItWas() {
    NumericProfile source = Samples.numeric(16, 5_000, Random::nextDouble);
    byte[] before = source.toBytes();
    Samples.numeric(17, 5_000, Random::nextDouble).merge(source);

    assertThat(source.toBytes()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 65, 5_000, 250_000})
  void readsBackTheBytesItWrote(int rows) {
    NumericProfile profile = Samples.numeric(rows, rows, random -> -5 + 10 * random.nextDouble());
    profile.updateMissing();
    NumericProfile read = copy(profile);

    assertThat(read.toBytes()).isEqualTo(profile.toBytes());
    assertThat(read.count()).isEqualTo(rows);
    assertThat(read.missing()).isEqualTo(1);
    assertThat(Double.valueOf(read.standardDeviation()))
        .isEqualTo(Double.valueOf(profile.standardDeviation()));
    assertThat(Double.valueOf(read.quantile(0.9))).isEqualTo(Double.valueOf(profile.quantile(0.9)));
  }

  @Test
  void givesTheSameBytesForTheSameUpdates() {
    assertThat(Samples.numeric(18, 50_000, Random::nextGaussian).toBytes())
        .isEqualTo(Samples.numeric(18, 50_000, Random::nextGaussian).toBytes());
  }

  @Test
  void staysSmallHoweverManyRowsItHasSeen() {
    assertThat(Samples.numeric(19, 2_000_000, Random::nextGaussian).toBytes())
        .hasSizeLessThan(6_000);
    assertThat(Samples.numeric(19, 500_000, random -> random.nextInt(10_000)).toBytes())
        .hasSizeLessThan(2_500);
  }

  @Test
  void refusesDamagedBytesWithTheReason() {
    byte[] bytes = Samples.numeric(20, 1_000, Random::nextGaussian).toBytes();
    byte[] newer = bytes.clone();
    newer[1] = 9;

    assertThatThrownBy(() -> Profile.fromBytes(Arrays.copyOf(bytes, bytes.length - 3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Profile.fromBytes(Arrays.copyOf(bytes, bytes.length + 3)))
        .hasMessageContaining("3 bytes follow");
    assertThatThrownBy(() -> Profile.fromBytes(newer)).hasMessageContaining("version 9");
    assertThatThrownBy(() -> Profile.fromBytes(new byte[0])).hasMessageContaining("cut off");
    assertThatThrownBy(() -> Profile.fromBytes("nonsense".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverFailsOtherwiseOnDamagedBytes() {
    byte[] bytes = Samples.numeric(21, 2_000, Random::nextGaussian).toBytes();
    Random random = new Random(21);
    for (int attempt = 0; attempt < 2_000; attempt++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        assertThat(Profile.fromBytes(damaged).count()).isNotNegative();
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessageContaining(" ");
      }
    }
  }

  @Test
  void refusesAQuantileOutsideZeroToOne() {
    NumericProfile profile = Samples.profile(1, 2);

    assertThatThrownBy(() -> profile.quantile(95)).hasMessageContaining("not 95");
    assertThatThrownBy(() -> profile.quantile(Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void refusesToMergeCategories() {
    assertThatThrownBy(() -> new NumericProfile().merge(new CategoricalProfile()))
        .hasMessageContaining("CATEGORICAL");
  }

  private static NumericProfile copy(NumericProfile profile) {
    return NumericProfile.fromBytes(profile.toBytes());
  }

  private static void assertRanks(NumericProfile profile, double[] values, double error) {
    double[] ascending = values.clone();
    Arrays.sort(ascending);
    assertThat(profile.quantile(0)).isEqualTo(ascending[0]);
    assertThat(profile.quantile(1)).isEqualTo(ascending[ascending.length - 1]);
    SortedValues truth = SortedValues.ofSample(values);
    for (int percent = 1; percent < 100; percent++) {
      double value = ascending[ascending.length * percent / 100];
      double share = truth.atOrBelow(value) / (double) values.length;
      assertThat(profile.rank(value)).isCloseTo(share, within(error));
    }
  }
}

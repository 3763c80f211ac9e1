package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfidenceSequencesTest {
  private static final double EXACT = 1e-9;
  private static final double WIDTH = 0.2758244939764764;

  @Test
  void agreesWithNumbersFromElsewhere() {
    // By halving in Python 3.13 with math.lgamma.
    expect(ConfidenceSequences.proportion(0, 10, 0.05), 0, 0.376987350991);
    expect(ConfidenceSequences.proportion(0, 1_000, 0.05), 0, 0.006997502521);
    expect(ConfidenceSequences.proportion(5, 10, 0.05), 0.117562924080, 0.882437075920);
    expect(ConfidenceSequences.proportion(10, 1_000, 0.05), 0.002406468284, 0.026164430376);
    expect(ConfidenceSequences.proportion(50, 1_000, 0.01), 0.026770816876, 0.083091927474);
    expect(ConfidenceSequences.proportion(99, 100, 0.1), 0.923258272280, 0.999971604468);
  }

  @Test
  void agreesWithTheOneCaseThatHasAFormula() {
    // After one hit the mixed likelihood is 1/2, so the share p is held while 1/2 / p < 1/alpha.
    expect(ConfidenceSequences.proportion(1, 1, 0.05), 0.025, 1);
  }

  @Test
  void staysSharpWithAMillionRows() {
    Interval interval = ConfidenceSequences.proportion(123_456, 1_000_000, 0.05);

    assertThat(interval.lower()).isCloseTo(0.121980456237, within(1e-8));
    assertThat(interval.upper()).isCloseTo(0.124941714674, within(1e-8));
  }

  @Test
  void knowsNothingBeforeTheFirstRow() {
    expect(ConfidenceSequences.proportion(0, 0, 0.05), 0, 1);
    Interval difference = ConfidenceSequences.difference(0, 0, 0, 0, 0.05);
    assertThat(difference.estimate()).isNaN();
    expect(difference, -1, 1);
  }

  @Test
  void holdsTheSeenShareAlways() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      long rows = 1L + random.nextInt(100_000);
      long hits = random.nextLong(rows + 1);
      Interval interval = ConfidenceSequences.proportion(hits, rows, 0.05);
      assertThat(interval.estimate()).isBetween(interval.lower(), interval.upper());
      assertThat(interval.lower()).isGreaterThanOrEqualTo(0);
      assertThat(interval.upper()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void isTheSameSeenFromEitherSide() {
    Interval hits = ConfidenceSequences.proportion(30, 400, 0.05);
    Interval misses = ConfidenceSequences.proportion(370, 400, 0.05);

    assertThat(misses.lower()).isCloseTo(1 - hits.upper(), within(EXACT));
    assertThat(misses.upper()).isCloseTo(1 - hits.lower(), within(EXACT));
  }

  /** 400 pairs of equal arms, looked at 200 times each; the chance of ever being wrong is 5 %. */
  @Test
  void isSeldomWrongHoweverOftenItIsLookedAt() {
    int wrong = 0;
    int wrongByFixedTest = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      double share = seed % 2 == 0 ? 0.02 : 0.3;
      long reference = 0;
      long candidate = 0;
      long candidateRows = 0;
      boolean isWrong = false;
      boolean isWrongByFixedTest = false;
      for (int rows = 10; rows <= 2_000; rows += 10) {
        // The candidate has a tenth of the traffic at first, and half of it later.
        int more = rows <= 1_000 ? 1 : 5;
        candidateRows += more;
        reference += hits(random, 10, share);
        candidate += hits(random, more, share);
        Interval seen =
            ConfidenceSequences.difference(reference, rows, candidate, candidateRows, 0.05);
        isWrong |= seen.lower() > 0 || seen.upper() < 0;
        boolean isMixed = reference + candidate > 0 && reference + candidate < rows + candidateRows;
        isWrongByFixedTest |=
            isMixed
                && SignificanceTests.twoProportions(reference, rows, candidate, candidateRows)
                        .pValue()
                    < 0.05;
      }
      wrong += isWrong ? 1 : 0;
      wrongByFixedTest += isWrongByFixedTest ? 1 : 0;
    }

    assertThat(wrong).isLessThanOrEqualTo(20);
    // What it is for: a fixed test that is looked at as often cries wolf.
    assertThat(wrongByFixedTest).isGreaterThan(100);
  }

  @Test
  void findsADifferenceThatIsThere() {
    int found = 0;
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      long reference = hits(random, 19_000, 0.01);
      long candidate = hits(random, 1_000, 0.08);
      Interval seen = ConfidenceSequences.difference(reference, 19_000, candidate, 1_000, 0.05);
      found += seen.lower() > 0.01 ? 1 : 0;
    }

    assertThat(found).isGreaterThan(95);
  }

  @Test
  void boundsAMeanAsTheFormulaElsewhereDoes() {
    NumericProfile values = new NumericProfile();
    for (int i = 0; i < 1_000; i++) {
      values.update(i % 10);
    }
    // The mean is 4.5, the standard deviation 2.8737...; the width by Python.
    Interval interval = ConfidenceSequences.mean(values, 0.05);
    assertThat(interval.estimate()).isCloseTo(4.5, within(EXACT));
    assertThat(interval.upper() - 4.5).isCloseTo(WIDTH, within(1e-9));
    assertThat(4.5 - interval.lower()).isCloseTo(WIDTH, within(1e-9));
  }

  @Test
  void saysNothingOfTheMeanOfAFew() {
    NumericProfile values = new NumericProfile();
    values.update(3);

    assertThat(ConfidenceSequences.mean(values, 0.05).upper()).isInfinite();
  }

  /** Skewed values, 300 times 100 looks; the chance of ever being wrong is 5 %. */
  @Test
  void isSeldomWrongAboutAMean() {
    int wrong = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      NumericProfile values = new NumericProfile();
      boolean isWrong = false;
      for (int look = 0; look < 100; look++) {
        for (int row = 0; row < 50; row++) {
          values.update(-Math.log(1 - random.nextDouble()));
        }
        Interval seen = ConfidenceSequences.mean(values, 0.05);
        isWrong |= seen.lower() > 1 || seen.upper() < 1;
      }
      wrong += isWrong ? 1 : 0;
    }

    assertThat(wrong).isLessThanOrEqualTo(15);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> ConfidenceSequences.proportion(2, 1, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 hits among 1 rows");
    assertThatThrownBy(() -> ConfidenceSequences.proportion(0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alpha");
  }

  private static long hits(Random random, long rows, double share) {
    long hits = 0;
    for (long row = 0; row < rows; row++) {
      hits += random.nextDouble() < share ? 1 : 0;
    }
    return hits;
  }

  private static void expect(Interval interval, double lower, double upper) {
    assertThat(interval.lower()).isCloseTo(lower, within(EXACT));
    assertThat(interval.upper()).isCloseTo(upper, within(EXACT));
  }
}

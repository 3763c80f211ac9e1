package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What docs/guide/drift.md says of features that are not what one thinks of first. */
final class OddFeaturesTest {
  private static final double THRESHOLD = 0.2;
  private static final int ROWS = 5_000;

  @Test
  void namesThatNeverComeBackAreNotDrift() {
    assertStable(
        texts(1, random -> "order-" + random.nextLong()),
        texts(2, random -> "order-" + random.nextLong()));
    assertStable(
        Samples.categorical(1, 300, random -> "order-" + random.nextLong()),
        texts(2, random -> "order-" + random.nextLong()));
  }

  @Test
  void frequentNamesAmongManyAreStillSeenToMove() {
    Function<Random, String> before =
        random -> random.nextInt(4) == 0 ? "FRA" : "x" + random.nextLong();
    Function<Random, String> after =
        random -> random.nextInt(16) == 0 ? "FRA" : "x" + random.nextLong();
    assertStable(texts(1, before), texts(2, before));
    assertDrifted(texts(1, before), texts(2, after));
  }

  @Test
  void aConstantIsStableAndItsChangeIsDrift() {
    assertStable(numbers(1, random -> 7), numbers(2, random -> 7));
    assertDrifted(numbers(1, random -> 7), numbers(2, random -> 8));
    assertDrifted(
        numbers(1, random -> 7), numbers(2, random -> random.nextInt(3) == 0 ? 7.001 : 7));
    assertDrifted(texts(1, random -> "EUR"), texts(2, random -> "USD"));
  }

  @Test
  void aFeatureThatWasAlwaysMissingDriftsWhenItHasValues() {
    Profile none = numbers(1, random -> Double.NaN);
    assertStable(none, numbers(2, random -> Double.NaN));
    assertDrifted(none, numbers(2, random -> random.nextInt(3) == 0 ? 4 : Double.NaN));
    assertDrifted(numbers(1, random -> 4), none);
  }

  @Test
  void infinitiesAreAShareOfTheirOwn() {
    ToDoubleFunction<Random> few =
        random -> random.nextInt(100) == 0 ? Double.POSITIVE_INFINITY : random.nextGaussian();
    ToDoubleFunction<Random> many =
        random -> random.nextInt(2) == 0 ? Double.NEGATIVE_INFINITY : random.nextGaussian();
    assertStable(numbers(1, few), numbers(2, few));
    assertDrifted(numbers(1, few), numbers(2, many));
    assertStable(
        numbers(1, random -> Double.POSITIVE_INFINITY),
        numbers(2, random -> Double.POSITIVE_INFINITY));
  }

  @Test
  void hugeNumbersAreComparedLikeAllOthers() {
    ToDoubleFunction<Random> huge = random -> (random.nextDouble() - 0.5) * 1.7e308 * 2;
    ToDoubleFunction<Random> shifted = random -> random.nextDouble() * 1.7e308;
    assertStable(numbers(1, huge), numbers(2, huge));
    assertDrifted(numbers(1, huge), numbers(2, shifted));
    assertStable(
        numbers(1, random -> random.nextDouble() * 1e-300),
        numbers(2, random -> random.nextDouble() * 1e-300));
  }

  @Test
  void anyScriptIsAName() {
    String[] names = {"Zürich", "København", "北京", "Θεσσαλονίκη", "🛳️", "", " "};
    assertStable(
        texts(1, random -> names[random.nextInt(7)]), texts(2, random -> names[random.nextInt(7)]));
    assertDrifted(
        texts(1, random -> names[random.nextInt(7)]), texts(2, random -> names[random.nextInt(3)]));
  }

  @Test
  void codesInFewNumbersAreCategories() {
    // The middle codes swap their shares: a comparison of ranges or of means would see nothing.
    ToDoubleFunction<Random> before = random -> code(random, 3, 4);
    ToDoubleFunction<Random> after = random -> code(random, 4, 3);
    assertStable(numbers(1, before), numbers(2, before));
    assertDrifted(numbers(1, before), numbers(2, after));
    assertDrifted(
        numbers(1, before), numbers(2, random -> random.nextInt(3) == 0 ? 9 : code(random, 3, 4)));
  }

  private static double code(Random random, int frequent, int rare) {
    int draw = random.nextInt(10);
    return draw < 5 ? frequent : draw < 6 ? rare : 1 + random.nextInt(6);
  }

  @Test
  void pointsInTimeMoveOnWithoutDrift() {
    for (double unit : new double[] {1, 1e3, 1e6, 1e9}) {
      assertStable(
          numbers(1, random -> Math.floor((1.76e9 + random.nextInt(86_400)) * unit)),
          numbers(2, random -> Math.floor((1.79e9 + random.nextInt(3_600)) * unit)));
    }
    assertStable(
        texts(1, random -> moment(random, 1_760_000_000L)),
        texts(2, random -> moment(random, 1_790_000_000L)));
    assertStable(
        texts(1, random -> "2026-01-0" + (1 + random.nextInt(7))),
        texts(2, random -> "2026-05-11"));
    assertStable(
        texts(1, random -> "2026-01-01 10:00:00.5+02:00"),
        texts(2, random -> "2027-01-01 10:00:00.5+02:00"));
  }

  @Test
  void pointsInTimeThatAreNoneAnyMoreAreDrift() {
    NumericProfile seconds = numbers(1, random -> 1.76e9 + random.nextInt(86_400));
    assertDrifted(seconds, numbers(2, random -> (1.79e9 + random.nextInt(86_400)) * 1e3));
    assertDrifted(seconds, numbers(2, random -> random.nextInt(2) == 0 ? 0 : 1.79e9));
    assertDrifted(seconds, numbers(2, random -> random.nextInt(2) == 0 ? Double.NaN : 1.79e9));
    assertDrifted(
        texts(1, random -> moment(random, 1_760_000_000L)),
        texts(2, random -> random.nextInt(3) == 0 ? "unknown" : moment(random, 1_790_000_000L)));
  }

  @Test
  void yearsAndPricesAreNoPointsInTime() {
    assertDrifted(
        numbers(1, random -> 1990 + random.nextInt(30)),
        numbers(2, random -> 2005 + random.nextInt(30)));
    assertDrifted(
        numbers(1, random -> random.nextDouble() * 3e9),
        numbers(2, random -> 1e9 + random.nextDouble() * 3e9));
    assertDrifted(texts(1, random -> "2026"), texts(2, random -> "2027"));
    assertDrifted(numbers(1, random -> 1.76e9), numbers(2, random -> 1.77e9));
  }

  private static String moment(Random random, long second) {
    return Instant.ofEpochSecond(second + random.nextInt(86_400)).toString();
  }

  private static NumericProfile numbers(long seed, ToDoubleFunction<Random> draw) {
    return Samples.numeric(seed, ROWS, draw);
  }

  private static CategoricalProfile texts(long seed, Function<Random, String> draw) {
    return Samples.categorical(seed, ROWS, draw);
  }

  private static void assertStable(Profile reference, Profile current) {
    assertThat(score(reference, current).verdict(THRESHOLD, 100)).isEqualTo(Verdict.STABLE);
  }

  private static void assertDrifted(Profile reference, Profile current) {
    assertThat(score(reference, current).verdict(THRESHOLD, 100)).isEqualTo(Verdict.DRIFTED);
  }

  /** As it is stored and merged on the way. */
  private static DriftScore score(Profile reference, Profile current) {
    Profile merged = Profile.empty(current.type());
    merged.merge(Profile.fromBytes(current.toBytes()));
    return Psi.score(Profile.fromBytes(reference.toBytes()), merged);
  }
}

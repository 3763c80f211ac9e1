package io.plimsoll.server.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.monitor.rules.Assessment.Calm;
import io.plimsoll.server.monitor.rules.ErrorRule.Requests;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AssessmentsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:07:30Z");
  private static final Duration FIVE = Duration.ofMinutes(5);
  private static final Window WINDOW = new Window(NOW.minus(FIVE), NOW);
  private static final Subject TEMP = new Subject(Subject.Role.FEATURE, "temp");

  @Test
  void windowIsTheLastMinutesWhenTheyHoldEnough() {
    var rows = new TreeMap<>(Map.of(minute("10:05"), 300L, minute("09:50"), 900L));
    assertThat(Window.grown(NOW, FIVE, 250, rows)).isEqualTo(new Window(minute("10:02"), NOW));
  }

  @Test
  void windowGrowsBackMinuteByMinuteUntilItHoldsEnough() {
    var rows =
        new TreeMap<>(
            Map.of(
                minute("10:05"), 100L,
                minute("09:50"), 100L,
                minute("08:00"), 100L,
                minute("07:00"), 100L));
    assertThat(Window.grown(NOW, FIVE, 250, rows).from()).isEqualTo(minute("08:00"));
  }

  @Test
  void windowGrowsNoFartherThanADay() {
    var rows =
        new TreeMap<>(
            Map.of(minute("10:05"), 100L, minute("10:06").minus(Duration.ofHours(25)), 900L));
    assertThat(Window.grown(NOW, FIVE, 250, rows).from()).isEqualTo(minute("10:02"));
  }

  @Test
  void sameDistributionIsNotOverTheLine() {
    Assessment assessment = drift(normal(0, 5_000, 1), normal(0, 300, 2));
    assertThat(assessment.standing()).isEqualTo(Standing.BACK);
    assertThat(assessment.signals(20).getFirst().lowConfidence()).isFalse();
  }

  @Test
  void movedDistributionIsOverTheLineWithItsMeans() {
    Assessment assessment = drift(normal(0, 5_000, 1), normal(3, 300, 2));
    assertThat(assessment.standing()).isEqualTo(Standing.OVER);
    Shift shift = assessment.readings().getFirst().shift();
    assertThat(shift).isNotNull();
    assertThat(shift.currentMean()).isBetween(2.5, 3.5);
  }

  @Test
  void tooFewRowsCannotBeJudgedAndSaySo() {
    Assessment assessment = drift(normal(0, 5_000, 1), normal(3, 100, 2));
    assertThat(assessment.standing()).isEqualTo(Standing.UNKNOWN);
    assertThat(assessment.signals(20).getFirst().lowConfidence()).isTrue();
  }

  @Test
  void wordsInsteadOfNumbersAreDriftOfTheWholeMass() {
    CategoricalProfile words = new CategoricalProfile();
    for (int row = 0; row < 300; row++) {
      words.update("39.2");
    }
    Assessment assessment = drift(normal(0, 5_000, 1), words);
    assertThat(assessment.standing()).isEqualTo(Standing.OVER);
    Shift shift = assessment.readings().getFirst().shift();
    assertThat(shift).isNotNull();
    assertThat(shift.newShare()).isEqualTo(1);
  }

  @Test
  void leavesOutWhatIsIgnoredAndTakesTheThresholdThatIsSetForAFeature() {
    Profile before = normal(0, 5_000, 1);
    Profile now = normal(0.6, 3_000, 2);
    assertThat(tuned(before, now, new DriftRule.Tuning(false, OptionalDouble.empty())).standing())
        .isEqualTo(Standing.OVER);
    Assessment raised = tuned(before, now, new DriftRule.Tuning(false, OptionalDouble.of(2)));
    assertThat(raised.standing()).isEqualTo(Standing.BACK);
    assertThat(raised.readings().getFirst().threshold()).isEqualTo(2);
    assertThat(tuned(before, now, new DriftRule.Tuning(true, OptionalDouble.empty())).readings())
        .isEmpty();
  }

  private static Assessment tuned(Profile baseline, Profile current, DriftRule.Tuning tuning) {
    return DriftRule.assess(
        rule(RuleKind.DRIFT),
        "1",
        WINDOW,
        new DriftRule.Baseline("baseline.csv", baseline.rows(), Map.of(TEMP, baseline)),
        Map.of(TEMP, current),
        Map.of(TEMP, tuning));
  }

  @Test
  void withoutTrafficThereIsNothingToJudge() {
    var baseline = new DriftRule.Baseline("baseline.csv", 5_000, Map.of(TEMP, normal(0, 500, 1)));
    Assessment assessment = DriftRule.assess(rule(RuleKind.DRIFT), "1", WINDOW, baseline, Map.of());
    assertThat(assessment.standing()).isEqualTo(Standing.UNKNOWN);
    assertThat(assessment.calm()).isEqualTo(Calm.NO_TRAFFIC);
  }

  @Test
  void failuresOfAGrownWindowThatArePastAreNotHeldAgainstTheModel() {
    Assessment assessment =
        ErrorRule.assess(
            rule(RuleKind.ERRORS), "1", WINDOW, new Requests(300, 100), new Requests(20, 0));
    assertThat(assessment.standing()).isEqualTo(Standing.UNKNOWN);
    assertThat(assessment.calm()).isEqualTo(Calm.NOTHING_OFFENDS);
    assertThat(assessment.signals(20).getFirst().value()).isZero();
  }

  @Test
  void failuresAboveTheLimitAreOverTheLine() {
    Assessment assessment =
        ErrorRule.assess(
            rule(RuleKind.ERRORS), "1", WINDOW, new Requests(300, 16), new Requests(300, 16));
    assertThat(assessment.standing()).isEqualTo(Standing.OVER);
    assertThat(assessment.calm()).isEqualTo(Calm.NO);
  }

  @Test
  void doublingMicrosecondsPagesNobody() {
    Assessment assessment = latency(0.05, 0.9);
    assertThat(assessment.standing()).isEqualTo(Standing.BACK);
    assertThat(assessment.against()).startsWith("the floor of 10 ms");
  }

  @Test
  void moreThanTwiceTheBaselineIsOverTheLine() {
    assertThat(latency(20, 39).standing()).isEqualTo(Standing.BETWEEN);
    assertThat(latency(20, 41).standing()).isEqualTo(Standing.OVER);
  }

  @Test
  void latencyIsNotJudgedBeforeItsBaselineIsKnown() {
    NumericProfile slow = constant(900, 300);
    Assessment assessment =
        LatencyRule.assess(rule(RuleKind.LATENCY), "1", WINDOW, Optional.empty(), slow, slow);
    assertThat(assessment.standing()).isEqualTo(Standing.UNKNOWN);
  }

  private static Assessment latency(double baselineMs, double currentMs) {
    NumericProfile current = constant(currentMs, 300);
    return LatencyRule.assess(
        rule(RuleKind.LATENCY),
        "1",
        WINDOW,
        Optional.of(LatencyRule.Baseline.of(constant(baselineMs, 600))),
        current,
        current);
  }

  private static Assessment drift(Profile baseline, Profile current) {
    return DriftRule.assess(
        rule(RuleKind.DRIFT),
        "1",
        WINDOW,
        new DriftRule.Baseline("baseline.csv", baseline.rows(), Map.of(TEMP, baseline)),
        Map.of(TEMP, current));
  }

  private static Rule rule(RuleKind kind) {
    return new Rule(kind, true, kind.defaultThreshold(), 250, FIVE);
  }

  private static NumericProfile normal(double mean, int rows, long seed) {
    Random random = new Random(seed);
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(mean + random.nextGaussian());
    }
    return profile;
  }

  private static NumericProfile constant(double value, int rows) {
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(value);
    }
    return profile;
  }

  private static Instant minute(String time) {
    return Instant.parse("2026-03-01T" + time + ":00Z");
  }
}

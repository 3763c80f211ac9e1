package io.plimsoll.server.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.monitored.RuleJudge;
import io.plimsoll.server.drift.settings.ColumnSetting;
import io.plimsoll.server.monitor.rules.Assessment.Calm;
import io.plimsoll.server.monitor.rules.ErrorRule.Requests;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AssessmentsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:07:30Z");
  private static final Duration FIVE = Duration.ofMinutes(5);
  private static final Window WINDOW = new Window(NOW.minus(FIVE), NOW);
  private static final Column COLUMN = new Column(Column.Role.FEATURE, "temp");

  /** One false alarm a week of a look every five seconds. */
  private static final double LEVEL = 1.0 / 120_960;

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
    assertThat(shift.currentMissing()).isZero();
  }

  @Test
  void leavesOutWhatIsIgnoredAndTakesWhatIsSetForAFeature() {
    Profile before = normal(0, 5_000, 1);
    Profile now = normal(0.6, 3_000, 2);
    assertThat(tuned(before, now, ColumnSetting.DEFAULT).standing()).isEqualTo(Standing.OVER);
    Assessment raised =
        tuned(before, now, new ColumnSetting("psi.monitor", null, Map.of(), 2.0, false));
    assertThat(raised.standing()).isEqualTo(Standing.BACK);
    assertThat(raised.readings().getFirst().threshold()).isEqualTo(2);
    assertThat(tuned(before, now, new ColumnSetting(null, null, Map.of(), null, true)).readings())
        .isEmpty();
    Assessment other =
        tuned(before, now, new ColumnSetting("ks.sketch", null, Map.of(), 0.1, false));
    assertThat(other.standing()).isEqualTo(Standing.OVER);
    Shift shift = other.readings().getFirst().shift();
    assertThat(shift).isNotNull();
    assertThat(shift.measure()).isEqualTo("ks.sketch");
    assertThat(shift.psi()).isGreaterThan(0.2);
    assertThat(other.readings().getFirst().value()).isBetween(0.15, 0.3);
  }

  private static Assessment tuned(Profile baseline, Profile current, ColumnSetting setting) {
    return drift(baseline, current, Map.of(COLUMN, setting), LEVEL);
  }

  @Test
  void withoutTrafficThereIsNothingToJudge() {
    Assessment assessment =
        DriftRule.assess(rule(RuleKind.DRIFT), "1", WINDOW, DriftRule.Baseline.NONE, 0, List.of());
    assertThat(assessment.standing()).isEqualTo(Standing.UNKNOWN);
    assertThat(assessment.calm()).isEqualTo(Calm.NO_TRAFFIC);
  }

  @Test
  void rowsWithoutAValueDriftToo() {
    NumericProfile now = normal(0, 900, 2);
    NumericProfile before = normal(0, 4_500, 1);
    for (int row = 0; row < 500; row++) {
      before.updateMissing();
    }
    for (int row = 0; row < 250; row++) {
      now.updateMissing();
    }
    Assessment assessment = drift(before, now);

    Reading reading = assessment.readings().getFirst();
    assertThat(reading.isOver()).isTrue();
    Shift shift = reading.shift();
    assertThat(shift).isNotNull();
    assertThat(shift.measure()).isEqualTo("missing");
    assertThat(reading.value()).isBetween(0.1, 0.13);
  }

  /** Of a small baseline the index exceeds the threshold by chance in one window of ten. */
  @Test
  void aSmallBaselineMakesNoAlarmsOfNoise() {
    int large = 0;
    int over = 0;
    for (int window = 0; window < 2_000; window++) {
      Assessment assessment = drift(normal(0, 100, window), normal(0, 250, 9_000 + window));
      large += assessment.readings().getFirst().value() > 0.2 ? 1 : 0;
      over += assessment.standing() == Standing.OVER ? 1 : 0;
    }
    assertThat(large).isGreaterThan(100);
    assertThat(over).isZero();
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
    return drift(baseline, current, Map.of(), LEVEL);
  }

  private static Assessment drift(
      Profile baseline, Profile current, Map<Column, ColumnSetting> settings, double level) {
    Rule rule = rule(RuleKind.DRIFT);
    long rows = current.rows();
    return DriftRule.assess(
        rule,
        "1",
        WINDOW,
        new DriftRule.Baseline("baseline.csv", baseline.rows()),
        rows,
        new RuleJudge(rule.threshold(), rule.minimumRows(), settings, level)
            .judge(
                Map.of(COLUMN, MergedProfile.of(baseline)),
                Map.of(COLUMN, MergedProfile.of(current))));
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

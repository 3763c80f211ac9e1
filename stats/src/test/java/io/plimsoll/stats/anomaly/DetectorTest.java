package io.plimsoll.stats.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Series by the hour, from the start of a Thursday. */
class DetectorTest {
  private static final int PER_DAY = 24;
  private static final long START = 20_000L * PER_DAY;

  @Test
  void saysHowFarTheWarmUpIs() {
    List<Judgement> judged = run(ValueKind.COUNT, Settings.DEFAULT, 16, daily(1_000, 1));

    assertThat(judged.get(5).plan().method()).isEmpty();
    assertThat(judged.get(5).isJudged()).isFalse();
    assertThat(judged.get(20).plan().method()).contains(Method.ROBUST_Z);
    assertThat(judged.get(20).plan().missing().orElseThrow()).contains("from 48 values");
    Plan third = judged.get(3 * PER_DAY).plan();
    assertThat(third.method()).contains(Method.HOLT_WINTERS);
    assertThat(third.rhythm()).isEqualTo(Rhythm.DAILY);
    assertThat(third.reason()).contains("daily rhythm takes");
    assertThat(third.missing().orElseThrow()).contains("weekly", "14 days");
    assertThat(judged.get(judged.size() - 1).plan().missing()).isEmpty();
    assertThat(judged.get(judged.size() - 1).plan().since()).isEqualTo(START);
  }

  @Test
  void findsTheWeek() {
    IntToDoubleFunction mean =
        hour -> (Math.floorMod((START + hour) / PER_DAY, 7) >= 5 ? 0.5 : 1) * wave(hour, 1_000);
    List<Judgement> judged = run(ValueKind.COUNT, Settings.DEFAULT, 28, noisy(mean, 2));

    assertThat(judged.get(judged.size() - 1).plan().rhythm().hasWeeks()).isTrue();
    assertThat(anomalies(judged, 15, 28)).isLessThanOrEqualTo(2);
  }

  @Test
  void seesAValueThatIsUsualOnlyAtAnotherHour() {
    IntToDoubleFunction usual = daily(1_000, 3);
    int night = 20 * PER_DAY + 6;
    double noon = usual.applyAsDouble(20 * PER_DAY + 18);
    List<Judgement> judged =
        run(
            ValueKind.COUNT,
            Settings.DEFAULT,
            21,
            hour -> hour == night ? noon : usual.applyAsDouble(hour));

    assertThat(judged.get(night).isAnomaly()).isTrue();
    assertThat(judged.get(night).side()).isEqualTo(1);
    assertThat(judged.get(night).upper()).isLessThan(noon);
    // It has moved nothing: the next hour is expected as on other days, and judged as usual.
    assertThat(judged.get(night + 1).isAnomaly()).isFalse();
    assertThat(judged.get(night + 1).expected())
        .isBetween(0.85 * wave(night + 1, 1_000), 1.15 * wave(night + 1, 1_000));
  }

  @Test
  void findsALevelThatFallsAndThenTakesItAsGiven() {
    IntToDoubleFunction usual = daily(1_000, 4);
    int fall = 20 * PER_DAY + 5;
    List<Judgement> judged =
        run(
            ValueKind.COUNT,
            Settings.DEFAULT,
            26,
            hour -> (hour < fall ? 1 : 0.4) * usual.applyAsDouble(hour));

    assertThat(judged.get(fall).side()).isEqualTo(-1);
    assertThat(judged.get(fall + 12).side()).isEqualTo(-1);
    assertThat(anomalies(judged, 23, 26)).isLessThanOrEqualTo(2);
  }

  @Test
  void firesOnNoChangeThatIsSmallerThanAsked() {
    IntToDoubleFunction steady = hour -> 100 + (hour % 2 == 0 ? 0.01 : -0.01);
    int odd = 10 * PER_DAY;
    IntToDoubleFunction values = hour -> hour == odd ? 105 : steady.applyAsDouble(hour);

    assertThat(run(ValueKind.VALUE, Settings.DEFAULT, 11, values).get(odd).isAnomaly()).isFalse();
    Settings keen = settings(Direction.BOTH, 0.02, Optional.empty());
    assertThat(run(ValueKind.VALUE, keen, 11, values).get(odd).isAnomaly()).isTrue();
  }

  @Test
  void mindsTheDirection() {
    IntToDoubleFunction usual = daily(1_000, 5);
    int up = 15 * PER_DAY + 3;
    int down = 16 * PER_DAY + 3;
    IntToDoubleFunction values =
        hour -> (hour == up ? 3 : hour == down ? 0.2 : 1) * usual.applyAsDouble(hour);
    List<Judgement> ups =
        run(ValueKind.COUNT, settings(Direction.UP, 0.1, Optional.empty()), 18, values);
    List<Judgement> downs =
        run(ValueKind.COUNT, settings(Direction.DOWN, 0.1, Optional.empty()), 18, values);

    assertThat(ups.get(up).isAnomaly()).isTrue();
    assertThat(ups.get(down).isAnomaly()).isFalse();
    assertThat(downs.get(up).isAnomaly()).isFalse();
    assertThat(downs.get(down).isAnomaly()).isTrue();
  }

  @Test
  void doesNotTakeAFewRareEventsForMany() {
    Random random = new Random(6);
    IntToDoubleFunction rare = hour -> random.nextDouble() < 0.1 ? 1 : 0;
    int odd = 20 * PER_DAY;
    List<Judgement> judged =
        run(
            ValueKind.COUNT,
            Settings.DEFAULT,
            21,
            hour -> hour == odd ? 9 : rare.applyAsDouble(hour));

    assertThat(judged.get(odd).isAnomaly()).isTrue();
    assertThat(anomalies(judged, 0, 20)).isZero();
  }

  @Test
  void weighsAShareByItsTrials() {
    Random random = new Random(7);
    Detector detector = new Detector(PER_DAY, ValueKind.SHARE, Settings.DEFAULT);
    for (int hour = 0; hour < 10 * PER_DAY; hour++) {
      int trials = 500;
      int failed = 0;
      for (int i = 0; i < trials; i++) {
        failed += random.nextDouble() < 0.02 ? 1 : 0;
      }
      detector.judge(new Point(START + hour, (double) failed / trials, trials, false));
    }
    long next = START + 10L * PER_DAY;

    assertThat(detector.judge(new Point(next, 0.1, 20, false)).isAnomaly()).isFalse();
    assertThat(detector.judge(new Point(next + 1, 0.1, 500, false)).isAnomaly()).isTrue();
  }

  @Test
  void passesOverWhatIsMissingOrMasked() {
    IntToDoubleFunction usual = daily(1_000, 8);
    int from = 18 * PER_DAY;
    Detector detector = new Detector(PER_DAY, ValueKind.COUNT, Settings.DEFAULT);
    List<Judgement> judged = new ArrayList<>();
    for (int hour = 0; hour < 20 * PER_DAY; hour++) {
      boolean isHoliday = hour >= from && hour < from + 12;
      boolean isOutage = hour >= from - 48 && hour < from - 36;
      double value = isHoliday ? 1 : usual.applyAsDouble(hour);
      judged.add(
          detector.judge(new Point(START + hour, isOutage ? Double.NaN : value, 1, isHoliday)));
    }

    assertThat(anomalies(judged, 16, 20)).isZero();
    assertThat(judged.get(from - 40).isJudged()).isFalse();
    assertThat(judged.get(from - 40).expected()).isPositive();
    assertThat(judged.get(from + 20).expected())
        .isBetween(0.8 * wave(from + 20, 1_000), 1.2 * wave(from + 20, 1_000));
  }

  @Test
  void seesASmallChangeThatStaysWithTheChart() {
    Random random = new Random(9);
    int change = 10 * PER_DAY + 2;
    double[] values = new double[12 * PER_DAY];
    for (int hour = 0; hour < values.length; hour++) {
      values[hour] = 100 + 5 * random.nextGaussian() + (hour < change ? 0 : 12);
    }
    Settings chart =
        new Settings(
            4, Direction.BOTH, 0.05, 0, Optional.of(Rhythm.NONE), Optional.of(Method.EWMA));
    List<Judgement> judged = run(ValueKind.VALUE, chart, 12, hour -> values[hour]);

    assertThat(judged.subList(0, change)).noneMatch(Judgement::isAnomaly);
    assertThat(judged.subList(change, change + 12)).anyMatch(each -> each.side() == 1);
  }

  @Test
  void goesOnAsTheOneThatJudgedTheDaysBefore() {
    IntToDoubleFunction usual = daily(1_000, 10);
    IntToDoubleFunction values = hour -> (hour % 97 == 5 ? 4 : 1) * usual.applyAsDouble(hour);
    List<Judgement> judged = run(ValueKind.COUNT, Settings.DEFAULT, 20, values);

    Detector again = new Detector(PER_DAY, ValueKind.COUNT, Settings.DEFAULT);
    int anchor = 19 * PER_DAY;
    for (Judgement each : judged.subList(0, anchor)) {
      again.remember(Point.of(each.bucket(), each.value()), each.side());
    }
    for (Judgement each : judged.subList(anchor, judged.size())) {
      Judgement repeated = again.judge(Point.of(each.bucket(), each.value()));
      assertThat(repeated.expected()).isEqualTo(each.expected());
      assertThat(repeated.isAnomaly()).isEqualTo(each.isAnomaly());
    }
  }

  @Test
  void comparesASparseSeriesValueByValue() {
    Random random = new Random(11);
    Detector detector = new Detector(PER_DAY, ValueKind.POSITIVE, Settings.DEFAULT);
    for (int day = 0; day < 30; day++) {
      Judgement usual =
          detector.judge(
              Point.of(START + (long) day * PER_DAY + 2, 600 + 30 * random.nextGaussian()));
      assertThat(usual.isAnomaly()).isFalse();
    }
    assertThat(detector.plan().method()).contains(Method.ROBUST_Z);
    assertThat(detector.plan().reason()).contains("of 672 buckets");
    assertThat(detector.judge(Point.of(START + 30L * PER_DAY + 2, 3_000)).isAnomaly()).isTrue();
  }

  @Test
  void refusesWhatCannotBe() {
    Detector detector = new Detector(PER_DAY, ValueKind.VALUE, Settings.DEFAULT);
    detector.judge(Point.of(START, 1));

    assertThatThrownBy(() -> detector.judge(Point.of(START, 1))).hasMessageContaining("in order");
    assertThatThrownBy(
            () -> new Settings(1, Direction.BOTH, 0, 0, Optional.empty(), Optional.empty()))
        .hasMessageContaining("threshold is 1.0; give a number from 2.0 to 20.0");
    // After a year of silence it starts anew.
    assertThat(detector.judge(Point.of(START + 365L * PER_DAY, 1)).isAnomaly()).isFalse();
  }

  private static List<Judgement> run(
      ValueKind kind, Settings settings, int days, IntToDoubleFunction values) {
    Detector detector = new Detector(PER_DAY, kind, settings);
    List<Judgement> judged = new ArrayList<>();
    for (int hour = 0; hour < days * PER_DAY; hour++) {
      judged.add(detector.judge(Point.of(START + hour, values.applyAsDouble(hour))));
    }
    return judged;
  }

  private static long anomalies(List<Judgement> judged, int fromDay, int toDay) {
    return judged.subList(fromDay * PER_DAY, toDay * PER_DAY).stream()
        .filter(Judgement::isAnomaly)
        .count();
  }

  private static Settings settings(Direction direction, double effect, Optional<Rhythm> rhythm) {
    return new Settings(Settings.THRESHOLD, direction, effect, 0, rhythm, Optional.empty());
  }

  private static double wave(int hour, double mean) {
    return mean * Math.exp(Math.sin(2 * Math.PI * (hour % PER_DAY - 12) / PER_DAY));
  }

  private static IntToDoubleFunction daily(double mean, long seed) {
    return noisy(hour -> wave(hour, mean), seed);
  }

  private static IntToDoubleFunction noisy(IntToDoubleFunction mean, long seed) {
    double[] noise = new Random(seed).doubles(40 * PER_DAY, 0.94, 1.06).toArray();
    return hour -> Math.round(mean.applyAsDouble(hour) * noise[hour]);
  }
}

package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void takesTheFreeboardFromTheWorstSignal() {
    Mark mark = judged(drift("dep_delay", 0.38), errors(0.1));

    assertThat(mark.freeboard()).isCloseTo(0.62, within(1e-9));
    assertThat(mark.state()).isEqualTo(Mark.State.SAFE);
    assertThat(mark.sentence()).isEqualTo("Safe. Freeboard 62 %, lowest on drift of `dep_delay`.");
  }

  @Test
  void isNearWithinTwentyPercentOfTheLine() {
    assertThat(judged(errors(0.8)).state()).isEqualTo(Mark.State.SAFE);
    assertThat(judged(errors(0.81)).state()).isEqualTo(Mark.State.NEAR);
    assertThat(judged(errors(0.81)).sentence())
        .isEqualTo("Near the line. Freeboard 19 %, lowest on the error rate.");
  }

  @Test
  void isOverloadedOnlyAboveTheLine() {
    assertThat(judged(errors(1)).state()).isEqualTo(Mark.State.NEAR);

    Mark mark = judged(drift("temp", 1.35));

    assertThat(mark.state()).isEqualTo(Mark.State.OVERLOADED);
    assertThat(mark.sentence()).isEqualTo("Overloaded. 35 % above the line on drift of `temp`.");
  }

  @Test
  void tellsFromTwiceTheLineOnHowManyTimesItIs() {
    assertThat(judged(drift("temp", 1.99)).sentence()).contains(" 99 % above the line ");
    assertThat(judged(drift("temp", 2)).sentence()).contains(" 2.0 times the line ");
    assertThat(judged(drift("temp", 14.82)).sentence())
        .isEqualTo("Overloaded. 14.8 times the line on drift of `temp`.");
    assertThat(judged(drift("temp", 1_234.56)).sentence()).contains(" 1,234.6 times the line ");
  }

  @Test
  void isNotSunkByAValueThatChanceExplains() {
    Mark mark = judged(unsure("temp", 3), errors(0.1));

    assertThat(mark.freeboard()).isCloseTo(0.9, within(1e-9));
    assertThat(mark.lowConfidence()).isTrue();
    assertThat(mark.sentence()).endsWith("low confidence.");
  }

  @Test
  void staysConfidentWhenTheDoubtfulValueIsFarFromTheLine() {
    assertThat(judged(unsure("temp", 0.3), errors(0.1)).lowConfidence()).isFalse();
  }

  @Test
  void judgesByDoubtfulSignalsWhenThereAreNoOthers() {
    Mark mark = judged(unsure("temp", 0.5));

    assertThat(mark.freeboard()).isCloseTo(0.5, within(1e-9));
    assertThat(mark.lowConfidence()).isTrue();
  }

  @Test
  void doesNotCallAModelOverloadedAfterAHandfulOfRows() {
    Mark mark = judged(unsure("temp", 15), unsure("wind", 0.5));

    assertThat(mark.state()).isEqualTo(Mark.State.UNKNOWN);
    assertThat(mark.freeboard()).isNull();
    assertThat(mark.sentence())
        .isEqualTo("Unknown. Too few rows so far to judge drift of `temp`: 20.");
    assertThat(mark.signals()).hasSize(2);
  }

  @Test
  void isUnknownWithoutTrafficAndNeverSafe() {
    Signal untouched = new Signal(Signal.Kind.ERRORS, null, 0, 0.05, 0, 0, true);

    assertThat(judged(untouched).state()).isEqualTo(Mark.State.UNKNOWN);
    assertThat(judged().state()).isEqualTo(Mark.State.UNKNOWN);
    assertThat(Mark.unjudged().freeboard()).isNull();
  }

  @Test
  void isUnknownWhenTheMonitorFellSilent() {
    Mark mark = Mark.of(List.of(errors(0.1)), NOW.minus(Duration.ofMinutes(16)), NOW);

    assertThat(mark.state()).isEqualTo(Mark.State.UNKNOWN);
    assertThat(mark.sentence()).contains("2026-11-21T11:44:00Z").contains("monitor");
  }

  @Test
  void showsTheWorstMarkOfAProjectAndNamesTheModel() {
    Mark mark =
        Mark.worst(
            Map.of(
                "flights", judged(drift("temp", 1.5)),
                "fraud", judged(errors(0.1)),
                "idle", Mark.unjudged()));

    assertThat(mark.state()).isEqualTo(Mark.State.OVERLOADED);
    assertThat(mark.sentence())
        .isEqualTo("Overloaded. 50 % above the line on drift of `temp` in flights.");
  }

  @Test
  void isUnknownForAProjectInWhichNothingIsKnown() {
    assertThat(Mark.worst(Map.of()).state()).isEqualTo(Mark.State.UNKNOWN);
    assertThat(Mark.worst(Map.of("idle", Mark.unjudged())).state()).isEqualTo(Mark.State.UNKNOWN);
  }

  private static Mark judged(Signal... signals) {
    return Mark.of(List.of(signals), NOW.minusSeconds(5), NOW);
  }

  private static Signal drift(String feature, double ratio) {
    return new Signal(Signal.Kind.DRIFT, feature, ratio * 0.2, 0.2, ratio, 1_000, false);
  }

  private static Signal unsure(String feature, double ratio) {
    return new Signal(Signal.Kind.DRIFT, feature, ratio * 0.2, 0.2, ratio, 20, true);
  }

  private static Signal errors(double ratio) {
    return new Signal(Signal.Kind.ERRORS, null, ratio * 0.05, 0.05, ratio, 1_000, false);
  }
}

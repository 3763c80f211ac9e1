package io.plimsoll.server.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.canary.CanaryJudge.Standing;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanaryJudgeTest {
  private static final CanaryPlan PLAN =
      new CanaryPlan(List.of(50, 500), 0.95, 0.01, 0.05, 500, 60, 3_600, null, 0, 100);
  private static final double ALPHA = 0.025;

  @Test
  void rollsBackWhatSurelyFailsMoreOften() {
    CanaryVerdict verdict = CanaryJudge.judge(PLAN, at(0, 5, 40), measures(2, 1_000, 20, 40, 0, 0));

    assertThat(verdict).isInstanceOf(CanaryVerdict.RollBack.class);
    assertThat(verdict.reason())
        .startsWith(
            "50 % of the candidate's 40 predictions failed, against 0.2 % of the baseline's 1,000");
  }

  @Test
  void rollsBackWhatIsSurelySlowerMoreOften() {
    CanaryVerdict verdict =
        CanaryJudge.judge(PLAN, at(0, 5, 500), measures(0, 5_000, 0, 500, 250, 200));

    assertThat(verdict).isInstanceOf(CanaryVerdict.RollBack.class);
    assertThat(verdict.reason()).contains("40 % of the candidate's 500 predictions were slow");
  }

  @Test
  void goesOnWithWhatIsSurelyNoWorse() {
    List<Measure> good = measures(20, 20_000, 2, 2_000, 1_000, 100);

    assertThat(CanaryJudge.judge(PLAN, at(0, 60, 2_000), good))
        .isInstanceOf(CanaryVerdict.Advance.class);
    CanaryVerdict last = CanaryJudge.judge(PLAN, at(1, 60, 1_000), good);
    assertThat(last).isInstanceOf(CanaryVerdict.Promote.class);
    assertThat(last.reason())
        .isEqualTo(
            "No worse than tolerated after 2,000 predictions of the candidate: 0.1 % failed (the baseline: 0.1 %) and 5 % were slow (the baseline: 5 %).");
  }

  @Test
  void waitsForTheStepAndItsRows() {
    List<Measure> good = measures(20, 20_000, 2, 2_000, 1_000, 100);

    assertThat(CanaryJudge.judge(PLAN, at(0, 60, 499), good))
        .isEqualTo(
            new CanaryVerdict.Wait(
                "The candidate has answered 499 of the 500 predictions that this step needs."));
    assertThat(CanaryJudge.judge(PLAN, at(0, 59, 2_000), good))
        .isEqualTo(new CanaryVerdict.Wait("The step lasts 1 min."));
    assertThat(CanaryJudge.judge(PLAN, at(0, 60, 2_000), good.subList(0, 1)).reason())
        .contains("to say what is slow");
  }

  @Test
  void waitsWhileItMayStillBeWorse() {
    CanaryVerdict verdict =
        CanaryJudge.judge(PLAN, at(0, 60, 600), measures(0, 600, 0, 600, 30, 30));

    assertThat(verdict).isInstanceOf(CanaryVerdict.Wait.class);
    assertThat(verdict.reason()).contains("may still exceed").contains("(tolerated: 1)");
  }

  @Test
  void doesNotWaitForever() {
    CanaryVerdict verdict =
        CanaryJudge.judge(
            PLAN,
            new Standing(0, Duration.ofHours(1), Duration.ofHours(1), 3),
            measures(0, 60, 0, 3, 0, 0));

    assertThat(verdict).isInstanceOf(CanaryVerdict.RollBack.class);
    assertThat(verdict.reason())
        .startsWith("It could not be shown within 1 h")
        .contains("3 of the");
  }

  /** 300 candidates that are no worse, each looked at 100 times. */
  @Test
  void seldomRollsBackWhatIsNoWorse() {
    int rolledBack = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      long[] bad = new long[4];
      for (int look = 1; look <= 100; look++) {
        bad[0] += hits(random, 95, 0.02);
        bad[1] += hits(random, 5, 0.02);
        bad[2] += hits(random, 95, 0.05);
        bad[3] += hits(random, 5, 0.05);
        List<Measure> measures = measures(bad[0], 95L * look, bad[1], 5L * look, bad[2], bad[3]);
        if (CanaryJudge.judge(PLAN, at(0, 5, 5L * look), measures)
            instanceof CanaryVerdict.RollBack) {
          rolledBack++;
          break;
        }
      }
    }

    assertThat(rolledBack).isLessThanOrEqualTo(15);
  }

  @Test
  void refusesAPlanThatCannotBe() {
    assertThatThrownBy(() -> plan(List.of())).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> plan(List.of(100, 50)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("50 per mille");
    assertThatThrownBy(() -> plan(List.of(1_000))).hasMessageContaining("below 1000");
    assertThatThrownBy(() -> new CanaryPlan(List.of(50), 1, 0.01, 0.05, 1, 1, 1, null, 0, 100))
        .hasMessageContaining("confidence: 1 is outside 0.5 to 0.9999");
  }

  private static CanaryPlan plan(List<Integer> steps) {
    return new CanaryPlan(steps, 0.95, 0.01, 0.05, 500, 60, 3_600, null, 0, 100);
  }

  private static Standing at(int step, int seconds, long rows) {
    return new Standing(step, Duration.ofSeconds(seconds), Duration.ofSeconds(seconds), rows);
  }

  private static List<Measure> measures(
      long baselineFailed,
      long baselineRows,
      long candidateFailed,
      long candidateRows,
      long baselineSlow,
      long candidateSlow) {
    return List.of(
        Measure.of(
            Measure.Kind.ERRORS,
            new Measure.Side(baselineRows, baselineFailed),
            new Measure.Side(candidateRows, candidateFailed),
            PLAN.errorTolerance(),
            ALPHA),
        Measure.of(
            Measure.Kind.LATENCY,
            new Measure.Side(baselineRows, baselineSlow),
            new Measure.Side(candidateRows, candidateSlow),
            PLAN.latencyTolerance(),
            ALPHA));
  }

  private static long hits(Random random, int rows, double share) {
    long hits = 0;
    for (int row = 0; row < rows; row++) {
      hits += random.nextDouble() < share ? 1 : 0;
    }
    return hits;
  }
}

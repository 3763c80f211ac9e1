package io.plimsoll.server.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairVerdictTest {
  @Test
  void aLabelDecidesWhateverTheProbabilitiesAre() {
    assertThat(of(Map.of("label", 1, "probability", 0.7), Map.of("label", 1.0, "probability", 0.6)))
        .isEqualTo(PairVerdict.AGREE);
    assertThat(of(Map.of("label", "yes"), Map.of("label", "no"))).isEqualTo(PairVerdict.DIFFER);
  }

  @Test
  void withoutALabelEveryOutputDecides() {
    assertThat(of(Map.of("a", 1, "b", 2), Map.of("a", 1, "b", 3))).isEqualTo(PairVerdict.DIFFER);
    assertThat(of(Map.of("a", 1, "b", 2), Map.of("a", 1, "b", 2))).isEqualTo(PairVerdict.AGREE);
  }

  @Test
  void numbersMayBeAsFarApartAsThePlanSays() {
    assertThat(PairVerdict.of(Map.of("y", 10.0), Map.of("y", 10.4), 0.5))
        .isEqualTo(PairVerdict.AGREE);
    assertThat(PairVerdict.of(Map.of("y", 10.0), Map.of("y", 10.6), 0.5))
        .isEqualTo(PairVerdict.DIFFER);
  }

  @Test
  void whatWasNotKeptIsNotCompared() {
    assertThat(of(Map.of("a", 1), Map.of("b", 1))).isEqualTo(PairVerdict.NEITHER);
    assertThat(of(Map.of(), Map.of())).isEqualTo(PairVerdict.NEITHER);
  }

  @Test
  void onlyAFailureOfTheCandidateCounts() {
    assertThat(PairVerdict.ofFailure(true)).isEqualTo(PairVerdict.DIFFER);
    assertThat(PairVerdict.ofFailure(false)).isEqualTo(PairVerdict.NEITHER);
  }

  @Test
  void theMeasureIsTheShareOfThePairs() {
    Measure far = Measure.ofPairs(500, 100, 0.1, 0.0166);
    assertThat(far.exceedsTolerance()).isTrue();
    Measure near = Measure.ofPairs(500, 5, 0.1, 0.0166);
    assertThat(near.keepsTolerance()).isTrue();
    assertThat(Measure.ofPairs(0, 0, 0.1, 0.0166).difference()).isNull();
    CanaryPlan plan = new CanaryPlan(List.of(500), 0.95, 0.01, 0.05, 1, 0, 60, 0.1, 0, 100);
    CanaryJudge.Standing standing =
        new CanaryJudge.Standing(0, Duration.ofSeconds(1), Duration.ofSeconds(1), 10);
    assertThat(CanaryJudge.judge(plan, standing, List.of(far)).reason())
        .startsWith(
            "20 % of the 500 rows that both were asked were answered differently: at least ")
        .endsWith(" % (tolerated: 10 %).");
  }

  private static PairVerdict of(Map<String, Object> one, Map<String, Object> other) {
    return PairVerdict.of(one, other, 0);
  }
}

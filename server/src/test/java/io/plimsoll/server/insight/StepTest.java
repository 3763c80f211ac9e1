package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void keepsTheStepThatWasAskedForWhileItDrawsAtMostFourHundredPoints() {
    assertThat(Step.choose("PT1M", last(Duration.ofHours(6)))).isEqualTo(Step.PT1M);
    assertThat(Step.choose("PT1M", last(Duration.ofHours(7)))).isEqualTo(Step.PT5M);
    assertThat(Step.choose("P1D", last(Duration.ofHours(6)))).isEqualTo(Step.P1D);
  }

  @Test
  void choosesTheNarrowestStepThatFits() {
    assertThat(Step.choose(null, last(Duration.ofHours(1)))).isEqualTo(Step.PT1M);
    assertThat(Step.choose(null, last(Duration.ofDays(1)))).isEqualTo(Step.PT5M);
    assertThat(Step.choose(null, last(Duration.ofDays(7)))).isEqualTo(Step.PT1H);
    assertThat(Step.choose(null, last(Duration.ofDays(31)))).isEqualTo(Step.PT6H);
  }

  @Test
  void neverDrawsMoreThanFourHundredPointsWhereverTheRangeStarts() {
    for (int minutes = 1; minutes <= 31 * 24 * 60; minutes += 97) {
      TimeRange range = new TimeRange(NOON.minusSeconds(60L * minutes + 17), NOON.minusSeconds(11));
      Step step = Step.choose("PT1M", range);

      assertThat(step.buckets(range, NOON)).hasSizeBetween(1, Step.MOST_POINTS);
    }
  }

  @Test
  void refusesAStepThatIsNotOffered() {
    assertThatThrownBy(() -> Step.choose("PT2M", last(Duration.ofHours(1))))
        .hasMessageContaining("\"PT2M\"")
        .hasMessageContaining("PT1M, PT5M, PT15M, PT1H, PT6H, P1D");
  }

  @Test
  void startsBucketsAtWholeMultiplesInUtc() {
    assertThat(Step.PT15M.floor(Instant.parse("2026-11-21T11:59:59.999Z")))
        .isEqualTo(Instant.parse("2026-11-21T11:45:00Z"));
    assertThat(Step.P1D.floor(Instant.parse("2026-11-21T23:59:59Z")))
        .isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
  }

  @Test
  void drawsNoBucketThatHasNotBegun() {
    TimeRange range = new TimeRange(NOON.minusSeconds(120), NOON.plusSeconds(600));

    assertThat(Step.PT1M.buckets(range, NOON))
        .containsExactly(NOON.minusSeconds(120), NOON.minusSeconds(60), NOON);
  }

  private static TimeRange last(Duration length) {
    return new TimeRange(NOON.minus(length), NOON);
  }
}

package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScalingRuleTest {

  private static final Duration SHORT = Duration.ofMillis(99);
  private static final Duration LONG = ScalingRule.LONG_WAIT;

  private final ScalingRule fromZero =
      new ScalingRule(new WorkerScale(0, 3, Duration.ofMinutes(1), WorkerScale.UNLIMITED));

  @Test
  void startsTheFirstForAnyCall() {
    assertThat(fromZero.wantsMore(0, 0, 0, Duration.ZERO)).isFalse();
    assertThat(fromZero.wantsMore(0, 0, 1, Duration.ZERO)).isTrue();
  }

  @Test
  void startsAnotherWhereCallsWaitForLong() {
    assertThat(fromZero.wantsMore(1, 0, 5, SHORT)).isFalse();
    assertThat(fromZero.wantsMore(1, 0, 5, LONG)).isTrue();
    // A wait that is over by now has been one all the same.
    assertThat(fromZero.wantsMore(2, 0, 0, LONG)).isTrue();
  }

  @Test
  void startsOneAtATimeAndNoMoreThanTheMost() {
    assertThat(fromZero.wantsMore(0, 1, 9, LONG)).isFalse();
    assertThat(fromZero.wantsMore(1, 1, 9, LONG)).isFalse();
    assertThat(fromZero.wantsMore(3, 0, 9, LONG)).isFalse();
  }

  @Test
  void keepsTheMinimum() {
    assertThat(fromZero.missing(0)).isZero();
    assertThat(new ScalingRule(WorkerScale.fixed(2)).missing(1)).isEqualTo(1);
    assertThat(new ScalingRule(WorkerScale.fixed(2)).missing(3)).isZero();
  }
}

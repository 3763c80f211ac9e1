package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {

  private static final long NOW = Long.MAX_VALUE - 5;

  private final BackOff backOff = new BackOff();

  @Test
  void startsTheFirstReplacementAtOnce() {
    assertThat(backOff.holds(NOW)).isFalse();
    assertThat(backOff.lost(Duration.ZERO, NOW)).isZero();
    assertThat(backOff.holds(NOW)).isFalse();
  }

  @Test
  void waitsLongerAfterEachThatDidNotLast() {
    Duration before = backOff.lost(Duration.ZERO, NOW);
    for (int i = 0; i < 5; i++) {
      Duration pause = backOff.lost(Duration.ofSeconds(29), NOW);
      assertThat(pause).isGreaterThan(before);
      // The clock may pass its largest value in between.
      assertThat(backOff.holds(NOW + pause.toNanos() - 1)).isTrue();
      before = pause;
    }
    assertThat(backOff.lost(Duration.ZERO, NOW)).isEqualTo(before).hasSeconds(30);
    assertThat(backOff.holds(NOW + before.toNanos())).isFalse();
  }

  @Test
  void forgetsOnceAWorkerHasLasted() {
    backOff.lost(Duration.ZERO, NOW);
    backOff.lost(Duration.ZERO, NOW);

    assertThat(backOff.lost(BackOff.LASTING, NOW)).isZero();
  }
}

package io.plimsoll.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PatienceTest {
  @Test
  void tellsACallerWhoLeftFromOneWhoseTimeIsOver() {
    assertThat(Patience.until(() -> true).end().kind()).isEqualTo(Kind.CANCELLED);
    assertThat(Patience.until(() -> true, Duration.ofMinutes(1)).end().kind())
        .isEqualTo(Kind.CANCELLED);
    assertThat(Patience.until(() -> false, Duration.ZERO).end().kind()).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void takesACallerWhoLeftAtItsDeadlineForOneWhoseTimeIsOver() {
    assertThat(Patience.until(() -> true, Duration.ZERO).end().kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(Patience.until(() -> true, Duration.ofMillis(20)).end().kind())
        .isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void isOverWhenEitherIs() {
    assertThat(Patience.ENDLESS.isOver()).isFalse();
    assertThat(Patience.until(() -> false, Duration.ofMinutes(1)).isOver()).isFalse();
    assertThat(Patience.until(() -> true).isOver()).isTrue();
    assertThat(Patience.until(() -> false, Duration.ZERO).isOver()).isTrue();
  }
}

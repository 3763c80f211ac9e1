package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private long nanos = 7;
  private final ClockWatch watch = new ClockWatch(() -> now, () -> nanos);

  @Test
  void noticesAClockThatIsSetBackOnce() {
    pass(Duration.ofSeconds(5));
    assertThat(watch.wasSetBack()).isFalse();

    now = now.minus(Duration.ofMinutes(3));
    assertThat(watch.wasSetBack()).isTrue();
    assertThat(watch.wasSetBack()).isFalse();
  }

  @Test
  void mindsNeitherCorrectionsNorAClockThatIsPutForward() {
    now = now.minusMillis(900);
    assertThat(watch.wasSetBack()).isFalse();

    now = now.plus(Duration.ofDays(2));
    assertThat(watch.wasSetBack()).isFalse();
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }
}

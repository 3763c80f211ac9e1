package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallsTest {

  @Test
  void saysHowOftenAndForWhatPartOfTheTime() {
    Stalls stalls =
        new Stalls(Duration.ofSeconds(4), 6, Duration.ofMillis(30), Duration.ofMillis(7));

    assertThat(stalls.perSecond()).isEqualTo(1.5);
    assertThat(stalls.percent()).isEqualTo(0.75);
  }

  @Test
  void looksForAsLongAsAskedAndLosesNoMoreThanThat() {
    Duration time = Duration.ofMillis(20);

    Stalls stalls = Stalls.during(time);

    assertThat(stalls.looked()).isGreaterThanOrEqualTo(time);
    assertThat(stalls.stopped()).isBetween(stalls.longest(), stalls.looked());
    assertThat(stalls.longest()).isLessThanOrEqualTo(stalls.stopped());
  }
}

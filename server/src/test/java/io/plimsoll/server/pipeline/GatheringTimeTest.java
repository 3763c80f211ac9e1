package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatheringTimeTest {
  private final GatheringTime time = new GatheringTime();

  @Test
  void beginsWithTheLeast() {
    assertThat(time.next()).isEqualTo(GatheringTime.LEAST);
  }

  @ParameterizedTest
  @CsvSource({"49, 100", "51, 102", "90, 180", "120, 180", "150, 150", "90000, 100"})
  void isTwiceWhatTheLastBatchCostAsLongAsARoundIsShort(long costMillis, long expectedMillis) {
    time.learn(Duration.ofMillis(300));
    time.learn(Duration.ofMillis(costMillis));
    assertThat(time.next()).isEqualTo(Duration.ofMillis(expectedMillis));
  }
}

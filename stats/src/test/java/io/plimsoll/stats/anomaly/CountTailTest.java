package io.plimsoll.stats.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class CountTailTest {
  @ParameterizedTest
  @CsvSource({"3, 1, 4", "0.05, 1, 6", "24, 1, 3", "24, 30, 5", "10, 2.5, 8"})
  void boundsAreTheLastCountsWithin(double mean, double dispersion, double threshold) {
    double highest = CountTail.highest(mean, dispersion, threshold);
    assertThat(CountTail.score(highest, mean, dispersion)).isLessThan(threshold);
    assertThat(CountTail.score(highest + 1, mean, dispersion)).isGreaterThanOrEqualTo(threshold);
    double lowest = CountTail.lowest(mean, dispersion, threshold);
    assertThat(CountTail.score(lowest, mean, dispersion)).isGreaterThan(-threshold);
    if (lowest > 0) {
      assertThat(CountTail.score(lowest - 1, mean, dispersion)).isLessThanOrEqualTo(-threshold);
    }
  }

  @Test
  void aThresholdThatNoScoreReachesHasABoundAsWell() {
    assertThat(CountTail.highest(0.05, 1, 50)).isFinite();
    assertThat(CountTail.highest(24, 900, 50)).isFinite().isGreaterThan(24);
    assertThat(CountTail.lowest(24, 1, 50)).isZero();
  }
}

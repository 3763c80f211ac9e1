package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.monitor.Watched.Seen;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchedTest {
  private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void watchesTheVersionWithTheLatestTraffic() {
    assertThat(
            Watched.observed(
                List.of(
                    new Seen("m", "2", 9, TEN.minusSeconds(3_600)), new Seen("m", "1", 4, TEN))))
        .extracting(Watched::version)
        .containsExactly("1");
  }

  @Test
  void watchesTheNewestOfVersionsThatAreUsedSideBySide() {
    assertThat(
            Watched.observed(
                List.of(new Seen("m", "2", 9, TEN.minusSeconds(60)), new Seen("m", "1", 4, TEN))))
        .extracting(Watched::version)
        .containsExactly("2");
  }
}

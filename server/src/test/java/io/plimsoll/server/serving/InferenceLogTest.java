package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.inference.repository.LogSettings;
import io.plimsoll.server.platform.time.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InferenceLogTest {
  private static final int IDS = 20_000;

  /** Ids of one moment, which differ in their random part only. */
  private final List<UUID> ids =
      Stream.generate(() -> Ids.timeOrdered(Instant.parse("2026-03-01T12:00:00Z")))
          .limit(IDS)
          .toList();

  @Test
  void choosesTheShareThatWasAskedFor() {
    assertThat(chosen(1)).isEqualTo(IDS);
    assertThat(chosen(0)).isZero();
    // Six standard deviations of a binomial draw.
    assertThat((double) chosen(0.1)).isCloseTo(0.1 * IDS, within(255.0));
    assertThat((double) chosen(0.5)).isCloseTo(0.5 * IDS, within(425.0));
  }

  @Test
  void choosesTheSameIdsAgainAndMoreOfThemForALargerShare() {
    for (UUID id : ids) {
      boolean isChosen = InferenceLog.isChosen(share(0.2), id);
      assertThat(InferenceLog.isChosen(share(0.2), id)).isEqualTo(isChosen);
      assertThat(isChosen && !InferenceLog.isChosen(share(0.3), id)).isFalse();
    }
  }

  private long chosen(double share) {
    return ids.stream().filter(id -> InferenceLog.isChosen(share(share), id)).count();
  }

  private static LogSettings share(double share) {
    return new LogSettings(share, Set.of(), Set.of(), LogSettings.MOST_BYTES);
  }
}

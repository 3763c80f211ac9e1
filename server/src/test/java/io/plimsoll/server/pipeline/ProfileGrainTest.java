package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProfileGrainTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");

  @Test
  void keepsMinutesForThreeHoursAndTheHourThatTheyReachInto() {
    assertThat(ProfileGrain.hoursBefore(NOW)).isEqualTo(Instant.parse("2026-11-21T09:00:00Z"));
  }

  @Test
  void widensAWindowToWholeMinutesWhileTheyAreKept() {
    Instant young = Instant.parse("2026-11-21T11:11:11Z");

    assertThat(ProfileGrain.startOfBucket(young, NOW))
        .isEqualTo(Instant.parse("2026-11-21T11:11:00Z"));
    assertThat(ProfileGrain.endOfBucket(young, NOW))
        .isEqualTo(Instant.parse("2026-11-21T11:12:00Z"));
  }

  @Test
  void widensAWindowToWholeHoursWhereMinutesAreGone() {
    Instant old = Instant.parse("2026-11-21T08:11:11Z");

    assertThat(ProfileGrain.startOfBucket(old, NOW))
        .isEqualTo(Instant.parse("2026-11-21T08:00:00Z"));
    assertThat(ProfileGrain.endOfBucket(old, NOW)).isEqualTo(Instant.parse("2026-11-21T09:00:00Z"));
  }

  @Test
  void leavesABoundThatIsOneAlready() {
    Instant hour = Instant.parse("2026-11-21T08:00:00Z");

    assertThat(ProfileGrain.startOfBucket(hour, NOW)).isEqualTo(hour);
    assertThat(ProfileGrain.endOfBucket(hour, NOW)).isEqualTo(hour);
  }
}

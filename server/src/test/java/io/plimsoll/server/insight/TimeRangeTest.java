package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.platform.http.ProblemException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:30Z");

  @Test
  void endsNowAndLastsAsLongAsTheViewWantsWhenNothingIsAsked() {
    assertThat(parse(null, null))
        .isEqualTo(new TimeRange(Instant.parse("2026-11-21T11:00:30Z"), NOW));
  }

  @Test
  void takesTimesOfAnyZone() {
    assertThat(parse("2026-11-21T10:00:00+02:00", "2026-11-21T09:00:00Z"))
        .isEqualTo(
            new TimeRange(
                Instant.parse("2026-11-21T08:00:00Z"), Instant.parse("2026-11-21T09:00:00Z")));
  }

  @Test
  void refusesWhatIsNoTimeAndSaysWhatOneLooksLike() {
    assertThatThrownBy(() -> parse("yesterday", null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("from: \"yesterday\"")
        .hasMessageContaining("2026-11-21T08:30:00Z");
  }

  @Test
  void refusesARangeThatEndsBeforeItStartsOrLastsTooLong() {
    assertThatThrownBy(() -> parse("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z"))
        .hasMessageContaining("not before");
    assertThatThrownBy(() -> parse("2026-10-01T00:00:00Z", "2026-11-21T12:00:00Z"))
        .hasMessageContaining("longer than 31 days");
  }

  @Test
  void includesTheMinuteThatIsRunning() {
    assertThat(TimeRange.last(Duration.ofMinutes(5), NOW))
        .isEqualTo(
            new TimeRange(
                Instant.parse("2026-11-21T11:56:00Z"), Instant.parse("2026-11-21T12:01:00Z")));
  }

  @Test
  void takesWindowsFromOneMinuteToAMonth() {
    assertThat(TimeRange.window(null)).isEqualTo(Duration.ofHours(1));
    assertThat(TimeRange.window("P7D")).isEqualTo(Duration.ofDays(7));
    assertThatThrownBy(() -> TimeRange.window("PT1S")).hasMessageContaining("PT1S");
    assertThatThrownBy(() -> TimeRange.window("P32D")).hasMessageContaining("P31D");
    assertThatThrownBy(() -> TimeRange.window("1h")).hasMessageContaining("\"1h\"");
  }

  private static TimeRange parse(@Nullable String from, @Nullable String to) {
    return TimeRange.parse(from, to, Duration.ofHours(1), NOW);
  }
}

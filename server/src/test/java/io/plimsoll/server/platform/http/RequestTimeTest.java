package io.plimsoll.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTimeTest {
  @Test
  void readsATimeWithItsZone() {
    assertThat(RequestTime.parse("from", "2026-11-21T08:30:00+02:00"))
        .isEqualTo(Instant.parse("2026-11-21T06:30:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yesterday | is not a time with a zone",
        "2026-11-21T08:30:00 | is not a time with a zone",
        "+300000-01-01T00:00:00Z | is outside of the years 1970 to 9998",
        "+999999999-01-01T00:00:00Z | is outside of the years 1970 to 9998",
        "1969-12-31T23:59:59Z | is outside of the years 1970 to 9998"
      })
  void refusesWhatNobodyCanMean(String text, String why) {
    assertThatThrownBy(() -> RequestTime.parse("from", text))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(text)
        .hasMessageContaining(why);
  }
}

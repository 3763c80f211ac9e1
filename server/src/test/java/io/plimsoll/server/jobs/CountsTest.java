package io.plimsoll.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void speaksOfOneInTheSingular() {
    assertThat(Counts.text(1, "output")).isEqualTo("1 output");
    assertThat(Counts.text(0, "output")).isEqualTo("0 outputs");
    assertThat(Counts.text(2, "output")).isEqualTo("2 outputs");
  }

  @Test
  void groupsTheDigitsOfLargeCounts() {
    assertThat(Counts.text(12_000, "row")).isEqualTo("12,000 rows");
  }
}

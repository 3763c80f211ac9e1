package io.plimsoll.server.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlainTest {
  @Test
  void keepsANameFromBecomingAHeader() {
    assertThat(Plain.name("temp\r\nBcc: eve@example.org")).isEqualTo("temp Bcc: eve@example.org");
    assertThat(Plain.name("a\u0000b\u2028c\td")).isEqualTo("a b c d");
  }

  @Test
  void cutsWhatIsTooLong() {
    assertThat(Plain.line("x".repeat(200), 10)).isEqualTo("xxxxxxxxx…");
    assertThat(Plain.line("short", 10)).isEqualTo("short");
  }
}

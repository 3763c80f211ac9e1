package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoggedRowTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void leavesAsItIsWhatAnEventCanHold() throws Exception {
    Map<String, @Nullable Object> row = new HashMap<>(Map.of("temp", 1.5, "city", "Turin"));
    row.put("note", null);

    assertThat(LoggedRow.fits(row)).isTrue();
    assertThat(LoggedRow.fitted(row)).isEqualTo(row);
    assertTaken(row);
  }

  @Test
  void makesFitWhatTheReaderOfEventsWouldRefuse() throws Exception {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("text", "ab".repeat(20_000));
    row.put("emoji", "x" + "\uD83D\uDE00".repeat(20_000));
    row.put("", 1);
    row.put("n".repeat(201), 1);
    for (int i = 0; i < 600; i++) {
      row.put("x_" + i, i);
    }

    assertThat(LoggedRow.fits(row)).isFalse();
    Map<String, @Nullable Object> fitted = LoggedRow.fitted(row);

    assertThat(LoggedRow.fits(fitted)).isTrue();
    assertThat(fitted).hasSize(512).containsKeys("text", "emoji", "x_509").doesNotContainKey("");
    assertThat(Objects.toString(fitted.get("text")))
        .startsWith("abab")
        .endsWith("…")
        .hasSize(32_768);
    assertThat(Objects.toString(fitted.get("emoji")).getBytes(StandardCharsets.UTF_8))
        .doesNotContain((byte) '?');
    assertTaken(fitted);
  }

  @Test
  void keepsTheBeginningOfALongError() {
    assertThat(LoggedRow.words("short")).isEqualTo("short");
    assertThat(LoggedRow.words("long ".repeat(10_000))).hasSize(4_096).endsWith("…");
  }

  private static void assertTaken(Map<String, @Nullable Object> row)
      throws JsonProcessingException, EventRefusedException {
    Map<String, Object> event =
        Map.of(
            "type",
            "prediction",
            "id",
            "01945f0e-6a00-7000-8000-000000000001",
            "occurredAt",
            NOW.toString(),
            "model",
            "storm",
            "features",
            row,
            "prediction",
            Map.of("label", 1));
    byte[] bytes = new ObjectMapper().writeValueAsBytes(event);
    assertThat(new EventReader(Limits.DEFAULTS).read(bytes, NOW)).isNotNull();
  }
}

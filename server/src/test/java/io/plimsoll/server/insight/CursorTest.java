package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.time.Ids;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123456Z");

  @Test
  void readsWhatItWroteToTheMicrosecond() {
    Cursor cursor = new Cursor(AT, UUID.randomUUID());

    assertThat(Cursor.parse(cursor.text())).isEqualTo(cursor);
  }

  @Test
  void startsBeforeEverything() {
    assertThat(Cursor.parse(null)).isEqualTo(Cursor.START);
  }

  @Test
  void refusesWhatNoPageGave() {
    for (String text : new String[] {"", "17", "x-y", "-", "17-nonsense"}) {
      assertThatThrownBy(() -> Cursor.parse(text))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("cursor");
    }
    assertThatThrownBy(() -> Cursor.parseId("17")).hasMessageContaining("\"17\"");
  }

  @Test
  void knowsTheSmallestIdOfAMoment() {
    UUID first = Cursor.firstIdAt(AT);

    for (int i = 0; i < 1_000; i++) {
      assertThat(Ids.timeOrdered(AT).toString()).isGreaterThanOrEqualTo(first.toString());
    }
    assertThat(Ids.timeOrdered(AT.minusMillis(1)).toString()).isLessThan(first.toString());
  }
}

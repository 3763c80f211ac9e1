package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserEventTest {
  @Test
  void isReadFromItsIdAgain() {
    for (UserEvent event :
        new UserEvent[] {
          new UserEvent(0, 0),
          new UserEvent(999, 2_999),
          new UserEvent(0xff_ffff, Integer.MAX_VALUE)
        }) {
      assertThat(UserEvent.of(event.id(1_700_000_000_123_456L))).isEqualTo(event);
    }
  }

  @Test
  void hasAnIdOfVersionSevenWithItsMillisecond() {
    UUID id = new UserEvent(7, 300).id(0x0123_4567_89abL * 1_000 + 999);

    assertThat(id.toString()).startsWith("01234567-89ab-7");
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
  }

  @Test
  void refusesWhatAnIdHasNoRoomFor() {
    assertThatThrownBy(() -> new UserEvent(0x100_0000, 0)).hasMessageContaining("16777216");
  }
}

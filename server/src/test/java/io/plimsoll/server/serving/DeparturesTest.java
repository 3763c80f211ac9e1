package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.serving.Router.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeparturesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Departures departures = new Departures(Duration.ofMinutes(10));
  private final Address model = new Address(new ProjectId(UUID.randomUUID()), "storm");
  private final UUID first = UUID.randomUUID();
  private final UUID second = UUID.randomUUID();

  @Test
  void keepsWhatOneMayWantToGoBackTo() {
    departures.left(model, first, NOON);
    departures.left(model, second, NOON);

    assertThat(departures.isKept(first, NOON.plusSeconds(599))).isTrue();
    assertThat(departures.isKept(second, NOON.plusSeconds(599))).isTrue();
    assertThat(departures.isKept(first, NOON.plusSeconds(600))).isFalse();
  }

  @Test
  void keepsWhatLeftEarlierOnlyForCallsThatHavePickedIt() {
    departures.left(model, first, NOON);
    departures.left(model, second, NOON.plusSeconds(5));

    assertThat(departures.isKept(first, NOON.plusSeconds(9))).isTrue();
    assertThat(departures.isKept(first, NOON.plusSeconds(10))).isFalse();
    assertThat(departures.isKept(second, NOON.plusSeconds(600))).isTrue();
  }

  @Test
  void knowsNothingOfOthers() {
    assertThat(departures.isKept(first, NOON)).isFalse();
  }
}

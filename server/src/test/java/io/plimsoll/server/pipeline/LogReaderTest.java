package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.events.EventRefusedException;
import io.plimsoll.server.platform.eventlog.LogRecord;
import io.plimsoll.server.platform.eventlog.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Times of events are judged by the broker's clock, and with room where the door has judged. */
class LogReaderTest {
  private static final Instant TAKEN = Instant.parse("2001-01-01T00:00:00Z");
  private final LogReader reader = new LogReader(Duration.ofDays(30));

  @Test
  void readsWhatWasTakenLongAgoAsTheDoorDid() throws Exception {
    assertThat(reader.read(record(Topic.METRICS, TAKEN.minus(Duration.ofDays(29))))).isNotNull();
  }

  @Test
  void readsWhatADoorHasTakenWhoseClockWasWrong() throws Exception {
    assertThat(reader.read(record(Topic.METRICS, TAKEN.plus(Duration.ofDays(3))))).isNotNull();
    assertThat(reader.read(record(Topic.METRICS, TAKEN.minus(Duration.ofDays(33))))).isNotNull();
  }

  @Test
  void holdsWhatCamePastTheDoorToTheLimitsOfTheDoor() throws Exception {
    assertThat(reader.read(record(Topic.DIRECT, TAKEN.plus(Duration.ofHours(20))))).isNotNull();
    for (Duration off : new Duration[] {Duration.ofDays(3), Duration.ofDays(-33)}) {
      assertThatThrownBy(() -> reader.read(record(Topic.DIRECT, TAKEN.plus(off))))
          .isInstanceOf(EventRefusedException.class);
    }
  }

  private static LogRecord record(Topic topic, Instant occurredAt) {
    String event =
        """
        {"type": "metric", "id": "01945f0e-6a00-7000-8000-000000000001", "occurredAt": "%s",
         "name": "n", "value": 1}
        """
            .formatted(occurredAt);
    return new LogRecord(
        topic,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        TAKEN,
        event.getBytes(StandardCharsets.UTF_8));
  }
}

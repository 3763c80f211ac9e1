package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventBatchesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void givesEveryEventAnIdOfItsOwn() throws IOException {
    ObjectNode row = JSON.createObjectNode().put("temp", 39.2);
    EventBatches batches =
        new EventBatches(
            URI.create("http://127.0.0.1:1/"), "key", "m", 50, new FlightRows(List.of(row)));

    Set<String> ids = new HashSet<>();
    for (int batch = 0; batch < 20; batch++) {
      for (JsonNode event : JSON.readTree(batches.nextBody()).required("events")) {
        ids.add(event.required("id").asText());
        assertThat(event.required("features")).isEqualTo(row);
      }
    }

    assertThat(ids).hasSize(1_000);
  }

  @Test
  void makesIdsThatAreOrderedByTime() {
    UUID id = EventBatches.timeOrdered(Instant.ofEpochMilli(0x0123_4567_89abL));

    assertThat(id.toString()).startsWith("01234567-89ab-7");
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
  }
}

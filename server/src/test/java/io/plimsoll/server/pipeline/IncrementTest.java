package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.events.Event;
import io.plimsoll.events.Values;
import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class IncrementTest {
  private final Increment increment = new Increment(new ProjectId(UUID.randomUUID()));

  @Test
  void countsAnErrorOfTheModelAsTrafficAndAsError() {
    increment.add(failed("timeout", Optional.empty()));

    assertThat(series()).containsExactlyInAnyOrder("prediction.rows", "prediction.errors");
  }

  @Test
  void countsACallThatItsCallerLeftApart() {
    increment.add(failed("cancelled", Optional.empty()));

    assertThat(series()).containsExactly("prediction.cancelled");
    assertThat(increment.topics()).containsExactly("predictions:delays");
  }

  @Test
  void countsItApartBesideProductionToo() {
    increment.add(failed("cancelled", Optional.of("staging")));
    assertThat(series()).containsExactly("environment.cancelled");

    increment.add(failed("failed", Optional.of("staging")));
    assertThat(series())
        .containsExactlyInAnyOrder(
            "environment.cancelled", "environment.rows", "environment.errors");
  }

  private Set<String> series() {
    return increment.rollups().keySet().stream()
        .map(key -> key.series().name())
        .collect(Collectors.toSet());
  }

  private static Event failed(String kind, Optional<String> environment) {
    return new Event.Prediction(
        UUID.randomUUID(),
        Instant.parse("2026-03-01T10:00:30Z"),
        Map.of(),
        "delays",
        "1",
        Optional.empty(),
        Values.NONE,
        Values.NONE,
        OptionalDouble.of(3),
        Optional.of(new Event.Failure(kind, "said")),
        Optional.empty(),
        environment);
  }
}

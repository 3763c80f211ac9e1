package io.plimsoll.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.events.Event;
import io.plimsoll.events.Values;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.stats.Profile;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class IncrementTest {
  private final Increment increment = new Increment(new ProjectId(UUID.randomUUID()), Map.of());

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

  @Test
  void profilesWhatWasAnsweredInProductionByVersionMinuteAndColumn() {
    increment.add(answered("1", Optional.empty(), 10, 1.0));
    increment.add(answered("1", Optional.empty(), 20, 2.0));
    increment.add(answered("1", Optional.empty(), 70, 3.0));
    increment.add(answered("2", Optional.empty(), 10, 4.0));
    increment.add(answered("1", Optional.of("dev"), 10, 5.0));
    increment.add(failed("timeout", Optional.empty()));

    assertThat(increment.profiles().keySet().stream().map(IncrementTest::told))
        .containsExactly(
            "1 10:00 feature temp",
            "1 10:00 prediction label",
            "1 10:01 feature temp",
            "1 10:01 prediction label",
            "2 10:00 feature temp",
            "2 10:00 prediction label");
    assertThat(increment.profiles().values().stream().map(Profile::rows))
        .containsExactly(2L, 2L, 1L, 1L, 1L, 1L);
    assertThat(increment.topics())
        .containsExactly(
            "drift:delays", "environments:delays", "predictions:delays", "traffic:delays");
  }

  private static String told(Increment.ProfileKey key) {
    return "%s %s %s %s"
        .formatted(
            key.version(), key.minute().toString().substring(11, 16), key.role(), key.name());
  }

  @Test
  void aColumnIsOfTheTypeOfItsFirstValueThatIsThere() {
    assertThat(column(null, "a", 2.0, true)).isEqualTo("CATEGORICAL 4 2");
    assertThat(column(null, 2.0, "a", true)).isEqualTo("NUMERIC 4 3");
    assertThat(column(Double.NaN, null, "a")).isEqualTo("CATEGORICAL 3 2");
    assertThat(column(Double.POSITIVE_INFINITY, "a")).isEqualTo("NUMERIC 2 1");
    assertThat(column(true, null, "true")).isEqualTo("CATEGORICAL 3 1");
  }

  /** The type that it has in the end, its rows, and those of them that are missing. */
  private static String column(@Nullable Object... values) {
    ColumnIncrement column = new ColumnIncrement();
    for (Object value : values) {
      column.add(value);
    }
    Profile profile = column.profile();
    return "%s %d %d".formatted(profile.type(), profile.rows(), profile.missing());
  }

  private static Event answered(
      String version, Optional<String> environment, int second, double value) {
    return new Event.Prediction(
        UUID.randomUUID(),
        Instant.parse("2026-03-01T10:00:00Z").plusSeconds(second),
        Map.of(),
        "delays",
        version,
        Optional.empty(),
        new Values("{}", Map.of("temp", value)),
        new Values("{}", Map.of("label", "late")),
        OptionalDouble.of(3),
        Optional.empty(),
        Optional.empty(),
        environment);
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

package io.plimsoll.server.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.performance.CauseReport.Event.Kind;
import io.plimsoll.server.performance.UpstreamBatch.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of datasets while a model's performance changes. */
class UpstreamBatchTest {
  private static final Instant DAY = Instant.parse("2026-03-10T00:00:00Z");
  private static final Map<String, Column> USUAL =
      Map.of("price", new Column("number", 0), "status", new Column("text", 1));

  private static UpstreamBatch batch(int hour, long failed, Map<String, Column> columns) {
    return new UpstreamBatch(
        "orders",
        DAY.plus(Duration.ofHours(hour)),
        Optional.of(Duration.ofHours(24)),
        100,
        failed,
        columns);
  }

  private static List<Event> events(UpstreamBatch... batches) {
    return UpstreamBatch.events(List.of(batches), DAY, DAY.plus(Duration.ofHours(60)));
  }

  @Test
  void saysNothingOfBatchesThatAreAsTheOnesBefore() {
    assertThat(events(batch(-2, 0, USUAL), batch(20, 0, USUAL), batch(42, 0, USUAL))).isEmpty();
  }

  @Test
  void tellsWhatWasDueAndCameLaterOrNotAtAll() {
    assertThat(events(batch(-10, 0, USUAL), batch(19, 0, USUAL)))
        .extracting(Event::at, Event::kind, Event::message)
        .containsExactly(
            tuple(DAY.plus(Duration.ofHours(14)), Kind.LATE_DATA, "orders came 5 hours late."),
            tuple(
                DAY.plus(Duration.ofHours(43)),
                Kind.LATE_DATA,
                "orders is late: no batch has come since 2026-03-10T19:00:00Z."));
  }

  @Test
  void tellsWhatChangedInTheColumnsAndTheirValues() {
    Map<String, Column> changed =
        Map.of("price", new Column("text", 30), "carrier", new Column("text", 0));

    assertThat(events(batch(20, 0, USUAL), batch(40, 2, changed)))
        .extracting(Event::kind, Event::message)
        .containsExactly(
            tuple(
                Kind.SCHEMA_CHANGE,
                "Columns of orders have changed: carrier new; status gone; price of another type."),
            tuple(Kind.FAILED_CHECK, "2 critical checks of orders failed."),
            tuple(
                Kind.MISSING_VALUES,
                "price of orders is missing in 30.0 % of the rows, 0.0 % in the batch before."));
    assertThat(events(batch(20, 1, USUAL), batch(40, 1, USUAL))).isEmpty();
  }
}

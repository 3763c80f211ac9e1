package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.insight.PredictionStore.Prediction;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictionsIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:30Z");

  private final TestDatabase test = TestDatabase.create();
  private final PredictionStore predictions = new PredictionStore(test.database());
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final StoredEvents events = new StoredEvents(test.database(), acme);

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void showsThePredictionWithItsLatestTruth() {
    UUID id = events.answered(NOW, "flights", "3", Map.of("temp", 39.2, "carrier", "UA"), 1.5);
    events.feedback(NOW.plusSeconds(10), id, "flights", 0);
    events.feedback(NOW.plusSeconds(20), id, "flights", 1);
    events.store();

    assertThat(page(Cursor.START, 10))
        .singleElement()
        .satisfies(
            shown -> {
              assertThat(shown.id()).isEqualTo(id);
              assertThat(shown.version()).isEqualTo("3");
              assertThat(shown.features())
                  .containsEntry("temp", 39.2)
                  .containsEntry("carrier", "UA");
              assertThat(shown.prediction()).containsEntry("label", 1);
              assertThat(shown.latencyMs()).isEqualTo(1.5);
              assertThat(shown.actual()).containsEntry("value", 1);
              assertThat(shown.error()).isNull();
            });
  }

  @Test
  void showsWhyAPredictionFailed() {
    events.failed(NOW, "flights", "");
    events.store();

    Prediction shown = page(Cursor.START, 10).getFirst();

    assertThat(shown.error())
        .isEqualTo(new PredictionStore.Failure("timeout", "the model took too long"));
    assertThat(shown.version()).isNull();
    assertThat(shown.latencyMs()).isNull();
  }

  @Test
  void walksThroughAllPagesWithoutLossOrRepetition() {
    List<UUID> sent = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Crowded minutes, empty ones, many events at one instant, and a busy neighbour in between.
      Instant at = NOW.minusSeconds(60L * (i / 7) * (i / 7) + i % 3);
      sent.add(events.answered(at, "flights", "1", Map.of("i", i), 1));
      events.answered(at, "busy", "1", Map.of("i", i), 1);
    }
    events.store();

    List<UUID> shown = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<Prediction> page =
          Page.cut(page(Cursor.parse(cursor), 8), 7, each -> each.cursor().text());
      page.items().forEach(each -> shown.add(each.id()));
      page.items().forEach(each -> times.add(each.occurredAt()));
      cursor = page.nextCursor();
    } while (cursor != null);

    assertThat(shown).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(times).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void showsAnotherTenantNothing() {
    UUID id = events.answered(NOW, "flights", "1", Map.of("temp", 1), 1);
    events.feedback(NOW, id, "flights", 1);
    events.store();

    assertThat(predictions.page(other, "flights", Environment.PRODUCTION, Cursor.START, 10))
        .isEmpty();
    assertThat(predictions.labels(other, "flights", NOW.minusSeconds(60)).labels()).isZero();
  }

  private List<Prediction> page(Cursor after, int limit) {
    return predictions.page(acme, "flights", Environment.PRODUCTION, after, limit);
  }
}

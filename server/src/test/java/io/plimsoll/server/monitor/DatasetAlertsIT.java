package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plimsoll.events.DatasetCheck;
import io.plimsoll.events.Event;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.platform.time.Ids;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetAlertsIT {
  private final Scene scene;
  private final StoredEvents events;
  private final DatasetAlerts watch;

  DatasetAlertsIT(@TempDir Path home) {
    scene = new Scene(home);
    events = new StoredEvents(scene.database, scene.tenant);
    watch =
        new DatasetAlerts(
            new CredentialStore(scene.database),
            new DatasetWatchStore(scene.database),
            scene.alerts,
            new DashboardPages(new Addresses(URI.create("http://plimsoll.test"))),
            scene);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void tellsOfACriticalFailureOnceAndOfItsEnd() {
    scene.owner(scene.tenant, "ada@example.org");
    send(check("not_null(price)", "critical", true), check("in_set(status)", "warning", false));
    watch.run();
    assertThat(scene.firing()).isEmpty();

    send(check("not_null(price)", "critical", false));
    watch.run();
    watch.run();
    Alert alert = scene.firing().getFirst();
    assertThat(scene.firing()).hasSize(1);
    assertThat(alert)
        .extracting(Alert::rule, Alert::model, Alert::dataset, Alert::severity, Alert::title)
        .containsExactly(
            AlertKind.QUALITY, "", "orders", Severity.CRITICAL, "orders: not_null(price) failed");
    assertThat(alert.summary()).contains("1,000 rows").contains("2 of 1,000 rows missing");
    assertThat(alert.advice()).anyMatch(advice -> advice.contains("/quality/orders"));
    AlertStore.Story story = scene.alerts.find(scene.tenant, alert.id()).orElseThrow();
    assertThat(story.notifications())
        .extracting(Notification::recipient)
        .containsExactly("ada@example.org");

    send(check("not_null(price)", "critical", true));
    watch.run();
    assertThat(scene.firing()).isEmpty();
  }

  @Test
  void tellsOfABatchThatDoesNotCome() {
    send();
    scene.pass(Duration.ofMinutes(61));
    watch.run();
    assertThat(scene.firing())
        .extracting(Alert::rule, Alert::dataset, Alert::severity, Alert::title)
        .containsExactly(
            tuple(
                AlertKind.FRESHNESS,
                "orders",
                Severity.WARNING,
                "orders: no batch for longer than 1 h"));
    send();
    watch.run();
    assertThat(scene.firing()).isEmpty();
  }

  private void send(DatasetCheck... checks) {
    scene.pass(Duration.ofSeconds(1));
    events.batch(
        new Event.DatasetBatch(
            Ids.timeOrdered(scene.instant()),
            scene.instant(),
            Map.of(),
            "orders",
            1_000,
            OptionalLong.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.of(3_600),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(checks)));
    events.store();
  }

  private static DatasetCheck check(String name, String severity, boolean passed) {
    return new DatasetCheck(
        name,
        "not_null",
        "price",
        severity,
        passed,
        "2 of 1,000 rows missing",
        null,
        0.998,
        1.0,
        null,
        2L,
        1_000L,
        List.of());
  }
}

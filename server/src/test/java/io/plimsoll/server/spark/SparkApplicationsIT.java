package io.plimsoll.server.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.events.Event;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.config.ConfigLoader;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.spark.SparkApplicationStore.Kind;
import io.plimsoll.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pipeline stores of reports, and what is read of it, over a real database. */
final class SparkApplicationsIT {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final TestDatabase test = TestDatabase.create();
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final StoredEvents events = new StoredEvents(test.database(), acme);
  private final SparkApplicationStore store;

  SparkApplicationsIT(@TempDir Path home) {
    store = new SparkApplicationStore(test.database(), () -> NOW, new ConfigLoader().load(home));
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void storesEachReportOnceInWhateverOrderTheyCome() {
    report(60, "app-1", "application", "app-1", "running", Map.of("tasks", 1));
    report(50, "app-1", "stage", "0.0", "succeeded", Map.of("runMs", 10));
    report(45, "app-1", "executor", "1", "running", Map.of("taskMs", 5));
    report(40, "app-1", "executor", "1", "running", Map.of("taskMs", 9, "ofNextYear", 7));
    report(40, "app-1", "executor", "2", "running", Map.of("taskMs", 3));
    report(30, "app-1", "application", "app-1", "failed", Map.of("tasks", 12));
    report(29, "app-1", "application", "app-1", "running", Map.of("tasks", 11));
    events.shuffle(new Random(7));
    events.storeBy(2);

    assertThat(store.list(acme, null, null, null, 10))
        .singleElement()
        .satisfies(
            application -> {
              assertThat(application.status()).isEqualTo(SparkState.FAILED);
              assertThat(application.measures()).containsEntry("tasks", 12.0);
              assertThat(application.lastReportAt()).isEqualTo(ago(29));
              SparkFailure failure = new SparkFailure("java.lang.IllegalStateException", "broken");
              assertThat(application.error()).isEqualTo(failure);
            });
    SparkApplication application = store.list(acme, null, null, null, 1).getFirst();
    assertThat(store.parts(acme, application, Kind.STAGE, 10))
        .extracting(SparkPart::key)
        .containsExactly("0.0");
    assertThat(store.parts(acme, application, Kind.EXECUTOR, 10))
        .extracting(part -> part.key() + "=" + part.measure("taskMs"))
        .containsExactly("1=9.0", "2=3.0");
    assertThat(store.parts(acme, application, Kind.EXECUTOR, 10).getFirst().measures())
        .as("what a newer listener measures is kept")
        .containsEntry("ofNextYear", 7.0);
    assertThat(store.parts(acme, application, Kind.STREAM, 10)).isEmpty();
  }

  @Test
  void listsFiltersAndPagesApplications() {
    for (int number = 0; number < 5; number++) {
      String id = "app-" + number;
      report(100 - number, id, "application", id, "succeeded", Map.of());
    }
    report(10, "app-lost", "application", "app-lost", "running", Map.of("heartbeatMs", 30_000));
    report(1, "app-alive", "application", "app-alive", "running", Map.of("heartbeatMs", 30_000));
    report(10, "app-slow", "application", "app-slow", "running", Map.of("heartbeatMs", 600_000));
    report(10, "app-odd", "application", "app-odd", "running", Map.of("heartbeatMs", 1e300));
    events.store();

    assertThat(ids(store.list(acme, null, SparkState.LOST, null, 10))).containsExactly("app-lost");
    assertThat(ids(store.list(acme, null, SparkState.RUNNING, null, 10)))
        .containsExactlyInAnyOrder("app-alive", "app-slow", "app-odd");
    List<SparkApplication> first = store.list(acme, null, SparkState.SUCCEEDED, null, 2);
    List<SparkApplication> second =
        store.list(acme, null, SparkState.SUCCEEDED, first.getLast().id(), 10);
    assertThat(ids(first)).containsExactly("app-4", "app-3");
    assertThat(ids(second)).containsExactly("app-2", "app-1", "app-0");
    assertThat(store.list(acme, "another", null, null, 10)).isEmpty();
    assertThat(store.list(acme, "nightly", null, null, 10)).hasSize(9);
    assertThat(store.list(acme, null, "IGHT", null, null, 10)).hasSize(9);
    assertThat(store.list(acme, null, "nightly2", null, null, 10)).isEmpty();
    assertThat(store.list(acme, null, "%", null, null, 10)).as("a text, no pattern").isEmpty();
  }

  @Test
  void thinksOfApplicationsAnewWhenMoreIsHeardOfThem() {
    report(60, "app-1", "application", "app-1", "running", work(2));
    events.store();
    SparkVerdicts verdicts = new SparkVerdicts(store, () -> NOW);
    assertThat(verdicts.of(acme, only()).worst()).isNull();

    report(59, "app-1", "application", "app-1", "failed", work(40));
    report(59, "app-1", "stage", "0.0", "failed", Map.of("diskSpilledBytes", 2e9));
    events.store();
    SparkVerdict verdict = verdicts.of(acme, only());
    assertThat(verdict.worst())
        .isNotNull()
        .satisfies(worst -> assertThat(worst.kind()).isIn("spill", "failed_tasks"));
    assertThat(verdict.advice()).isEqualTo(2);
    assertThat(verdict.regressions()).isEmpty();
  }

  @Test
  void remembersAVerdictTheLongerTheLongerAnApplicationIsSilent() {
    report(60, "app-1", "application", "app-1", "succeeded", work(2));
    events.store();
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    SparkVerdicts verdicts = new SparkVerdicts(store, now::get);
    assertThat(verdicts.of(acme, only()).advice()).isZero();

    // It came late, and is older than what was heard last.
    report(61, "app-1", "stage", "0.0", "succeeded", Map.of("diskSpilledBytes", 2e9));
    events.store();
    now.set(NOW.plus(Duration.ofMinutes(14)));
    assertThat(verdicts.of(acme, only()).advice()).isZero();
    now.set(NOW.plus(Duration.ofMinutes(15)));
    assertThat(verdicts.of(acme, only()).advice()).isEqualTo(1);
  }

  private SparkApplication only() {
    return store.list(acme, null, null, null, 1).getFirst();
  }

  private static Map<String, ?> work(int failedTasks) {
    return Map.of("tasks", 100, "failedTasks", failedTasks);
  }

  @Test
  void showsNothingToAnotherTenant() {
    report(60, "app-1", "application", "app-1", "running", Map.of());
    events.store();
    SparkApplication application = store.list(acme, null, null, null, 1).getFirst();

    assertThat(store.list(other, null, null, null, 10)).isEmpty();
    assertThat(store.find(other, application.id())).isEmpty();
    assertThat(store.parts(other, application, Kind.STAGE, 10)).isEmpty();
    assertThat(store.find(acme, application.id())).isPresent();
    assertThat(store.find(acme, UUID.randomUUID())).isEmpty();
  }

  private void report(
      int minutesAgo, String id, String part, String key, String status, Map<String, ?> measures) {
    Map<String, Object> event = new HashMap<>();
    event.put("type", "spark");
    event.put("id", UUID.randomUUID());
    event.put("occurredAt", ago(minutesAgo).toString());
    event.put("application", "nightly");
    event.put("applicationId", id);
    event.put("part", part);
    event.put("key", key);
    event.put("status", status);
    event.put("measures", measures);
    if (status.equals("failed")) {
      event.put("error", Map.of("kind", "java.lang.IllegalStateException", "message", "broken"));
    }
    try {
      byte[] json = Columns.json(event).getBytes(StandardCharsets.UTF_8);
      events.spark((Event.SparkReport) new EventReader(Limits.DEFAULTS).read(json, NOW));
    } catch (EventRefusedException wrong) {
      throw new AssertionError(wrong);
    }
  }

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private static List<String> ids(List<SparkApplication> applications) {
    return applications.stream().map(SparkApplication::applicationId).toList();
  }
}

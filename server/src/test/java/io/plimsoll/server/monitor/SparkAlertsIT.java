package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.events.Event;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.Severity;
import io.plimsoll.server.monitor.rules.SparkEvidence;
import io.plimsoll.server.monitor.rules.SparkRule;
import io.plimsoll.server.monitor.rules.SparkRuleKind;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.spark.RunWatchStore;
import io.plimsoll.server.spark.SparkApplicationStore;
import io.plimsoll.server.spark.SparkWatch;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is told of applications of Spark as their listener reports, on a clock that the test moves.
 */
final class SparkAlertsIT {
  private static final Duration BEAT = Duration.ofSeconds(30);

  private final Scene scene;
  private final StoredEvents events;
  private final SparkRuleStore rules;
  private final SparkAlerts watch;

  SparkAlertsIT(@TempDir Path home) {
    scene = new Scene(home);
    events = new StoredEvents(scene.database, scene.tenant);
    rules = new SparkRuleStore(scene.database);
    SparkApplicationStore applications =
        new SparkApplicationStore(scene.database, scene, scene.config);
    watch =
        new SparkAlerts(
            new CredentialStore(scene.database),
            rules,
            new SparkWatch(
                applications, new RunWatchStore(scene.database, applications, scene, scene.config)),
            scene.alerts,
            new DashboardPages(new Addresses(URI.create("http://plimsoll.test"))),
            scene);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void tellsOfAFailureOnceAndOfTheLaterRunThatSucceeds() {
    scene.owner(scene.tenant, "ada@example.org");
    run("app-1", "failed");
    watch.run();
    watch.run();
    Alert alert = only(AlertKind.SPARK_FAILED);
    assertThat(alert.application()).isEqualTo("nightly");
    assertThat(alert.model()).isEmpty();
    assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(alert.title()).isEqualTo("nightly: the application failed");
    assertThat(alert.summary()).contains("app-1").endsWith("the order is broken");
    SparkEvidence evidence = Objects.requireNonNull(alert.evidence().spark());
    assertThat(evidence.applicationId()).isEqualTo("app-1");
    assertThat(alert.advice())
        .anyMatch(line -> line.endsWith("/projects/acme/main/spark/" + evidence.run()));
    assertThat(notifications(alert)).hasSize(1);

    run("app-2", "killed");
    watch.run();
    watch.run();
    Alert again = only(AlertKind.SPARK_FAILED);
    assertThat(again.id()).isEqualTo(alert.id());
    assertThat(again.title()).isEqualTo("nightly: 2 runs in a row did not succeed");
    assertThat(Objects.requireNonNull(again.evidence().spark()).applicationId()).isEqualTo("app-2");
    assertThat(notifications(again)).as("nobody is mailed again").hasSize(1);
    assertThat(history(again)).as("fired, and what is new").hasSize(2);

    run("app-3", "succeeded");
    watch.run();
    assertThat(scene.firing()).isEmpty();
    assertThat(scene.alerts.firingForApplications(other())).isEmpty();
  }

  @Test
  void aSuccessThatEndedBeforeTheFailureDoesNotMakeUpForIt() {
    report("app-slow", "application", "app-slow", "running", Map.of("heartbeatMs", 30_000));
    run("app-quick", "succeeded");
    report("app-slow", "application", "app-slow", "failed", Map.of());
    events.store();
    watch.run();
    assertThat(
            Objects.requireNonNull(only(AlertKind.SPARK_FAILED).evidence().spark()).applicationId())
        .isEqualTo("app-slow");
  }

  @Test
  void firesOnNothingThatFailedLongAgoAndForgetsAfterAWeek() {
    run("app-1", "failed");
    scene.pass(Duration.ofHours(25));
    watch.run();
    assertThat(scene.firing()).as("kept back reports are history").isEmpty();

    run("app-2", "failed");
    watch.run();
    scene.pass(Duration.ofDays(6));
    watch.run();
    Alert alert = only(AlertKind.SPARK_FAILED);
    scene.pass(Duration.ofDays(2));
    watch.run();
    assertThat(scene.firing()).isEmpty();
    assertThat(history(alert).getLast().text()).contains("for a week");
  }

  @Test
  void tellsOfAnApplicationThatWentSilentUntilItIsHeardAgain() {
    beat("app-1");
    watch.run();
    scene.pass(Duration.ofSeconds(119));
    watch.run();
    assertThat(scene.firing()).isEmpty();
    scene.pass(Duration.ofSeconds(2));
    watch.run();
    watch.run();
    Alert alert = only(AlertKind.SPARK_LOST);
    assertThat(alert.title()).isEqualTo("nightly: the application went silent");
    assertThat(alert.summary()).contains("app-1", "every 30 s");

    beat("app-1");
    watch.run();
    assertThat(scene.firing()).isEmpty();
    assertThat(history(alert).getLast().text()).isEqualTo("The run app-1 is heard again.");

    scene.pass(Duration.ofMinutes(10));
    watch.run();
    only(AlertKind.SPARK_LOST);
    run("app-2", "succeeded");
    watch.run();
    assertThat(scene.firing()).isEmpty();
  }

  @Test
  void aRestartedStreamMakesUpForTheRunThatFailedOnceItProgresses() {
    run("app-1", "failed");
    watch.run();
    beat("app-2");
    watch.run();
    only(AlertKind.SPARK_FAILED);
    progress("app-2", 0, 100, 200);
    watch.run();
    assertThat(scene.firing()).isEmpty();
  }

  @Test
  void anotherAttemptOfTheSameApplicationIsGivenItsChance() {
    Map<String, Object> first = event("app-1", "application", "app-1", "failed", Map.of());
    first.put("attempt", "1");
    store(first);
    scene.pass(BEAT);
    Map<String, Object> second = event("app-1", "application", "app-1", "running", Map.of());
    second.put("attempt", "2");
    store(second);
    watch.run();
    assertThat(scene.firing()).isEmpty();
  }

  @Test
  void tellsOfAStreamThatLagsUntilItKeepsUpOrEnds() {
    streaming("app-1", 10, 100, 60);
    watch.run();
    watch.run();
    Alert alert = only(AlertKind.STREAM_BEHIND);
    assertThat(alert.severity()).isEqualTo(Severity.WARNING);
    assertThat(alert.title()).isEqualTo("nightly: the query `clicks` falls behind");
    assertThat(alert.summary()).contains("60 rows a second, and 100 came in", "9,000 rows wait");
    assertThat(Objects.requireNonNull(alert.evidence().spark()).streams())
        .singleElement()
        .satisfies(
            stream -> {
              assertThat(stream.name()).isEqualTo("clicks");
              assertThat(stream.behindRows()).isEqualTo(9_000);
              assertThat(stream.lastProgressAt()).isNotNull();
            });

    for (int batch = 10; batch < 18; batch++) {
      progress("app-1", batch, 100, 200);
    }
    watch.run();
    assertThat(scene.firing()).isEmpty();
    assertThat(history(alert).getLast().text()).isEqualTo("Its queries keep up again.");

    streaming("app-2", 10, 100, 60);
    watch.run();
    only(AlertKind.STREAM_BEHIND);
    report("app-2", "application", "app-2", "succeeded", Map.of());
    events.store();
    watch.run();
    assertThat(scene.firing()).isEmpty();
  }

  @Test
  void tellsOfAStreamThatStandsStillAndNotOfOneThatWaits() {
    streaming("app-1", 10, 100, 200);
    stream("app-1", Map.of("sinceProgressMs", 400_000, "stillMs", 5_000), true);
    watch.run();
    assertThat(scene.firing()).isEmpty();

    stream("app-1", Map.of("sinceProgressMs", 400_000, "stillMs", 151_000), false);
    watch.run();
    Alert alert = only(AlertKind.STREAM_STUCK);
    assertThat(alert.title()).isEqualTo("nightly: the query `clicks` makes no progress");
    assertThat(alert.summary()).startsWith("For 2.52 min");

    stream("app-1", Map.of("sinceProgressMs", 1_000, "stillMs", 1_000), false);
    watch.run();
    assertThat(scene.firing()).isEmpty();
  }

  @Test
  void goesByWhatTheProjectHasSet() {
    rules.set(
        scene.tenant,
        new SparkRule(
            SparkRuleKind.SPARK_FAILED, true, Severity.WARNING, 2, List.of("*", "!adhoc*")));
    run("app-1", "failed");
    watch.run();
    assertThat(scene.firing()).isEmpty();
    run("app-2", "failed");
    watch.run();
    assertThat(only(AlertKind.SPARK_FAILED).severity()).isEqualTo(Severity.WARNING);

    rules.set(
        scene.tenant,
        new SparkRule(SparkRuleKind.SPARK_FAILED, false, Severity.WARNING, 2, List.of("*")));
    watch.run();
    assertThat(scene.firing()).isEmpty();
    assertThat(rules.list(other()))
        .as("another project's rules are as they came")
        .containsExactlyElementsOf(
            Arrays.stream(SparkRuleKind.values()).map(SparkRuleKind::asItCame).toList());
  }

  private Tenant other() {
    return scene.testDatabase.tenant("other", "main");
  }

  private Alert only(AlertKind kind) {
    assertThat(scene.firing()).extracting(Alert::rule).containsExactly(kind);
    return scene.firing().getFirst();
  }

  private List<Notification> notifications(Alert alert) {
    return scene.alerts.find(scene.tenant, alert.id()).orElseThrow().notifications();
  }

  private List<AlertHistory> history(Alert alert) {
    return scene.alerts.find(scene.tenant, alert.id()).orElseThrow().history();
  }

  /** A run that begins and ends. */
  private void run(String id, String status) {
    beat(id);
    report(id, "application", id, status, Map.of());
    events.store();
  }

  private void beat(String id) {
    report(id, "application", id, "running", Map.of("heartbeatMs", BEAT.toMillis()));
    events.store();
  }

  /** A run with a query and so many reports of its progress. */
  private void streaming(String id, int reports, double input, double processed) {
    beat(id);
    for (int batch = 0; batch < reports; batch++) {
      progress(id, batch, input, processed);
    }
    stream(id, Map.of("sinceProgressMs", 1_000, "stillMs", 1_000), false);
  }

  private void stream(String id, Map<String, ?> measures, boolean isIdle) {
    scene.pass(Duration.ofSeconds(1));
    Map<String, Object> event = event(id, "stream", "query-of-" + id, "running", measures);
    event.put("details", Map.of("name", "clicks", "idle", isIdle));
    store(event);
  }

  private void progress(String id, int batch, double input, double processed) {
    scene.pass(Duration.ofSeconds(10));
    String run = "query-of-" + id;
    Map<String, Object> event =
        event(
            id,
            "progress",
            run + "/" + batch,
            "succeeded",
            Map.of(
                "batchMs",
                2_000,
                "inputRowsPerSecond",
                input,
                "processedRowsPerSecond",
                processed,
                "behindRows",
                input > processed ? batch * 1_000 : 0));
    event.put("details", Map.of("run", run, "name", "clicks"));
    store(event);
  }

  private void report(String id, String part, String key, String status, Map<String, ?> measures) {
    scene.pass(Duration.ofSeconds(1));
    add(event(id, part, key, status, measures));
  }

  private Map<String, Object> event(
      String id, String part, String key, String status, Map<String, ?> measures) {
    Map<String, Object> event = new HashMap<>();
    event.put("type", "spark");
    event.put("id", UUID.randomUUID());
    event.put("occurredAt", scene.instant().toString());
    event.put("application", "nightly");
    event.put("applicationId", id);
    event.put("part", part);
    event.put("key", key);
    event.put("status", status);
    event.put("measures", measures);
    if (status.equals("failed")) {
      event.put(
          "error",
          Map.of("kind", "java.lang.IllegalStateException", "message", "the order is broken"));
    }
    return event;
  }

  private void store(Map<String, Object> event) {
    add(event);
    events.store();
  }

  private void add(Map<String, Object> event) {
    try {
      byte[] json = Columns.json(event).getBytes(StandardCharsets.UTF_8);
      events.spark(
          (Event.SparkReport) new EventReader(Limits.DEFAULTS).read(json, scene.instant()));
    } catch (EventRefusedException wrong) {
      throw new AssertionError(wrong);
    }
  }
}

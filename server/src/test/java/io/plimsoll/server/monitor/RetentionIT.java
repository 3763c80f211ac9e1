package io.plimsoll.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.monitor.Scene.Requests;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.config.Home;
import io.plimsoll.server.retention.ExpiredDaysStore;
import io.plimsoll.server.retention.RetentionSettingsStore;
import io.plimsoll.server.retention.archive.Archive;
import io.plimsoll.server.retention.archive.ArchiveStore;
import io.plimsoll.server.testing.TestServerEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionIT {
  private final Scene scene;

  RetentionIT(@TempDir Path home) {
    scene = new Scene(home);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void forgetsWhatIsOlderThanThirtyDaysAndKeepsTheRest() {
    scene.deploy(scene.tenant, "m", 1, 10);
    scene.traffic(scene.tenant, "m", "1", Requests.of(300, 10));
    scene.monitor.run();
    arrange("SELECT gate_ensure_day('predictions', DATE '2026-03-01', uuidv7())");
    arrange("SELECT gate_ensure_day('predictions', DATE '2026-03-31', uuidv7())");
    arrange(
        """
        INSERT INTO dead_letters (project_id, received_at, code, reason, topic, kafka_partition, kafka_offset,
                                  payload, truncated)
        SELECT project, TIMESTAMPTZ '2026-03-01T00:00:00Z', 'c', 'r', 't', 0, n, 'p', false
        FROM (SELECT id AS project, 1 AS n FROM projects UNION ALL SELECT NULL, 2) of
        """);
    arrange(
        """
        WITH ada AS (INSERT INTO people (email, name) VALUES ('ada@example.org', 'Ada') RETURNING id)
        INSERT INTO sessions (token_hash, person_id, expires_at)
        SELECT '\\x01', id, TIMESTAMPTZ '2026-03-02T00:00:00Z' FROM ada
        """);
    arrange(
        """
        WITH made AS (INSERT INTO api_keys (project_id, name, prefix, secret_hash, scopes, created_by)
                      SELECT id, 'k', 'plm_k', '\\x02', '{read}', 'ada' FROM projects LIMIT 1
                      RETURNING id, project_id)
        INSERT INTO key_use (key_id, day, project_id, requests, refused)
        SELECT id, day, project_id, 1, 0
        FROM made, (VALUES (DATE '2026-02-01'), (DATE '2026-03-31')) AS of(day)
        """);
    arrange(
        """
        WITH made AS (INSERT INTO drift_checks (project_id, model, name, schedule, reference, window_seconds, enabled,
                                                next_due, created_by, created_at, changed_by, changed_at)
                      SELECT (SELECT id FROM projects LIMIT 1), 'm', name, '{"kind":"daily"}', 'baseline', 86400, true,
                             now(), 'ada', now(), 'ada', now()
                      FROM (VALUES ('silent since'), ('judged since')) AS of(name)
                      RETURNING id, project_id, name)
        INSERT INTO drift_reports (project_id, check_id, model, due_at, made_at, outcome, drifted, compared, cost,
                                   row_count, since, until, summary, body)
        SELECT project_id, id, 'm', due, due, outcome, 1, 1, 1, 1, due, due, outcome, 'null'
        FROM made, (VALUES (TIMESTAMPTZ '2026-02-01T00:00:00Z', 'no_drift', NULL),
                           (TIMESTAMPTZ '2026-02-02T00:00:00Z', 'drifted', NULL),
                           (TIMESTAMPTZ '2026-02-03T00:00:00Z', 'no_data', NULL),
                           (TIMESTAMPTZ '2026-03-31T00:00:00Z', 'no_data', 'silent since'),
                           (TIMESTAMPTZ '2026-03-31T00:00:00Z', 'no_drift', 'judged since')) AS of(due, outcome, whose)
        WHERE whose IS NULL OR whose = name
        """);
    scene.pass(Duration.ofDays(31));
    scene.traffic(scene.tenant, "m", "1", Requests.of(300, 10));
    scene.monitor.run();

    new Retention(
            new CredentialStore(scene.database),
            new RetentionStore(scene.database),
            new ExpiredDaysStore(scene.database),
            new RetentionSettingsStore(scene.database),
            new Archive(
                new ArchiveStore(scene.database),
                scene,
                new Home(scene.config.home()),
                scene.config),
            scene,
            scene.config)
        .run();

    for (String table : List.of("rollups", "profiles", "drift_results")) {
      assertThat(count("SELECT count(*) FROM " + table + " WHERE minute < '2026-03-30'"))
          .as(table)
          .isZero();
      assertThat(count("SELECT count(*) FROM " + table)).as(table).isPositive();
    }
    assertThat(reports("judged since")).containsExactly("no_drift");
    assertThat(reports("silent since"))
        .as("the last verdict, by which an alert goes, and what is not old")
        .containsExactly("drifted", "no_data");
    assertThat(count("SELECT count(*) FROM dead_letters")).isZero();
    assertThat(count("SELECT count(*) FROM sessions")).isZero();
    assertThat(count("SELECT count(*) FROM key_use WHERE day < '2026-03-30'")).isZero();
    assertThat(count("SELECT count(*) FROM key_use")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM pg_inherits WHERE inhparent = 'predictions'::regclass"))
        .isEqualTo(1);
  }

  @Test
  void labelsGoWithTheDaysOfTheirRows() {
    String project = scene.tenant.project().value().toString();
    for (String hour : List.of("2026-03-01T23:00:00Z", "2026-03-02T05:00:00Z")) {
      arrange(
          """
          INSERT INTO labels (project_id, prediction_id, model, feedback_at, feedback_id, actual, state, version,
                              hour, answer, segments)
          VALUES ('%s', uuidv7(), 'm', '%s', uuidv7(), '{}', 'joined', '1', '%s', '{}', '{}')
          """
              .formatted(project, hour, hour));
      arrange(
          """
          INSERT INTO performance_samples (project_id, model, version, hour, hash, prediction_id, features, answer)
          VALUES ('%s', 'm', '1', '%s', 1, uuidv7(), '{}', '{}')
          """
              .formatted(project, hour));
    }

    new RetentionStore(scene.database)
        .forget(scene.tenant, RetentionStore.Ages.of(Instant.parse("2026-03-02T12:00:00Z")));

    for (String table : List.of("labels", "performance_samples")) {
      assertThat(count("SELECT count(*) FROM " + table)).as(table).isEqualTo(1);
      assertThat(count("SELECT count(*) FROM " + table + " WHERE hour >= '2026-03-02'"))
          .as(table)
          .isEqualTo(1);
    }
  }

  @Test
  void whatWasMergedGoesWithTheLastDayThatTellsOfIt() {
    StoredEvents events = new StoredEvents(scene.database, scene.tenant);
    for (String day : List.of("2026-03-01", "2026-03-02")) {
      Instant at = Instant.parse(day + "T08:00:00Z");
      events.lineage(
          at,
          """
          {"eventTime": "2020-01-01T00:00:00Z", "run": {"runId": "%s"}, "job": {"namespace": "n", "name": "of %s"},
           "outputs": [{"namespace": "n", "name": "of %s"}]}
          """
              .formatted(UUID.randomUUID(), day, day));
      Map<String, Object> report = TestServerEvents.spark(day, "application", day, "succeeded");
      Map<String, Object> batch = TestServerEvents.dataset("of-" + day, 7);
      for (Map<String, Object> each : List.of(report, batch)) {
        each.put("occurredAt", at.toString());
        events.sent(each);
      }
    }
    events.store();
    Instant others = Instant.EPOCH;
    Instant firstDay = Instant.parse("2026-03-02T00:00:00Z");

    new RetentionStore(scene.database)
        .forget(
            scene.tenant,
            new RetentionStore.Ages(others, others, firstDay, firstDay, firstDay, others));

    for (String table :
        List.of(
            "lineage_jobs",
            "lineage_runs",
            "lineage_datasets",
            "lineage_edges",
            "lineage_run_datasets",
            "datasets",
            "spark_applications")) {
      assertThat(count("SELECT count(*) FROM " + table)).as(table).isEqualTo(1);
    }
    assertThat(count("SELECT count(*) FROM lineage_jobs WHERE name = 'of 2026-03-02'")).isOne();
    assertThat(count("SELECT count(*) FROM spark_applications WHERE name = '2026-03-02'")).isOne();
    for (String raw : List.of("lineage_events", "spark_reports", "dataset_batches")) {
      assertThat(count("SELECT count(*) FROM " + raw)).as("raw events go by days").isEqualTo(2);
    }
  }

  private void arrange(String sql) {
    scene.testDatabase.owner().useHandle(handle -> handle.execute(sql));
  }

  private List<String> reports(String check) {
    return scene
        .testDatabase
        .owner()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT r.outcome FROM drift_reports r JOIN drift_checks c ON c.id = r.check_id
                        WHERE c.name = :check ORDER BY r.due_at
                        """)
                    .bind("check", check)
                    .mapTo(String.class)
                    .list());
  }

  private long count(String query) {
    return scene
        .testDatabase
        .owner()
        .withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }
}

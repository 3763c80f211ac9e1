package io.plimsoll.server.contract;

import static io.plimsoll.server.contract.TenantWalkIT.SECRET;
import static io.plimsoll.server.testing.TestServerEvents.batch;
import static io.plimsoll.server.testing.TestServerEvents.error;
import static io.plimsoll.server.testing.TestServerEvents.metric;
import static io.plimsoll.server.testing.TestServerEvents.prediction;
import static io.plimsoll.server.testing.TestServerEvents.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.events.LineageName;
import io.plimsoll.server.retention.archive.ArchivedError;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerEvents;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Something of every kind that a tenant can own, with the secret in it. */
final class VictimContent {
  private final TestServer server;
  private final TestServerTenant tenant;
  private final Path folder;
  private final TestServerClient owner;

  VictimContent(TestServer server, TestServerTenant tenant, Path folder) {
    this.server = server;
    this.tenant = tenant;
    this.folder = folder;
    this.owner = tenant.owner();
  }

  /** Makes everything and returns what stands for the parameters of the routes. */
  WalkPlan make() {
    TestServerGit git =
        new TestServerGit(folder)
            .withOnnxModel()
            .with("baseline.csv", "temp,wind,rain\n1,2,3\n")
            .commit("the plans of " + SECRET);
    git.push(tenant.gitUrl(WalkPlan.MODEL), tenant.key()).expectSuccess();
    git.push(tenant.gitUrl(WalkPlan.MODEL), tenant.key(), "experiment").expectSuccess();
    sendEvents();
    insertAlertAndDeadLetter();
    owner.put(
        tenant.path() + "/alert-recipients", Map.of("emails", List.of(SECRET + "@example.org")));
    owner
        .put(
            tenant.organisationPath() + "/smtp",
            Map.of("host", SECRET, "port", 25, "security", "none", "from", "a@example.org"))
        .expect(200);
    JsonNode member =
        owner
            .post(
                tenant.organisationPath() + "/members",
                Map.of("email", SECRET + "@members.example", "role", "viewer"))
            .expect(200)
            .json();
    JsonNode key =
        owner
            .post(tenant.path() + "/keys", Map.of("name", SECRET, "scopes", List.of("read")))
            .expect(200)
            .json();
    JsonNode allowed =
        owner
            .post(
                tenant.path() + "/allowed-globals",
                Map.of("global", SECRET + ".Clip", "reason", SECRET))
            .expect(200)
            .json();
    JsonNode repository =
        owner
            .put(
                tenant.path() + "/models/" + WalkPlan.MODEL + "/repository",
                WalkPlan.repository(SECRET))
            .expect(200)
            .json();
    String drift = tenant.path() + "/models/" + WalkPlan.MODEL + "/drift";
    owner.put(drift + "/settings/columns", Map.of("name", SECRET, "ignored", true)).expect(200);
    JsonNode check = owner.post(drift + "/checks", WalkPlan.check(SECRET)).expect(200).json();
    String checkId = check.at("/check/id").asText();
    JsonNode report =
        owner.post(drift + "/checks/" + checkId + "/run", Map.of()).expect(200).json();
    Map<String, String> objects = new HashMap<>();
    objects.put("checks/{check}", checkId);
    objects.put("reports/{report}", report.at("/line/id").asText());
    objects.put("webhooks/{id}", repository.path("webhookUrl").asText().replaceFirst(".*/", ""));
    objects.put("allowed-globals/{id}", allowed.path("id").asText());
    objects.put("models/{model}", WalkPlan.MODEL);
    owner
        .put(
            tenant.path() + "/quality/suites/" + WalkPlan.DATASET,
            Map.of("description", SECRET, "expectations", List.of()))
        .expect(200);
    objects.put("datasets/{dataset}", WalkPlan.DATASET);
    objects.put("suites/{suite}", WalkPlan.DATASET);
    LineageName lineage = new LineageName("walk", SECRET);
    objects.put("jobs/{job}", lineage.id().toString());
    objects.put("datasets/{datasetId}", lineage.id().toString());
    objects.put("runs/{run}", WalkPlan.LINEAGE_RUN);
    objects.put("batches/{id}", first("/quality/datasets/" + WalkPlan.DATASET + "/batches", "id"));
    objects.put("applications/{id}", first("/spark/applications", "id"));
    objects.put("alert-rules/{kind}", "spark_failed");
    objects.put("previews/{name}", "preview-experiment");
    objects.put("aliases/{environment}", "staging");
    objects.put("versions/{version}", "1");
    objects.put("baselines/{baseline}", "1");
    objects.put("members/{userId}", member.at("/member/userId").asText());
    objects.put("keys/{id}", key.path("id").asText());
    objects.put("jobs/{id}", first("/jobs", "id"));
    objects.put("alerts/{id}", first("/alerts", "id"));
    ArchivedError.in(server, tenant, SECRET);
    objects.put("retention/{type}", "metrics");
    objects.put("archives/{type}", "errors");
    objects.put("days/{day}", ArchivedError.DAY);
    objects.put("dead-letters/{id}", first("/dead-letters", "id"));
    objects.put("anomaly-series/{id}", insertAnomaly());
    objects.put("anomalies/{id}", first("/anomalies", "id"));
    objects.put("alert-rules/{id}", first("/alert-rules", "id"));
    objects.put("metrics/{seriesId}", first("/metrics", "seriesId"));
    return new WalkPlan(objects);
  }

  private void sendEvents() {
    Map<String, Object> prediction = prediction(WalkPlan.MODEL);
    prediction.put("features", Map.of(SECRET, 1));
    Map<String, Object> metric = metric(SECRET + ".loss", 1);
    metric.put("tags", Map.of("place", SECRET));
    tenant
        .machine()
        .post(
            "/api/v1/events",
            batch(
                prediction,
                metric,
                stage(SECRET, SECRET),
                error("Lost", SECRET),
                dataset(),
                spark()))
        .expect(202);
    tenant.machine().post("/api/v1/lineage", WalkPlan.lineage(SECRET)).expect(200);
    TestServerPatience.until(
        "the victim's events",
        () ->
            tenant.count("SELECT count(*) FROM lineage_runs WHERE project_id = :project") == 1
                && tenant.count("SELECT count(*) FROM metrics WHERE project_id = :project") == 1
                && tenant.count("SELECT count(*) FROM errors WHERE project_id = :project") == 1
                && tenant.count("SELECT count(*) FROM datasets WHERE project_id = :project") == 1
                && tenant.count(
                        "SELECT count(*) FROM spark_applications WHERE project_id = :project")
                    == 1
                && tenant.count("SELECT count(*) FROM stages WHERE project_id = :project") == 1
                && tenant.count("SELECT count(*) FROM predictions WHERE project_id = :project")
                    == 1);
  }

  private static Map<String, Object> dataset() {
    Map<String, Object> event = TestServerEvents.dataset(WalkPlan.DATASET, 10);
    event.put("pipeline", SECRET);
    return event;
  }

  private static Map<String, Object> spark() {
    return TestServerEvents.spark(SECRET, "application", "app-walked", "running");
  }

  private void insertAlertAndDeadLetter() {
    server
        .database()
        .useHandle(
            handle -> {
              handle
                  .createUpdate(
                      """
                      WITH alert AS (
                        INSERT INTO alerts (project_id, rule, model, version, state, severity, title, summary, advice,
                                            evidence, fired_at, last_seen_at, resolved_at)
                        VALUES (:project, 'drift', :model, '1', 'resolved', 'warning', :secret, :secret,
                                json_build_array(:secret),
                                '{"value":1.0,"threshold":0.2,"rows":300,"window":{"from":"2026-01-01T00:00:00Z",
                                  "to":"2026-01-01T00:05:00Z"},"against":"the baseline","features":[]}',
                                now(), now(), now()) RETURNING id)
                      INSERT INTO notifications (project_id, alert_id, channel, recipient, subject, body, state,
                                                 next_attempt_at, created_at, sent_at)
                      SELECT :project, id, 'email', :secret || '@example.org', :secret, :secret, 'sent', now(), now(),
                             now() FROM alert
                      """)
                  .bind("project", tenant.projectId())
                  .bind("model", WalkPlan.MODEL)
                  .bind("secret", SECRET)
                  .execute();
              handle
                  .createUpdate(
                      """
                      INSERT INTO dead_letters (project_id, received_at, code, reason, topic, kafka_partition,
                                                kafka_offset, payload, truncated)
                      VALUES (:project, now(), 'not_json', :secret, 'arranged', 0, 0, :secret, false)
                      """)
                  .bind("project", tenant.projectId())
                  .bind("secret", SECRET)
                  .execute();
            });
  }

  /** An anomaly of a series that is watched; the id of the series. */
  private String insertAnomaly() {
    return server
        .database()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        WITH watched AS (
                          INSERT INTO watched_series (project_id, measure, subject, part, is_default, enabled, alerts,
                                                      step_seconds, settings, changed_at)
                          VALUES (:project, 'stage_duration', :secret, 'walked', false, false, false, 900,
                                  '{"threshold":4,"stepSeconds":900}', now()) RETURNING id)
                        INSERT INTO anomalies (project_id, series_id, started_at, ended_at, side, points, worst_at,
                                               value, expected, lower, upper, score, method)
                        SELECT :project, id, now() - interval '1 hour', now(), 1, 1, now(), 9, 1, 0, 2, 8, 'robust_z'
                        FROM watched RETURNING series_id
                        """)
                    .bind("project", tenant.projectId())
                    .bind("secret", SECRET)
                    .mapTo(String.class)
                    .one());
  }

  private String first(String list, String field) {
    JsonNode items = owner.get(tenant.path() + list).expect(200).json().path("items");
    return items.path(0).path(field).asText();
  }
}

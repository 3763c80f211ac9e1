package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what tells how jobs, datasets, models and pipelines fare. */
@ApplicationScoped
public class HealthStore {
  private final Database database;
  private final InstantSource clock;

  public HealthStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * The runs of a job that its health goes by.
   *
   * @param state of the last run
   * @param ended of the last run that has ended
   * @param failedParts how many runs that the last one started have failed
   */
  record Runs(
      UUID job,
      String state,
      Instant startedAt,
      @Nullable String ended,
      @Nullable Instant endedAt,
      @Nullable String error,
      long failedParts) {}

  /** What was asserted of a dataset last, and how the run ended that wrote it last. */
  record Findings(
      UUID dataset,
      @Nullable Long passed,
      @Nullable Long failed,
      @Nullable Long warned,
      @Nullable Instant checkedAt,
      @Nullable String writer,
      @Nullable Instant writtenAt) {}

  /** The latest batch of a dataset of the SDK. */
  record Batch(
      String dataset, Instant at, long checks, long critical, long lesser, boolean isOverdue) {}

  /** What fires of a model or a dataset. */
  record Firing(String of, boolean isCritical, long alerts, String title) {}

  /** When a pipeline's stages went well last, and when not. */
  record Stages(String pipeline, @Nullable Instant ok, @Nullable Instant failed) {}

  Map<UUID, Runs> jobs(Tenant tenant, Collection<UUID> ids) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT wanted.id, last.state, last.started_at, ended.state AS ended, ended.state_at,
                           ended.error_message,
                           (SELECT count(*) FROM lineage_runs part
                            WHERE part.project_id = :project AND part.parent_run = ended.id
                              AND part.state = 'failed') AS failed_parts
                    FROM unnest(:ids) AS wanted (id)
                    CROSS JOIN LATERAL (
                      SELECT * FROM lineage_runs r WHERE r.project_id = :project AND r.job_id = wanted.id
                      ORDER BY r.started_at DESC, r.id DESC LIMIT 1) last
                    LEFT JOIN LATERAL (
                      SELECT * FROM lineage_runs r WHERE r.project_id = :project AND r.job_id = wanted.id
                        AND r.state IN ('completed', 'aborted', 'failed')
                      ORDER BY r.started_at DESC, r.id DESC LIMIT 1) ended ON true
                    """)
                .bind("project", tenant.project().value())
                .bindArray("ids", UUID.class, ids)
                .map(
                    (row, context) ->
                        new Runs(
                            row.getObject("id", UUID.class),
                            row.getString("state"),
                            Columns.instant(row, "started_at"),
                            row.getString("ended"),
                            Columns.instantOrNull(row, "state_at"),
                            row.getString("error_message"),
                            row.getLong("failed_parts")))
                .collect(Collectors.toMap(Runs::job, Function.identity())));
  }

  Map<UUID, Findings> datasets(Tenant tenant, Collection<UUID> ids) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT wanted.id, c.passed, c.failed, c.warned, c.at, w.state, w.at AS written_at
                    FROM unnest(:ids) AS wanted (id)
                    LEFT JOIN LATERAL (
                      SELECT * FROM lineage_checks c WHERE c.project_id = :project AND c.dataset_id = wanted.id
                      ORDER BY c.at DESC, c.run_id LIMIT 1) c ON true
                    LEFT JOIN LATERAL (
                      SELECT r.state, u.at FROM lineage_run_datasets u
                      JOIN lineage_runs r ON r.project_id = u.project_id AND r.id = u.run_id
                      WHERE u.project_id = :project AND u.dataset_id = wanted.id AND u.direction = 'output'
                        AND r.state IN ('completed', 'aborted', 'failed')
                      ORDER BY u.at DESC, u.run_id LIMIT 1) w ON true
                    """)
                .bind("project", tenant.project().value())
                .bindArray("ids", UUID.class, ids)
                .map(
                    (row, context) ->
                        new Findings(
                            row.getObject("id", UUID.class),
                            row.getObject("passed", Long.class),
                            row.getObject("failed", Long.class),
                            row.getObject("warned", Long.class),
                            Columns.instantOrNull(row, "at"),
                            row.getString("state"),
                            Columns.instantOrNull(row, "written_at")))
                .collect(Collectors.toMap(Findings::dataset, Function.identity())));
  }

  /** The latest batch of each dataset of the SDK. */
  Map<String, Batch> batches(Tenant tenant, Collection<String> names) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT d.name, d.last_batch_at, b.checks, b.failed_critical,
                           b.failed_warning + b.failed_info AS failed_lesser,
                           coalesce(d.last_batch_at + make_interval(secs => d.every_seconds)
                                    < CAST(:now AS timestamptz), false) AS is_overdue
                    FROM datasets d
                    JOIN dataset_batches b ON b.project_id = d.project_id AND b.occurred_at = d.last_batch_at
                                          AND b.id = d.last_batch
                    WHERE d.name = ANY (:names)
                    """)
                .bindArray("names", String.class, names)
                .bind("now", now)
                .map(
                    (row, context) ->
                        new Batch(
                            row.getString("name"),
                            Columns.instant(row, "last_batch_at"),
                            row.getLong("checks"),
                            row.getLong("failed_critical"),
                            row.getLong("failed_lesser"),
                            row.getBoolean("is_overdue")))
                .collect(Collectors.toMap(Batch::dataset, Function.identity())));
  }

  /** What fires of these models. */
  List<Firing> firing(Tenant tenant, Collection<String> models) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT model, severity = 'critical' AS is_critical, count(*) AS alerts, min(title) AS title
                    FROM alerts WHERE state = 'firing' AND dataset IS NULL AND model = ANY (:models)
                    GROUP BY model, severity ORDER BY model, is_critical DESC
                    """)
                .bindArray("models", String.class, models)
                .map(
                    (row, context) ->
                        new Firing(
                            row.getString("model"),
                            row.getBoolean("is_critical"),
                            row.getLong("alerts"),
                            row.getString("title")))
                .list());
  }

  /** When each model was judged last. */
  Map<String, Instant> judged(Tenant tenant, Collection<String> models) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT model, judged_at FROM judgements WHERE model = ANY (:models)")
                .bindArray("models", String.class, models)
                .map(
                    (row, context) ->
                        Map.entry(row.getString("model"), Columns.instant(row, "judged_at")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  Map<String, Stages> pipelines(Tenant tenant, Collection<String> names) {
    if (names.isEmpty()) {
      return new HashMap<>();
    }
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT s.tags ->> 'pipeline' AS pipeline,
                           max(last.minute) FILTER (WHERE s.tags ->> 'status' = 'ok') AS ok,
                           max(last.minute) FILTER (WHERE s.tags ->> 'status' = 'failed') AS failed
                    FROM series s
                    JOIN LATERAL (SELECT minute FROM rollups r WHERE r.series_id = s.id
                                  ORDER BY minute DESC LIMIT 1) last ON true
                    WHERE s.name = 'stage.duration_ms' AND s.kind = 'builtin'
                      AND s.tags ->> 'pipeline' = ANY (:names)
                    GROUP BY 1
                    """)
                .bindArray("names", String.class, names)
                .map(
                    (row, context) ->
                        new Stages(
                            row.getString("pipeline"),
                            Columns.instantOrNull(row, "ok"),
                            Columns.instantOrNull(row, "failed")))
                .collect(Collectors.toMap(Stages::pipeline, Function.identity())));
  }
}

package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads runs and what they did with datasets. */
@ApplicationScoped
public class LineageRunStore {
  private static final int MOST_PARTS = 100;
  private static final int MOST_USES = 1_000;
  private static final int MOST_EVENTS = 200;
  private static final UUID NIL = new UUID(0, 0);

  private final Database database;

  public LineageRunStore(Database database) {
    this.database = database;
  }

  /** The newest first, of a job and in a state, if they are given. */
  List<RunLine> list(
      Tenant tenant, @Nullable UUID job, @Nullable String state, @Nullable UUID before, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT %s FROM lineage_runs r
                    LEFT JOIN lineage_jobs j ON j.project_id = r.project_id AND j.id = r.job_id
                    WHERE (CAST(:job AS uuid) IS NULL OR r.job_id = CAST(:job AS uuid))
                      AND (CAST(:state AS text) IS NULL OR r.state = :state)
                      AND (CAST(:before AS uuid) IS NULL OR (r.started_at, r.id)
                           < (SELECT started_at, id FROM lineage_runs WHERE id = CAST(:before AS uuid)))
                    ORDER BY r.started_at DESC, r.id DESC LIMIT :limit
                    """
                        .formatted(RunLine.COLUMNS))
                .bind("job", job)
                .bind("state", state)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> RunLine.read(row))
                .list());
  }

  Optional<RunDetail> find(Tenant tenant, UUID id) {
    return database
        .transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT %s, r.nominal_end, r.engine, r.source_version, r.error_language, r.error_stack, r.events
                        FROM lineage_runs r
                        LEFT JOIN lineage_jobs j ON j.project_id = r.project_id AND j.id = r.job_id
                        WHERE r.id = :id
                        """
                            .formatted(RunLine.COLUMNS))
                    .bind("id", id)
                    .map((row, context) -> head(row))
                    .findOne())
        .map(
            head ->
                new RunDetail(
                    head.run(),
                    head.nominalEnd(),
                    head.engine(),
                    head.sourceVersion(),
                    head.errorLanguage(),
                    head.errorStack(),
                    head.events(),
                    uses(tenant, "u.run_id", id, MOST_USES),
                    checks(tenant, NIL, id, 1).stream().findFirst().orElse(null),
                    parts(tenant, id),
                    facets(tenant, id)));
  }

  private static RunDetail head(ResultSet row) throws SQLException {
    return new RunDetail(
        RunLine.read(row),
        Columns.instantOrNull(row, "nominal_end"),
        row.getString("engine"),
        row.getString("source_version"),
        row.getString("error_language"),
        row.getString("error_stack"),
        row.getLong("events"),
        List.of(),
        null,
        List.of(),
        Map.of());
  }

  private List<RunLine> parts(Tenant tenant, UUID id) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT %s FROM lineage_runs r
                    LEFT JOIN lineage_jobs j ON j.project_id = r.project_id AND j.id = r.job_id
                    WHERE r.parent_run = :id ORDER BY r.state = 'failed' DESC, r.started_at DESC, r.id LIMIT :most
                    """
                        .formatted(RunLine.COLUMNS))
                .bind("id", id)
                .bind("most", MOST_PARTS)
                .map((row, context) -> RunLine.read(row))
                .list());
  }

  /** What was done with a dataset, the newest first. */
  List<RunDetail.Use> usesOf(Tenant tenant, UUID dataset, int most) {
    return uses(tenant, "u.dataset_id", dataset, most);
  }

  private List<RunDetail.Use> uses(Tenant tenant, String of, UUID id, int most) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT u.*, r.state, r.job_id, coalesce(j.name, '') AS job, d.namespace, d.name
                    FROM lineage_run_datasets u
                    JOIN lineage_runs r ON r.project_id = u.project_id AND r.id = u.run_id
                    JOIN lineage_datasets d ON d.project_id = u.project_id AND d.id = u.dataset_id
                    LEFT JOIN lineage_jobs j ON j.project_id = r.project_id AND j.id = r.job_id
                    WHERE %s = :id ORDER BY u.at DESC, u.direction, d.name, u.run_id LIMIT :most
                    """
                        .formatted(of))
                .bind("id", id)
                .bind("most", most)
                .map((row, context) -> use(row))
                .list());
  }

  private static RunDetail.Use use(ResultSet row) throws SQLException {
    return new RunDetail.Use(
        row.getObject("run_id", UUID.class),
        row.getString("state"),
        row.getObject("job_id", UUID.class),
        row.getString("job"),
        row.getObject("dataset_id", UUID.class),
        row.getString("namespace"),
        row.getString("name"),
        row.getString("direction"),
        row.getObject("version_id", UUID.class),
        row.getObject("row_count", Long.class),
        row.getObject("size_bytes", Long.class),
        row.getObject("file_count", Long.class),
        Columns.instant(row, "at"));
  }

  /** What was asserted of a dataset, by one run if it is given, the newest first. */
  List<CheckRun> checks(Tenant tenant, UUID dataset, @Nullable UUID run, int most) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM lineage_checks WHERE dataset_id = :dataset
                      AND (CAST(:run AS uuid) IS NULL OR run_id = CAST(:run AS uuid)) ORDER BY at DESC, run_id LIMIT :most
                    """)
                .bind("dataset", dataset)
                .bind("run", run)
                .bind("most", most)
                .map((row, context) -> checkRun(row))
                .list());
  }

  private static CheckRun checkRun(ResultSet row) throws SQLException {
    return new CheckRun(
        named(row.getObject("run_id", UUID.class)),
        Columns.instant(row, "at"),
        row.getLong("passed"),
        row.getLong("failed"),
        row.getLong("warned"),
        Said.objects(row, "results").stream().map(CheckRun.Check::of).toList());
  }

  static @Nullable UUID named(UUID id) {
    return id.equals(NIL) ? null : id;
  }

  /** Merged of the run's events, the later over the earlier. */
  private Map<String, Object> facets(Tenant tenant, UUID run) {
    Map<String, Object> facets = new TreeMap<>();
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT facets FROM (
                      SELECT occurred_at, id, event -> 'run' -> 'facets' AS facets FROM lineage_events
                      WHERE run_id = :run ORDER BY occurred_at DESC, id LIMIT :most) latest
                    WHERE facets IS NOT NULL ORDER BY occurred_at, id DESC
                    """)
                .bind("run", run)
                .bind("most", MOST_EVENTS)
                .map((row, context) -> Columns.json(row, "facets", Object.class))
                .forEach(
                    said -> {
                      if (said instanceof Map<?, ?> each) {
                        each.forEach((name, facet) -> facets.put(String.valueOf(name), facet));
                      }
                    }));
    facets.values().removeIf(java.util.Objects::isNull);
    return facets;
  }
}

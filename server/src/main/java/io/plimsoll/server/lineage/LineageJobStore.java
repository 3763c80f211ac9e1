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

/** Reads jobs, and the versions that their latest runs make up. */
@ApplicationScoped
public class LineageJobStore {
  private static final int RUNS_OF_VERSIONS = 500;

  private final Database database;
  private final NamedStore<JobDetail.Line> named;

  public LineageJobStore(Database database) {
    this.database = database;
    this.named =
        new NamedStore<>(
            database,
            "lineage_jobs",
            "last.state, last.started_at",
            """
            LEFT JOIN LATERAL (
              SELECT state, started_at FROM lineage_runs r WHERE r.project_id = n.project_id AND r.job_id = n.id
              ORDER BY started_at DESC, id DESC LIMIT 1) last ON true
            """,
            "false",
            (row, context) -> line(row));
  }

  /** Jobs by name, those whose name or namespace holds {@code search}. */
  List<JobDetail.Line> list(
      Tenant tenant, @Nullable String search, @Nullable UUID after, int limit) {
    return named.list(tenant, search, after, limit);
  }

  Optional<JobDetail.Line> find(Tenant tenant, UUID id) {
    return named.find(tenant, id);
  }

  private static JobDetail.Line line(ResultSet row) throws SQLException {
    return new JobDetail.Line(
        row.getObject("id", UUID.class),
        row.getString("namespace"),
        row.getString("name"),
        row.getString("processing"),
        row.getString("integration"),
        row.getString("type"),
        Columns.instant(row, "first_at"),
        Columns.instant(row, "seen_at"),
        row.getString("state"),
        Columns.instantOrNull(row, "started_at"));
  }

  /** What the job reads ({@code input}) or writes ({@code output}). */
  List<JobDetail.DatasetRef> datasets(Tenant tenant, UUID job, String direction) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT d.id, d.namespace, d.name FROM lineage_edges e
                    JOIN lineage_datasets d ON d.project_id = e.project_id AND d.id = e.dataset_id
                    WHERE e.job_id = :job AND e.direction = :direction ORDER BY d.name, d.namespace
                    """)
                .bind("job", job)
                .bind("direction", direction)
                .map(
                    (row, context) ->
                        new JobDetail.DatasetRef(
                            row.getObject("id", UUID.class),
                            row.getString("namespace"),
                            row.getString("name")))
                .list());
  }

  /** A version is what runs have in common: what they read, what they wrote and their source. */
  List<JobDetail.Version> versions(Tenant tenant, UUID job) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    WITH latest AS (
                      SELECT * FROM lineage_runs WHERE job_id = :job ORDER BY started_at DESC, id DESC LIMIT :runs),
                    used AS (
                      SELECT r.id, r.started_at, r.source_version,
                             coalesce(array_agg(u.dataset_id ORDER BY u.dataset_id)
                                      FILTER (WHERE u.direction = 'input'), '{}') AS inputs,
                             coalesce(array_agg(u.dataset_id ORDER BY u.dataset_id)
                                      FILTER (WHERE u.direction = 'output'), '{}') AS outputs
                      FROM latest r
                      LEFT JOIN lineage_run_datasets u ON u.project_id = r.project_id AND u.run_id = r.id
                      GROUP BY r.id, r.started_at, r.source_version)
                    SELECT md5(concat_ws('/', source_version, inputs::text, outputs::text)) AS version, source_version,
                           count(*) AS runs, min(started_at) AS first_at, max(started_at) AS last_at,
                           (SELECT json_agg(json_build_object('id', d.id, 'namespace', d.namespace, 'name', d.name)
                                            ORDER BY d.name)
                            FROM lineage_datasets d WHERE d.id = ANY (inputs)) AS inputs,
                           (SELECT json_agg(json_build_object('id', d.id, 'namespace', d.namespace, 'name', d.name)
                                            ORDER BY d.name)
                            FROM lineage_datasets d WHERE d.id = ANY (outputs)) AS outputs
                    FROM used u GROUP BY u.source_version, u.inputs, u.outputs ORDER BY last_at DESC, version
                    """)
                .bind("job", job)
                .bind("runs", RUNS_OF_VERSIONS)
                .map((row, context) -> version(row))
                .list());
  }

  private static JobDetail.Version version(ResultSet row) throws SQLException {
    return new JobDetail.Version(
        row.getString("version"),
        row.getString("source_version"),
        refs(row, "inputs"),
        refs(row, "outputs"),
        row.getLong("runs"),
        Columns.instant(row, "first_at"),
        Columns.instant(row, "last_at"));
  }

  private static List<JobDetail.DatasetRef> refs(ResultSet row, String column) throws SQLException {
    return Said.objects(row, column).stream()
        .map(
            each ->
                new JobDetail.DatasetRef(
                    UUID.fromString(Said.text(each, "id").orElseThrow()),
                    Said.text(each, "namespace").orElse(""),
                    Said.text(each, "name").orElse("")))
        .toList();
  }

  /** Facets of a job or a dataset as they were sent, by name. */
  Map<String, Object> facets(Tenant tenant, String kind, UUID owner) {
    Map<String, Object> facets = new TreeMap<>();
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT name, facet FROM lineage_facets
                    WHERE owner_id = :owner AND owner_kind = :kind AND facet IS NOT NULL
                    """)
                .bind("owner", owner)
                .bind("kind", kind)
                .map(
                    (row, context) ->
                        Map.entry(row.getString("name"), Columns.json(row, "facet", Object.class)))
                .forEach(each -> facets.put(each.getKey(), each.getValue())));
    return facets;
  }
}

package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.lineage.Graph.EdgeKind;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads who reads and writes what, one step of the graph at a time. */
@ApplicationScoped
public class GraphStore {
  private static final int MOST_LINKS = 5_000;

  private final Database database;

  public GraphStore(Database database) {
    this.database = database;
  }

  /** An edge between a job and a dataset. */
  record JobEdge(UUID job, UUID dataset, EdgeKind kind, boolean isCurrent) {}

  /** Two ids of one dataset, the first of which is where it lies. */
  record Same(UUID dataset, UUID other) {}

  /** What batches of a dataset of the SDK were sent by and for. */
  record Batches(String dataset, @Nullable String model, @Nullable String pipeline) {}

  /** A dataset that is called as one of the SDK. */
  record Called(UUID id, String name) {}

  /** A job or a dataset. */
  record Named(
      UUID id, String namespace, String name, Instant seenAt, @Nullable String lifecycle) {}

  /** Those of these jobs that go this way. */
  List<JobEdge> ofJobs(Tenant tenant, Collection<UUID> jobs, EdgeKind kind) {
    return edges(tenant, "job_id", jobs, kind);
  }

  /** Those of these datasets that go this way. */
  List<JobEdge> ofDatasets(Tenant tenant, Collection<UUID> datasets, EdgeKind kind) {
    return edges(tenant, "dataset_id", datasets, kind);
  }

  /** An edge is current if a run named it that began no earlier than the last that ended well. */
  private List<JobEdge> edges(Tenant tenant, String of, Collection<UUID> ids, EdgeKind kind) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT e.job_id, e.dataset_id,
                           e.run_id IS NULL OR e.at >= coalesce(last.started_at, '-infinity') AS is_current
                    FROM lineage_edges e
                    LEFT JOIN LATERAL (
                      SELECT started_at FROM lineage_runs r
                      WHERE r.project_id = e.project_id AND r.job_id = e.job_id AND r.state = 'completed'
                      ORDER BY started_at DESC, id DESC LIMIT 1) last ON true
                    WHERE e.%s = ANY (:ids) AND e.direction = :direction
                    ORDER BY e.seen_at DESC, e.job_id, e.dataset_id
                    """
                        .formatted(of))
                .bindArray("ids", UUID.class, ids)
                .bind("direction", kind == EdgeKind.READS ? "input" : "output")
                .map(
                    (row, context) ->
                        new JobEdge(
                            row.getObject("job_id", UUID.class),
                            row.getObject("dataset_id", UUID.class),
                            kind,
                            row.getBoolean("is_current")))
                .list());
  }

  /** Other ids of these datasets. */
  List<Same> same(Tenant tenant, Collection<UUID> datasets) {
    if (datasets.isEmpty()) {
      return List.of();
    }
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT dataset_id, other_id FROM lineage_symlinks
                    WHERE dataset_id = ANY (:ids) OR other_id = ANY (:ids) ORDER BY dataset_id, other_id
                    """)
                .bindArray("ids", UUID.class, datasets)
                .map(
                    (row, context) ->
                        new Same(
                            row.getObject("dataset_id", UUID.class),
                            row.getObject("other_id", UUID.class)))
                .list());
  }

  /** All that the SDK has sent batches of. */
  List<Batches> batches(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT dataset, model, pipeline FROM dataset_batches
                    ORDER BY dataset, model, pipeline LIMIT :most
                    """)
                .bind("most", MOST_LINKS)
                .map(
                    (row, context) ->
                        new Batches(
                            row.getString("dataset"),
                            row.getString("model"),
                            row.getString("pipeline")))
                .list());
  }

  /** Datasets of OpenLineage, or other names of them, that are called so. */
  List<Called> called(Tenant tenant, Collection<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, name FROM lineage_datasets WHERE name = ANY (:names)
                    UNION SELECT dataset_id, name FROM lineage_symlinks WHERE name = ANY (:names)
                    ORDER BY name, id
                    """)
                .bindArray("names", String.class, names)
                .map(
                    (row, context) ->
                        new Called(row.getObject("id", UUID.class), row.getString("name")))
                .list());
  }

  /** The jobs that were heard of last. */
  List<UUID> recentJobs(Tenant tenant, int most) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT id FROM lineage_jobs ORDER BY seen_at DESC, id LIMIT :most")
                .bind("most", most)
                .mapTo(UUID.class)
                .list());
  }

  Map<UUID, Named> jobs(Tenant tenant, Collection<UUID> ids) {
    return named(tenant, "lineage_jobs", "CAST(NULL AS text)", ids);
  }

  Map<UUID, Named> datasets(Tenant tenant, Collection<UUID> ids) {
    return named(tenant, "lineage_datasets", "lifecycle", ids);
  }

  private Map<UUID, Named> named(
      Tenant tenant, String table, String lifecycle, Collection<UUID> ids) {
    return database.transact(tenant.scope(), handle -> byId(handle, table, lifecycle, ids)).stream()
        .collect(Collectors.toMap(Named::id, each -> each));
  }

  private static List<Named> byId(
      Handle handle, String table, String lifecycle, Collection<UUID> ids) {
    return handle
        .createQuery(
            """
            SELECT id, namespace, name, seen_at, %s AS lifecycle FROM %s WHERE id = ANY (:ids)
            """
                .formatted(lifecycle, table))
        .bindArray("ids", UUID.class, ids)
        .map((row, context) -> read(row))
        .list();
  }

  private static Named read(ResultSet row) throws SQLException {
    return new Named(
        row.getObject("id", UUID.class),
        row.getString("namespace"),
        row.getString("name"),
        Columns.instant(row, "seen_at"),
        row.getString("lifecycle"));
  }
}

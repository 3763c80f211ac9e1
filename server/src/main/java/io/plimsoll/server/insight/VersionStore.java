package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the versions of a model and the names that point at them. */
@ApplicationScoped
public class VersionStore {
  private final Database database;
  private final Json json;

  public VersionStore(Database database, Json json) {
    this.database = database;
    this.json = json;
  }

  /** The newest versions first. */
  List<ModelVersion> newest(Tenant tenant, String model, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT v.*, baseline.source, baseline.rows, baseline.columns,
                           coalesce(replicas.failed AND NOT replicas.usable, false) AS failed,
                           ARRAY(SELECT a.name FROM aliases a WHERE a.version_id = v.id ORDER BY a.name) AS aliases
                    FROM models m JOIN model_versions v ON v.model_id = m.id
                    LEFT JOIN LATERAL (
                      SELECT min(b.source) AS source, max(b.row_count) AS rows, count(*) AS columns
                      FROM baselines b WHERE b.version_id = v.id) baseline ON true
                    LEFT JOIN LATERAL (
                      SELECT bool_or(r.state = 'failed') AS failed, bool_or(r.state <> 'failed') AS usable
                      FROM replicas r WHERE r.version_id = v.id) replicas ON true
                    WHERE m.name = :model ORDER BY v.number DESC LIMIT :limit
                    """)
                .bind("model", model)
                .bind("limit", limit)
                .map((row, context) -> version(row))
                .list());
  }

  /** The names that point at versions of a model. */
  List<ModelVersion.Alias> aliases(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT a.name, v.number, a.moved_at, a.moved_by
                    FROM models m JOIN aliases a ON a.model_id = m.id JOIN model_versions v ON v.id = a.version_id
                    WHERE m.name = :model ORDER BY a.name
                    """)
                .bind("model", model)
                .map(
                    (row, context) ->
                        new ModelVersion.Alias(
                            row.getString("name"),
                            row.getInt("number"),
                            Columns.instant(row, "moved_at"),
                            row.getString("moved_by")))
                .list());
  }

  private ModelVersion version(ResultSet row) throws SQLException {
    return new ModelVersion(
        row.getInt("number"),
        row.getBoolean("failed") ? ModelVersion.State.FAILED : ModelVersion.State.READY,
        row.getString("framework"),
        row.getString("engine"),
        Columns.instant(row, "created_at"),
        row.getString("created_by"),
        row.getString("commit_id"),
        row.getString("commit_message"),
        row.getLong("size_bytes"),
        row.getString("digest"),
        row.getString("environment_digest"),
        row.getString("python"),
        json.value(row.getString("signature"), ModelSignature.class),
        json.value(row.getString("evidence"), ModelVersion.Evidence.class),
        baseline(row),
        Stream.of((String[]) row.getArray("aliases").getArray()).toList(),
        row.getObject("job_id", UUID.class));
  }

  private static ModelVersion.@Nullable Baseline baseline(ResultSet row) throws SQLException {
    String source = row.getString("source");
    return source == null
        ? null
        : new ModelVersion.Baseline(row.getLong("rows"), row.getInt("columns"), source);
  }
}

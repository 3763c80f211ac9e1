package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What production is compared with: one profile for each feature and output of a version. */
@ApplicationScoped
public class BaselineStore {
  private final Database database;
  private final InstantSource clock;

  public BaselineStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Keeps a version's baseline, in place of one that a run which was cut off may have left.
   *
   * @param source where the rows came from, in words
   */
  public void save(Tenant tenant, UUID version, String source, List<Column> columns) {
    database.run(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate("DELETE FROM baselines WHERE version_id = :version")
              .bind("version", version)
              .execute();
          PreparedBatch batch =
              handle.prepareBatch(
                  """
                  INSERT INTO baselines (project_id, version_id, role, name, profile, source, row_count, created_at)
                  VALUES (:project, :version, :role, :name, :profile, :source, :rows, :now)
                  """);
          for (Column column : columns) {
            batch
                .bind("project", tenant.project().value())
                .bind("version", version)
                .bind("role", column.role().text())
                .bind("name", column.name())
                .bind("profile", column.profile().toBytes())
                .bind("source", source)
                .bind("rows", column.profile().rows())
                .bind("now", clock.instant())
                .add();
          }
          batch.execute();
        });
  }

  /** The baseline of a version; empty if it has none. */
  public List<Column> find(Tenant tenant, UUID version) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT role, name, profile FROM baselines WHERE version_id = :version ORDER BY role, name")
                .bind("version", version)
                .map(
                    (row, context) ->
                        new Column(
                            ColumnRole.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                            row.getString("name"),
                            Profile.fromBytes(row.getBytes("profile"))))
                .list());
  }

  /** One column of a baseline. */
  public record Column(ColumnRole role, String name, Profile profile) {}
}

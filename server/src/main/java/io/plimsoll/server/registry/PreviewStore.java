package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Names that point at versions which are not production: one for each branch that was pushed beside
 * the deploy branch. No traffic goes there but what asks for it by name.
 */
@ApplicationScoped
public class PreviewStore {
  private final Database database;
  private final InstantSource clock;

  public PreviewStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Points the preview of a branch at a version; a branch has one. */
  public void point(
      Tenant tenant,
      ModelName model,
      PreviewName name,
      String branch,
      VersionRef version,
      String by) {
    database.run(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO previews (project_id, model_id, name, branch, version_id, moved_at, moved_by)
                  SELECT :project, m.id, :name, :branch, :version, :now, :by FROM models m WHERE m.name = :model
                  ON CONFLICT (model_id, name) DO UPDATE SET
                    version_id = excluded.version_id, moved_at = excluded.moved_at, moved_by = excluded.moved_by
                  """)
              .bind("project", tenant.project().value())
              .bind("model", model.text())
              .bind("name", name.text())
              .bind("branch", branch)
              .bind("version", version.id())
              .bind("now", clock.instant())
              .bind("by", by)
              .execute();
          announce(handle, tenant);
        });
  }

  /** The previews of a model, the newest first. */
  public List<Found> list(Tenant tenant, ModelName model) {
    return database.transact(
        tenant.scope(),
        handle -> {
          ModelRow.require(handle, model);
          return handle
              .createQuery(
                  """
                  SELECT p.name, p.branch, v.number, p.moved_at, p.moved_by
                  FROM models m JOIN previews p ON p.model_id = m.id JOIN model_versions v ON v.id = p.version_id
                  WHERE m.name = :model ORDER BY p.moved_at DESC, p.name
                  """)
              .bind("model", model.text())
              .map(
                  (row, context) ->
                      new Found(
                          new PreviewName(row.getString("name")),
                          row.getString("branch"),
                          row.getInt("number"),
                          Columns.instant(row, "moved_at"),
                          row.getString("moved_by")))
              .list();
        });
  }

  /** The number of the version that a preview points at. */
  public Optional<Integer> find(Tenant tenant, ModelName model, PreviewName name) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT v.number FROM models m JOIN previews p ON p.model_id = m.id
                    JOIN model_versions v ON v.id = p.version_id WHERE m.name = :model AND p.name = :name
                    """)
                .bind("model", model.text())
                .bind("name", name.text())
                .mapTo(Integer.class)
                .findOne());
  }

  /** Removes a preview; its version stays. False if there is none. */
  public boolean remove(Tenant tenant, ModelName model, PreviewName name) {
    return database.transact(
        tenant.scope(),
        handle -> {
          boolean isRemoved =
              handle
                      .createUpdate(
                          """
                          DELETE FROM previews p USING models m
                          WHERE m.id = p.model_id AND m.name = :model AND p.name = :name
                          """)
                      .bind("model", model.text())
                      .bind("name", name.text())
                      .execute()
                  == 1;
          announce(handle, tenant);
          return isRemoved;
        });
  }

  /** Removes the previews that were not moved since {@code limit} and says how many. */
  public int removeBefore(Tenant tenant, Instant limit) {
    return database.transact(
        tenant.scope(),
        handle -> {
          int removed =
              handle
                  .createUpdate("DELETE FROM previews WHERE moved_at < :limit")
                  .bind("limit", limit)
                  .execute();
          if (removed > 0) {
            announce(handle, tenant);
          }
          return removed;
        });
  }

  private static void announce(Handle handle, Tenant tenant) {
    Announcement.announce(handle, tenant.project(), Set.of(ModelStore.TOPIC));
  }

  /** A preview as it is kept. */
  public record Found(
      PreviewName name, String branch, int version, Instant movedAt, String movedBy) {}
}

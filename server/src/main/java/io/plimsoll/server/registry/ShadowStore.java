package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Which version shadows the production of a model. */
@ApplicationScoped
public class ShadowStore {
  private final Database database;
  private final InstantSource clock;

  public ShadowStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  public Optional<Shadow> find(Tenant tenant, ModelName model) {
    return database.transact(
        tenant.scope(), handle -> find(handle, ModelRow.require(handle, model)));
  }

  /** The shadows of the project. */
  public List<ServedShadow> inForce(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT s.per_mille, "
                        + ModelStore.SERVED_COLUMNS
                        + """
                        FROM shadows s JOIN model_versions v ON v.id = s.version_id
                        JOIN models m ON m.id = s.model_id
                        """)
                .map(
                    (row, context) ->
                        new ServedShadow(ModelStore.served(tenant, row), row.getInt("per_mille")))
                .list());
  }

  /** Lets a version shadow production, in place of one that did. */
  public Shadow set(Tenant tenant, ModelName model, int version, int perMille, String by) {
    if (perMille < 1 || perMille > Share.WHOLE) {
      throw ProblemException.invalid(
          "perMille", "%d is outside 1 to %d.".formatted(perMille, Share.WHOLE));
    }
    return database.transact(
        tenant.scope(),
        handle -> {
          UUID modelId = ModelRow.lock(handle, model);
          UUID versionId = AliasStore.requireReady(handle, modelId, model, version);
          Instant now = clock.instant();
          handle
              .createUpdate(
                  """
                  INSERT INTO shadows (model_id, project_id, version_id, per_mille, changed_at, changed_by)
                  VALUES (:model, :project, :version, :perMille, :now, :by)
                  ON CONFLICT (model_id) DO UPDATE SET
                    version_id = excluded.version_id, per_mille = excluded.per_mille,
                    changed_at = excluded.changed_at, changed_by = excluded.changed_by
                  """)
              .bind("model", modelId)
              .bind("project", tenant.project().value())
              .bind("version", versionId)
              .bind("perMille", perMille)
              .bind("now", now)
              .bind("by", by)
              .execute();
          announce(handle, tenant);
          return new Shadow(version, perMille, now, by);
        });
  }

  /** Ends the shadow, if there is one. */
  public void end(Tenant tenant, ModelName model) {
    database.run(
        tenant.scope(),
        handle -> {
          handle
              .createUpdate("DELETE FROM shadows WHERE model_id = :model")
              .bind("model", ModelRow.lock(handle, model))
              .execute();
          announce(handle, tenant);
        });
  }

  private static Optional<Shadow> find(Handle handle, UUID model) {
    return handle
        .createQuery(
            """
            SELECT v.number, s.per_mille, s.changed_at, s.changed_by
            FROM shadows s JOIN model_versions v ON v.id = s.version_id WHERE s.model_id = :model
            """)
        .bind("model", model)
        .map(
            (row, context) ->
                new Shadow(
                    row.getInt("number"),
                    row.getInt("per_mille"),
                    Columns.instant(row, "changed_at"),
                    row.getString("changed_by")))
        .findOne();
  }

  private static void announce(Handle handle, Tenant tenant) {
    Announcement.announce(handle, tenant.project(), Set.of(ModelStore.TOPIC));
  }
}

package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What owners allow pickles to import. Nothing is ever deleted: the rows are the record. */
@ApplicationScoped
public class AllowedGlobalStore {
  static final String TOPIC = "allowed-globals";

  private static final int MOST_IN_FORCE = 200;

  private final Database database;
  private final InstantSource clock;

  public AllowedGlobalStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** All that was ever allowed, the newest first; what is in force comes before what is not. */
  List<AllowedGlobal> list(Tenant tenant, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM allowed_globals
                    ORDER BY (revoked_at IS NULL) DESC, allowed_at DESC, id LIMIT :limit
                    """)
                .bind("limit", limit)
                .map((row, context) -> allowed(row))
                .list());
  }

  /** What a model's pickles may import beyond the usual, as of now. */
  public List<AllowedGlobal> inForce(Tenant tenant, String model) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM allowed_globals
                    WHERE revoked_at IS NULL AND (model IS NULL OR model = :model) ORDER BY global, allowed_at
                    """)
                .bind("model", model)
                .map((row, context) -> allowed(row))
                .list());
  }

  /** Allows it; what is in force already is a conflict. */
  AllowedGlobal allow(
      Tenant tenant, String global, @Nullable ModelName model, String reason, String by) {
    Instant now = clock.instant();
    return database.transact(
        tenant.scope(),
        handle -> {
          requireRoom(handle);
          AllowedGlobal made =
              handle
                  .createQuery(
                      """
                      INSERT INTO allowed_globals (id, project_id, global, model, reason, allowed_by, allowed_at)
                      VALUES (:id, :project, :global, :model, :reason, :by, :now)
                      ON CONFLICT (project_id, global, model) WHERE revoked_at IS NULL DO NOTHING RETURNING *
                      """)
                  .bind("id", Ids.timeOrdered(now))
                  .bind("project", tenant.project().value())
                  .bind("global", global)
                  .bind("model", model == null ? null : model.text())
                  .bind("reason", reason)
                  .bind("by", by)
                  .bind("now", now)
                  .map((row, context) -> allowed(row))
                  .findOne()
                  .orElseThrow(() -> alreadyAllowed(global));
          announce(handle, tenant);
          return made;
        });
  }

  /** Takes it back; false if there is none of this id, or it was taken back before. */
  boolean revoke(Tenant tenant, UUID id, String by) {
    return database.transact(
        tenant.scope(),
        handle -> {
          boolean isRevoked =
              handle
                      .createUpdate(
                          """
                          UPDATE allowed_globals SET revoked_by = :by, revoked_at = :now
                          WHERE id = :id AND revoked_at IS NULL
                          """)
                      .bind("id", id)
                      .bind("by", by)
                      .bind("now", clock.instant())
                      .execute()
                  == 1;
          announce(handle, tenant);
          return isRevoked;
        });
  }

  /** A list that nobody can read any more protects nobody. */
  private static void requireRoom(Handle handle) {
    int count =
        handle
            .createQuery("SELECT count(*) FROM allowed_globals WHERE revoked_at IS NULL")
            .mapTo(Integer.class)
            .one();
    if (count >= MOST_IN_FORCE) {
      throw new ProblemException(
          ErrorCode.CONFLICT,
          "%d imports are allowed in this project, the most there can be; revoke one first."
              .formatted(count));
    }
  }

  private static ProblemException alreadyAllowed(String global) {
    return new ProblemException(
        ErrorCode.CONFLICT, "\"%s\" is allowed there already.".formatted(global));
  }

  private static AllowedGlobal allowed(ResultSet row) throws SQLException {
    return new AllowedGlobal(
        row.getObject("id", UUID.class),
        row.getString("global"),
        row.getString("model"),
        row.getString("reason"),
        row.getString("allowed_by"),
        Columns.instant(row, "allowed_at"),
        row.getString("revoked_by"),
        Columns.instantOrNull(row, "revoked_at"));
  }

  private static void announce(Handle handle, Tenant tenant) {
    Announcement.announce(handle, tenant.project(), Set.of(TOPIC));
  }
}

package io.plimsoll.server.bandit;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.registry.ModelName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** How bandits are read and written, within the transactions of {@link BanditStore}. */
final class BanditRow {
  private static final int SHOWN_WEIGHTS = 200;

  private static final String OF_MODEL =
      "SELECT b.*, m.name FROM bandits b JOIN models m ON m.id = b.model_id ";

  private BanditRow() {}

  static List<Bandit> list(Handle handle, ModelName model, int limit) {
    return handle
        .createQuery(OF_MODEL + "WHERE m.name = :model ORDER BY b.id DESC LIMIT :limit")
        .bind("model", model.text())
        .bind("limit", limit)
        .map((row, context) -> read(row, history(handle, row.getObject("id", UUID.class))))
        .list();
  }

  /** The bandit of a model that is running; it stays locked. */
  static Optional<Bandit> findRunning(Handle handle, ModelName model) {
    return handle
        .createQuery(OF_MODEL + "WHERE m.name = :model AND b.state = 'running' FOR UPDATE OF b")
        .bind("model", model.text())
        .map((row, context) -> read(row, List.of()))
        .findOne();
  }

  static List<BanditStore.Running> running(Handle handle) {
    return handle
        .createQuery(OF_MODEL + "WHERE b.state = 'running' ORDER BY b.id")
        .map(
            (row, context) ->
                new BanditStore.Running(new ModelName(row.getString("name")), read(row, List.of())))
        .list();
  }

  static UUID insert(Handle handle, Tenant tenant, ModelName model, Bandit bandit) {
    return handle
        .createQuery(
            """
            INSERT INTO bandits (project_id, model_id, state, plan, arms, is_cut, started_at, started_by, reason)
            SELECT :project, m.id, 'running', CAST(:plan AS json), CAST(:arms AS json), false, :now, :by, :reason
            FROM models m WHERE m.name = :model RETURNING id
            """)
        .bind("project", tenant.project().value())
        .bind("model", model.text())
        .bind("plan", Columns.json(bandit.plan()))
        .bind("arms", Columns.json(bandit.arms()))
        .bind("now", bandit.startedAt())
        .bind("by", bandit.startedBy())
        .bind("reason", bandit.reason())
        .mapTo(UUID.class)
        .one();
  }

  static void keep(
      Handle handle,
      Bandit bandit,
      List<Bandit.Arm> arms,
      boolean isCut,
      String reason,
      Instant now) {
    handle
        .createUpdate(
            """
            UPDATE bandits SET arms = CAST(:arms AS json), is_cut = :cut, reason = :reason, looked_at = :now
            WHERE id = :id
            """)
        .bind("arms", Columns.json(arms))
        .bind("cut", isCut)
        .bind("reason", reason)
        .bind("now", now)
        .bind("id", bandit.id())
        .execute();
  }

  static void end(
      Handle handle, Bandit bandit, Bandit.State state, String by, String reason, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE bandits SET state = :state, ended_at = :now, ended_by = :by, reason = :reason
            WHERE id = :id
            """)
        .bind("state", state.text())
        .bind("now", now)
        .bind("by", by)
        .bind("reason", reason)
        .bind("id", bandit.id())
        .execute();
  }

  static void remember(Handle handle, Tenant tenant, UUID bandit, Bandit.Weights weights) {
    handle
        .createUpdate(
            """
            INSERT INTO bandit_weights (project_id, bandit_id, at, arms)
            VALUES (:project, :bandit, :at, CAST(:arms AS json))
            """)
        .bind("project", tenant.project().value())
        .bind("bandit", bandit)
        .bind("at", weights.at())
        .bind("arms", Columns.json(weights.arms()))
        .execute();
  }

  /** When the bandit has set its present weights. */
  static Instant setAt(Handle handle, UUID bandit) {
    return handle
        .createQuery(
            "SELECT at FROM bandit_weights WHERE bandit_id = :bandit ORDER BY id DESC LIMIT 1")
        .bind("bandit", bandit)
        .map((row, context) -> Columns.instant(row, "at"))
        .one();
  }

  private static List<Bandit.Weights> history(Handle handle, UUID bandit) {
    return handle
        .createQuery(
            "SELECT at, arms FROM bandit_weights WHERE bandit_id = :bandit ORDER BY id DESC LIMIT :limit")
        .bind("bandit", bandit)
        .bind("limit", SHOWN_WEIGHTS)
        .map((row, context) -> new Bandit.Weights(Columns.instant(row, "at"), arms(row)))
        .list();
  }

  private static Bandit read(ResultSet row, List<Bandit.Weights> history) throws SQLException {
    return new Bandit(
        row.getObject("id", UUID.class),
        Bandit.State.parse(row.getString("state")),
        Columns.json(row, "plan", BanditPlan.class),
        arms(row),
        row.getBoolean("is_cut"),
        Columns.instantOrNull(row, "looked_at"),
        Columns.instant(row, "started_at"),
        row.getString("started_by"),
        Columns.instantOrNull(row, "ended_at"),
        row.getString("ended_by"),
        row.getString("reason"),
        history);
  }

  private static List<Bandit.Arm> arms(ResultSet row) throws SQLException {
    return Columns.json(row, "arms", new TypeReference<List<Bandit.Arm>>() {});
  }
}

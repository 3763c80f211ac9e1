package io.plimsoll.server.canary;

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

/** How canaries are read and written, within the transactions of {@link CanaryStore}. */
final class CanaryRow {
  private static final String OF_MODEL =
      "SELECT c.*, m.name FROM canaries c JOIN models m ON m.id = c.model_id ";

  private CanaryRow() {}

  static List<Canary> list(Handle handle, ModelName model, int limit) {
    return handle
        .createQuery(OF_MODEL + "WHERE m.name = :model ORDER BY c.id DESC LIMIT :limit")
        .bind("model", model.text())
        .bind("limit", limit)
        .map((row, context) -> read(handle, row))
        .list();
  }

  /** The canary of a model that is running; it stays locked. */
  static Optional<Canary> findRunning(Handle handle, ModelName model) {
    return handle
        .createQuery(OF_MODEL + "WHERE m.name = :model AND c.state = 'running' FOR UPDATE OF c")
        .bind("model", model.text())
        .map((row, context) -> read(handle, row))
        .findOne();
  }

  static List<CanaryStore.Running> running(Handle handle) {
    return handle
        .createQuery(OF_MODEL + "WHERE c.state = 'running' ORDER BY c.id")
        .map(
            (row, context) ->
                new CanaryStore.Running(
                    new ModelName(row.getString("name")),
                    read(handle, row),
                    row.getLong("step_rows")))
        .list();
  }

  static UUID insert(Handle handle, Tenant tenant, ModelName model, Canary canary) {
    return handle
        .createQuery(
            """
            INSERT INTO canaries (project_id, model_id, baseline, candidate, state, plan, step, step_since, step_rows,
                                  counted_from, measures, started_at, started_by, reason)
            SELECT :project, m.id, :baseline, :candidate, 'running', CAST(:plan AS json), :step, :since, 0,
                   :from, '[]', :started, :by, :reason
            FROM models m WHERE m.name = :model RETURNING id
            """)
        .bind("project", tenant.project().value())
        .bind("model", model.text())
        .bind("baseline", canary.baseline())
        .bind("candidate", canary.candidate())
        .bind("plan", Columns.json(canary.plan()))
        .bind("step", canary.step())
        .bind("since", canary.stepSince())
        .bind("from", canary.countedFrom())
        .bind("started", canary.startedAt())
        .bind("by", canary.startedBy())
        .bind("reason", canary.reason())
        .mapTo(UUID.class)
        .one();
  }

  static void keep(Handle handle, Canary canary, String reason, List<Measure> measures) {
    handle
        .createUpdate(
            "UPDATE canaries SET measures = CAST(:measures AS json), reason = :reason WHERE id = :id")
        .bind("measures", Columns.json(measures))
        .bind("reason", reason)
        .bind("id", canary.id())
        .execute();
  }

  static void learnSlow(Handle handle, Canary canary, double slowMs) {
    handle
        .createUpdate("UPDATE canaries SET slow_ms = :slow WHERE id = :id AND slow_ms IS NULL")
        .bind("slow", slowMs)
        .bind("id", canary.id())
        .execute();
  }

  static void advance(Handle handle, Canary canary, int step, long rows, Instant now) {
    handle
        .createUpdate(
            "UPDATE canaries SET step = :step, step_since = :now, step_rows = :rows WHERE id = :id")
        .bind("step", step)
        .bind("now", now)
        .bind("rows", rows)
        .bind("id", canary.id())
        .execute();
  }

  static void end(
      Handle handle, Canary canary, Canary.State state, String by, String reason, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE canaries SET state = :state, ended_at = :now, ended_by = :by, reason = :reason
            WHERE id = :id
            """)
        .bind("state", state.text())
        .bind("now", now)
        .bind("by", by)
        .bind("reason", reason)
        .bind("id", canary.id())
        .execute();
  }

  static void remember(Handle handle, Tenant tenant, UUID canary, Canary.Entry entry) {
    handle
        .createUpdate(
            """
            INSERT INTO canary_history (project_id, canary_id, at, by, text)
            VALUES (:project, :canary, :at, :by, :text)
            """)
        .bind("project", tenant.project().value())
        .bind("canary", canary)
        .bind("at", entry.at())
        .bind("by", entry.by())
        .bind("text", entry.text())
        .execute();
  }

  private static Canary read(Handle handle, ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    double slowMs = row.getDouble("slow_ms");
    boolean isLearned = !row.wasNull();
    return new Canary(
        id,
        row.getInt("baseline"),
        row.getInt("candidate"),
        Canary.State.parse(row.getString("state")),
        Columns.json(row, "plan", CanaryPlan.class),
        row.getInt("step"),
        Columns.instant(row, "step_since"),
        Columns.instant(row, "counted_from"),
        isLearned ? slowMs : null,
        Columns.json(row, "measures", new TypeReference<List<Measure>>() {}),
        Columns.instant(row, "started_at"),
        row.getString("started_by"),
        Columns.instantOrNull(row, "ended_at"),
        row.getString("ended_by"),
        row.getString("reason"),
        history(handle, id));
  }

  private static List<Canary.Entry> history(Handle handle, UUID canary) {
    return handle
        .createQuery(
            "SELECT at, by, text FROM canary_history WHERE canary_id = :canary ORDER BY id DESC")
        .bind("canary", canary)
        .map(
            (row, context) ->
                new Canary.Entry(
                    Columns.instant(row, "at"), row.getString("by"), row.getString("text")))
        .list();
  }
}

package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** How the history of the environments is read and kept. */
final class AliasRow {
  private AliasRow() {}

  static List<EnvironmentMove> moves(Handle handle, UUID model, int limit) {
    return handle
        .createQuery(
            """
            SELECT * FROM alias_moves WHERE model_id = :model ORDER BY moved_at DESC, id DESC LIMIT :limit
            """)
        .bind("model", model)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new EnvironmentMove(
                    Environment.parse(row.getString("name")),
                    row.getObject("from_version", Integer.class),
                    row.getInt("to_version"),
                    row.getString("kind"),
                    Columns.instant(row, "moved_at"),
                    row.getString("moved_by")))
        .list();
  }

  static Optional<Integer> lastInHistory(Handle handle, UUID model, Environment in) {
    return handle
        .createQuery(
            """
            SELECT to_version FROM alias_moves WHERE model_id = :model AND name = :name
            ORDER BY moved_at DESC, id DESC LIMIT 1
            """)
        .bind("model", model)
        .bind("name", in.text())
        .mapTo(Integer.class)
        .findOne();
  }

  /** Restores the alias as the history knows it, with the time and the hand of that move. */
  static void pointBack(Handle handle, UUID model, Environment in, int number) {
    handle
        .createUpdate(
            """
            UPDATE aliases a SET version_id = v.id, moved_at = h.moved_at, moved_by = h.moved_by
            FROM model_versions v, (SELECT moved_at, moved_by FROM alias_moves
                                    WHERE model_id = :model AND name = :name
                                    ORDER BY moved_at DESC, id DESC LIMIT 1) h
            WHERE a.model_id = :model AND a.name = :name AND v.model_id = :model AND v.number = :number
            """)
        .bind("model", model)
        .bind("name", in.text())
        .bind("number", number)
        .execute();
  }

  static void remember(Handle handle, Tenant tenant, UUID model, EnvironmentMove move) {
    handle
        .createUpdate(
            """
            INSERT INTO alias_moves (project_id, model_id, name, from_version, to_version, kind, moved_at, moved_by)
            VALUES (:project, :model, :name, :from, :to, :kind, :now, :by)
            """)
        .bind("project", tenant.project().value())
        .bind("model", model)
        .bind("name", move.environment().text())
        .bind("from", move.from())
        .bind("to", move.to())
        .bind("kind", move.kind())
        .bind("now", move.movedAt())
        .bind("by", move.movedBy())
        .execute();
  }
}

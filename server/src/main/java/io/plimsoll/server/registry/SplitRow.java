package io.plimsoll.server.registry;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** How splits, their shares and their history are read and kept. */
final class SplitRow {
  private static final TypeReference<List<Share>> SHARES = new TypeReference<>() {};

  private SplitRow() {}

  /** How a model's calls are divided now. */
  static Split present(Handle handle, UUID model) {
    record Head(Sticky sticky, Instant at, String by) {}
    Integer production =
        AliasStore.present(handle, model, Environment.PRODUCTION)
            .map(AliasMove::version)
            .orElse(null);
    if (production == null) {
      return Split.nothing();
    }
    return handle
        .createQuery(
            """
            SELECT s.sticky_by, s.sticky_field, s.changed_at, s.changed_by
            FROM splits s JOIN aliases a ON a.model_id = s.model_id AND a.version_id = s.version_id
            WHERE s.model_id = :model AND a.name = 'production'
            """)
        .bind("model", model)
        .map(
            (row, context) ->
                new Head(
                    sticky(row), Columns.instant(row, "changed_at"), row.getString("changed_by")))
        .findOne()
        .map(
            head ->
                new Split(
                    production,
                    shares(handle, model),
                    head.sticky(),
                    head.at(),
                    head.by(),
                    unserved(handle, model)))
        .orElseGet(() -> Split.whole(production));
  }

  /** The shares of the split that is kept of a model, in force or not; empty if there is none. */
  static List<Share> shares(Handle handle, UUID model) {
    return handle
        .createQuery(
            """
            SELECT v.number, s.per_mille FROM split_shares s JOIN model_versions v ON v.id = s.version_id
            WHERE s.model_id = :model ORDER BY v.number
            """)
        .bind("model", model)
        .map((row, context) -> new Share(row.getInt("number"), row.getInt("per_mille")))
        .list();
  }

  /** By the latest word of the serving processes on each version. */
  private static List<Split.Unserved> unserved(Handle handle, UUID model) {
    return handle
        .createQuery(
            """
            SELECT v.number, said.reason FROM split_shares s JOIN model_versions v ON v.id = s.version_id
            LEFT JOIN LATERAL (SELECT r.state, r.reason FROM replicas r WHERE r.version_id = v.id
                               ORDER BY r.updated_at DESC LIMIT 1) said ON true
            WHERE s.model_id = :model AND said.state IS DISTINCT FROM 'ready' ORDER BY v.number
            """)
        .bind("model", model)
        .map((row, context) -> new Split.Unserved(row.getInt("number"), row.getString("reason")))
        .list();
  }

  static List<ServedSplit> served(Handle handle, Tenant tenant) {
    record Row(UUID production, Sticky sticky, int mirror, ServedSplit.ServedShare share) {}
    Map<String, List<Row>> byModel = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT s.version_id, s.sticky_by, s.sticky_field, s.mirror_per_mille, sh.per_mille, "
                + ModelStore.SERVED_COLUMNS
                + """
                FROM splits s
                JOIN aliases a ON a.model_id = s.model_id AND a.version_id = s.version_id
                JOIN split_shares sh ON sh.model_id = s.model_id
                JOIN model_versions v ON v.id = sh.version_id
                JOIN models m ON m.id = s.model_id
                WHERE a.name = 'production' ORDER BY m.name, v.number
                """)
        .map(
            (row, context) ->
                new Row(
                    row.getObject("version_id", UUID.class),
                    sticky(row),
                    row.getInt("mirror_per_mille"),
                    new ServedSplit.ServedShare(
                        ModelStore.served(tenant, row), row.getInt("per_mille"))))
        .forEach(
            row ->
                byModel
                    .computeIfAbsent(row.share().version().model(), model -> new ArrayList<>())
                    .add(row));
    return byModel.entrySet().stream()
        .map(
            model ->
                new ServedSplit(
                    model.getKey(),
                    model.getValue().getFirst().production(),
                    model.getValue().stream().map(Row::share).toList(),
                    model.getValue().getFirst().sticky(),
                    model.getValue().getFirst().mirror()))
        .toList();
  }

  static List<SplitChange> changes(Handle handle, UUID model, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM split_changes WHERE model_id = :model ORDER BY id DESC LIMIT :limit")
        .bind("model", model)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new SplitChange(
                    Columns.instant(row, "changed_at"),
                    row.getString("changed_by"),
                    SplitChange.Kind.parse(row.getString("kind")),
                    row.getString("reason"),
                    Columns.json(row, "before", SHARES),
                    Columns.json(row, "after", SHARES)))
        .list();
  }

  static void remember(Handle handle, Tenant tenant, UUID model, SplitChange change) {
    handle
        .createUpdate(
            """
            INSERT INTO split_changes (project_id, model_id, kind, before, after, reason, changed_at, changed_by)
            VALUES (:project, :model, :kind, CAST(:before AS json), CAST(:after AS json), :reason, :at, :by)
            """)
        .bind("project", tenant.project().value())
        .bind("model", model)
        .bind("kind", change.kind().text())
        .bind("before", Columns.json(change.before()))
        .bind("after", Columns.json(change.after()))
        .bind("reason", change.reason())
        .bind("at", change.at())
        .bind("by", change.by())
        .execute();
  }

  private static Sticky sticky(ResultSet row) throws SQLException {
    return new Sticky(Sticky.By.parse(row.getString("sticky_by")), row.getString("sticky_field"));
  }
}

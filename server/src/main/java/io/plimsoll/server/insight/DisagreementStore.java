package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads what a shadow made of rows that were answered, beside the answers. */
@ApplicationScoped
public class DisagreementStore {
  private final Database database;

  public DisagreementStore(Database database) {
    this.database = database;
  }

  /**
   * The newest rows since then. A shadow's row carries the time of the answer, so each is found by
   * its key.
   */
  List<Disagreement.Row> rows(Tenant tenant, String model, Instant since, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT p.version AS answered_by, s.version AS shadow, p.prediction AS answered,
                           s.prediction AS shadowed, s.error_kind, p.latency_ms AS answered_ms,
                           s.latency_ms AS shadow_ms
                    FROM predictions s
                    JOIN predictions p ON p.project_id = s.project_id AND p.occurred_at = s.occurred_at
                      AND p.id = s.shadow_of
                    WHERE s.project_id = :project AND s.model = :model AND s.shadow_of IS NOT NULL
                      AND s.occurred_at >= :since AND p.error_kind IS NULL
                    ORDER BY s.occurred_at DESC LIMIT :limit
                    """)
                .bind("project", tenant.project().value())
                .bind("model", model)
                .bind("since", since)
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list());
  }

  private Disagreement.Row row(ResultSet row) throws SQLException {
    boolean isFailed = row.getString("error_kind") != null;
    return new Disagreement.Row(
        row.getString("answered_by"),
        row.getString("shadow"),
        Columns.object(row, "answered"),
        isFailed ? null : Columns.object(row, "shadowed"),
        row.getObject("answered_ms", Double.class),
        row.getObject("shadow_ms", Double.class));
  }
}

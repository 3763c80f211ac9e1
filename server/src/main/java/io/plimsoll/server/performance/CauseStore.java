package io.plimsoll.server.performance;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Reads what else is known of the times in which performance changed. */
@ApplicationScoped
public class CauseStore {
  private static final int MOST_EVENTS = 100;

  private final Database database;

  public CauseStore(Database database) {
    this.database = database;
  }

  /** What production moved to and which alerts fired, newest first. */
  List<Event> events(Tenant tenant, String model, Instant from, Instant to) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM (
                      SELECT am.moved_at AS at, 'DEPLOY' AS kind,
                             'Production moved to version ' || am.to_version || '.' AS message
                      FROM alias_moves am JOIN models m ON m.id = am.model_id
                      WHERE m.name = :model AND am.name = 'production'
                        AND am.moved_at >= :from AND am.moved_at < :to
                      UNION ALL
                      SELECT fired_at, 'ALERT', title FROM alerts
                      WHERE model = :model AND fired_at >= :from AND fired_at < :to) found
                    ORDER BY at DESC LIMIT :most
                    """)
                .bind("model", model)
                .bind("from", from)
                .bind("to", to)
                .bind("most", MOST_EVENTS)
                .map(
                    (row, context) ->
                        new Event(
                            Columns.instant(row, "at"),
                            Event.Kind.valueOf(row.getString("kind")),
                            row.getString("message")))
                .list());
  }
}

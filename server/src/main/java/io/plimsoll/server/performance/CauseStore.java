package io.plimsoll.server.performance;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what else is known of the times in which performance changed. */
@ApplicationScoped
public class CauseStore {
  private static final int MOST_EVENTS = 100;
  private static final int MOST_BATCHES = 1_000;
  private static final TypeReference<Map<String, UpstreamBatch.Column>> COLUMNS =
      new TypeReference<>() {};

  private final Database database;

  public CauseStore(Database database) {
    this.database = database;
  }

  /** What production moved to, which alerts fired, and what became of datasets, newest first. */
  List<Event> events(Tenant tenant, String model, Instant from, Instant to) {
    List<Event> events = new ArrayList<>(ofModel(tenant, model, from, to));
    events.addAll(UpstreamBatch.events(batches(tenant, model, from, to), from, to));
    events.sort(Comparator.comparing(Event::at).reversed());
    return events.subList(0, Math.min(MOST_EVENTS, events.size()));
  }

  /** Those of the window, and before it as far back as a batch may be expected to be. */
  private List<UpstreamBatch> batches(Tenant tenant, String model, Instant from, Instant to) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM (
                      SELECT b.dataset, b.occurred_at, b.id, b.every_seconds, b.row_count, b.failed_critical,
                             (SELECT json_object_agg(c ->> 'name', json_build_object(
                                       'type', c ->> 'type', 'missing', c -> 'missing'))
                              FROM json_array_elements(b.columns) c) AS columns
                      FROM dataset_batches b
                      WHERE (b.model = :model OR b.model IS NULL)
                        AND b.occurred_at >= CAST(:from AS timestamptz) - INTERVAL '31 days'
                        AND b.occurred_at < :to
                      ORDER BY b.occurred_at DESC, b.id DESC LIMIT :most) latest
                    ORDER BY dataset, occurred_at, id
                    """)
                .bind("model", model)
                .bind("from", from)
                .bind("to", to)
                .bind("most", MOST_BATCHES)
                .map((row, context) -> batch(row))
                .list());
  }

  private static UpstreamBatch batch(ResultSet row) throws SQLException {
    Long every = row.getObject("every_seconds", Long.class);
    return new UpstreamBatch(
        row.getString("dataset"),
        Columns.instant(row, "occurred_at"),
        Optional.ofNullable(every).map(Duration::ofSeconds),
        row.getLong("row_count"),
        row.getLong("failed_critical"),
        row.getString("columns") == null ? Map.of() : Columns.json(row, "columns", COLUMNS));
  }

  private List<Event> ofModel(Tenant tenant, String model, Instant from, Instant to) {
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

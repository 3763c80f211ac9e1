package io.plimsoll.server.anomaly;

import io.plimsoll.server.anomaly.Anomaly.Verdict;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Points as they were judged, the anomalies among them, and what people said of those. */
@ApplicationScoped
public class AnomalyStore {
  private static final String WITH_SERIES =
      """
      SELECT a.*, w.measure, w.subject, w.part FROM anomalies a JOIN watched_series w ON w.id = a.series_id
      """;

  private final Database database;

  public AnomalyStore(Database database) {
    this.database = database;
  }

  /** What narrows a list; null for anything. */
  record Filter(
      @Nullable Measure measure,
      @Nullable String subject,
      @Nullable String part,
      @Nullable Verdict verdict,
      Instant from,
      Instant to) {}

  /** The anomalies that reach into the range, latest first, from after {@code place}. */
  List<Anomaly> list(Tenant tenant, Filter filter, Place place, int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    WITH_SERIES
                        + """
                        WHERE (a.started_at, a.id) < (:before, CAST(:beforeId AS uuid))
                          AND a.started_at < :to AND a.ended_at > :from
                          AND (CAST(:measure AS text) IS NULL OR w.measure = :measure)
                          AND (CAST(:subject AS text) IS NULL OR w.subject = :subject)
                          AND (CAST(:part AS text) IS NULL OR w.part = :part)
                          AND (CAST(:verdict AS text) IS NULL OR a.verdict = :verdict)
                        ORDER BY a.started_at DESC, a.id DESC LIMIT :limit
                        """)
                .bind("before", place.startedAt())
                .bind("beforeId", place.id())
                .bind("from", filter.from())
                .bind("to", filter.to())
                .bind("measure", filter.measure() == null ? null : filter.measure().text())
                .bind("subject", filter.subject())
                .bind("part", filter.part())
                .bind("verdict", filter.verdict() == null ? null : filter.verdict().text())
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  Optional<Anomaly> find(Tenant tenant, UUID id) {
    return database.transact(tenant.scope(), handle -> find(handle, id));
  }

  private static Optional<Anomaly> find(Handle handle, UUID id) {
    return handle
        .createQuery(WITH_SERIES + " WHERE a.id = :id")
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** The points of a series in the range, oldest first. */
  List<JudgedPoint> points(Tenant tenant, UUID series, Instant from, Instant to) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM judged_points WHERE series_id = :series AND at >= :from AND at < :to ORDER BY at
                    """)
                .bind("series", series)
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> point(row))
                .list());
  }

  /** Notes what somebody says of an anomaly; the series is judged anew without what is expected. */
  Optional<Anomaly> tell(
      Tenant tenant, UUID id, Verdict verdict, @Nullable String comment, String by, Instant now) {
    return database.transact(
        tenant.scope(),
        handle -> {
          int changed =
              handle
                  .createUpdate(
                      """
                      UPDATE anomalies SET verdict = :verdict, comment = :comment, told_by = :by, told_at = :now
                      WHERE id = :id
                      """)
                  .bind("verdict", verdict.text())
                  .bind("comment", comment)
                  .bind("by", by)
                  .bind("now", now)
                  .bind("id", id)
                  .execute();
          if (changed == 0) {
            return Optional.empty();
          }
          Announcement.announce(handle, tenant.project(), WatchedSeriesStore.TOPICS);
          return find(handle, id);
        });
  }

  /** Forgets what was judged of a series, but not what people said. */
  static void forget(Handle handle, UUID series) {
    handle
        .createUpdate("DELETE FROM judged_points WHERE series_id = :series")
        .bind("series", series)
        .execute();
    handle
        .createUpdate("DELETE FROM anomalies WHERE series_id = :series AND verdict = 'open'")
        .bind("series", series)
        .execute();
  }

  private static Anomaly read(ResultSet row) throws SQLException {
    return new Anomaly(
        row.getObject("id", UUID.class),
        row.getObject("series_id", UUID.class),
        WatchedSeriesStore.name(row),
        new Episode(
            Columns.instant(row, "started_at"),
            Columns.instant(row, "ended_at"),
            row.getInt("side"),
            row.getInt("points"),
            Columns.instant(row, "worst_at"),
            row.getDouble("value"),
            row.getDouble("expected"),
            row.getDouble("lower"),
            row.getDouble("upper"),
            row.getDouble("score"),
            row.getString("method")),
        Verdict.parse(row.getString("verdict")),
        row.getString("comment"),
        row.getString("told_by"),
        Columns.instantOrNull(row, "told_at"));
  }

  private static JudgedPoint point(ResultSet row) throws SQLException {
    return new JudgedPoint(
        Columns.instant(row, "at"),
        row.getObject("value", Double.class),
        row.getObject("expected", Double.class),
        row.getObject("lower", Double.class),
        row.getObject("upper", Double.class),
        row.getDouble("score"),
        row.getInt("side"),
        row.getString("method"));
  }
}

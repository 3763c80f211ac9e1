package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Which anomalies of models go on at present; reads the tables of anomalies. */
@ApplicationScoped
public class AnomalyNewsStore {
  private final Database database;

  public AnomalyNewsStore(Database database) {
    this.database = database;
  }

  /** One anomaly that goes on. */
  record News(
      String model,
      String measure,
      Instant from,
      Instant to,
      int points,
      double value,
      double expected,
      double lower,
      double upper,
      double score,
      double threshold,
      String method) {}

  /**
   * Those that reach to the last bucket that was judged, and that somebody should hear of: more
   * than one bucket, or one that is twice as far off as it needs to be.
   */
  List<News> current(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT w.subject, w.measure, a.started_at, a.ended_at, a.points, a.value, a.expected, a.lower,
                           a.upper, a.score, a.method,
                           CAST(w.settings ->> 'threshold' AS double precision) AS threshold
                    FROM anomalies a JOIN watched_series w ON w.id = a.series_id
                    WHERE w.enabled AND w.alerts AND a.verdict <> 'expected' AND a.ended_at >= w.judged_until
                      AND w.measure IN ('traffic', 'error_rate', 'latency_p50', 'latency_p95', 'latency_p99')
                      AND (a.points > 1 OR abs(a.score) >= 2 * CAST(w.settings ->> 'threshold' AS double precision))
                    ORDER BY w.subject, abs(a.score) DESC
                    """)
                .map((row, context) -> read(row))
                .list());
  }

  private static News read(ResultSet row) throws SQLException {
    return new News(
        row.getString("subject"),
        row.getString("measure"),
        Columns.instant(row, "started_at"),
        Columns.instant(row, "ended_at"),
        row.getInt("points"),
        row.getDouble("value"),
        row.getDouble("expected"),
        row.getDouble("lower"),
        row.getDouble("upper"),
        row.getDouble("score"),
        row.getDouble("threshold"),
        row.getString("method"));
  }
}

package io.plimsoll.server.anomaly;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** How episodes become rows of anomalies, within the transaction that judged their points. */
final class EpisodeRow {
  /** For how long an anomaly that was called expected takes in what follows it. */
  private static final Duration EXPECTED_FOR = Duration.ofDays(1);

  private EpisodeRow() {}

  /** Makes the anomalies from {@code from} on what the points say. */
  static void renew(Handle handle, Tenant tenant, WatchedSeries series, Instant from) {
    Instant since = start(handle, series, from);
    List<JudgedPoint> odd =
        handle
            .createQuery(
                """
                SELECT at, value, expected, lower, upper, score, side, method FROM judged_points
                WHERE series_id = :series AND at >= :since AND side <> 0 ORDER BY at
                """)
            .bind("series", series.id())
            .bind("since", since)
            .map(
                (row, context) ->
                    new JudgedPoint(
                        Columns.instant(row, "at"),
                        row.getDouble("value"),
                        row.getDouble("expected"),
                        row.getDouble("lower"),
                        row.getDouble("upper"),
                        row.getDouble("score"),
                        row.getInt("side"),
                        row.getString("method")))
            .list();
    List<Episode> episodes = Episode.of(odd, series.step());
    handle
        .createUpdate(
            """
            DELETE FROM anomalies WHERE series_id = :series AND verdict = 'open' AND started_at >= :since
              AND started_at <> ALL (CAST(:starts AS timestamptz[]))
            """)
        .bind("series", series.id())
        .bind("since", since)
        .bindArray(
            "starts",
            String.class,
            episodes.stream().map(each -> each.startedAt().toString()).toList())
        .execute();
    for (Episode episode : episodes) {
      if (!joinExpected(handle, series, episode)) {
        write(handle, tenant, series, episode);
      }
    }
  }

  /** The start of the anomaly that may go on at {@code from}, or else that. */
  private static Instant start(Handle handle, WatchedSeries series, Instant from) {
    return handle
        .createQuery(
            """
            SELECT min(started_at) AS start FROM anomalies
            WHERE series_id = :series AND started_at < :from AND ended_at >= :reach
            """)
        .bind("series", series.id())
        .bind("from", from)
        .bind("reach", from.minus(series.step()))
        .map((row, context) -> Columns.instantOrNull(row, "start"))
        .findOne()
        .filter(found -> found.isBefore(from))
        .orElse(from);
  }

  private static boolean joinExpected(Handle handle, WatchedSeries series, Episode episode) {
    return handle
            .createUpdate(
                """
                UPDATE anomalies SET ended_at = greatest(ended_at, :end)
                WHERE series_id = :series AND verdict = 'expected' AND side = :side AND started_at <= :start
                  AND ended_at >= :reach AND :start < started_at + CAST(:longest AS interval)
                """)
            .bind("end", episode.endedAt())
            .bind("series", series.id())
            .bind("side", episode.side())
            .bind("start", episode.startedAt())
            .bind("reach", episode.startedAt().minus(series.step()))
            .bind("longest", EXPECTED_FOR.toString())
            .execute()
        > 0;
  }

  private static void write(Handle handle, Tenant tenant, WatchedSeries series, Episode episode) {
    handle
        .createUpdate(
            """
            INSERT INTO anomalies (project_id, series_id, started_at, ended_at, side, points, worst_at, value, expected,
                                   lower, upper, score, method)
            VALUES (:project, :series, :started, :ended, :side, :points, :worst, :value, :expected, :lower, :upper,
                    :score, :method)
            ON CONFLICT (series_id, started_at) DO UPDATE SET ended_at = excluded.ended_at, side = excluded.side,
              points = excluded.points, worst_at = excluded.worst_at, value = excluded.value,
              expected = excluded.expected, lower = excluded.lower, upper = excluded.upper, score = excluded.score,
              method = excluded.method
            """)
        .bind("project", tenant.project().value())
        .bind("series", series.id())
        .bind("started", episode.startedAt())
        .bind("ended", episode.endedAt())
        .bind("side", episode.side())
        .bind("points", episode.points())
        .bind("worst", episode.worstAt())
        .bind("value", episode.value())
        .bind("expected", episode.expected())
        .bind("lower", episode.lower())
        .bind("upper", episode.upper())
        .bind("score", episode.score())
        .bind("method", episode.method())
        .execute();
  }
}

package io.plimsoll.server.anomaly;

import io.plimsoll.server.anomaly.SeriesDetector.StoredPoint;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.anomaly.Detector;
import io.plimsoll.stats.anomaly.Judgement;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Judges the buckets of a series that are over, in one transaction and under the lock of the
 * series.
 *
 * <p>A detector is made anew each time: it takes in the four weeks of judged points before the day,
 * and goes over the day again, so that there is no state beside the points themselves. The last two
 * hours are read and judged again each time, because events may come late.
 */
@ApplicationScoped
public class JudgingStore {
  /** How long after its end a bucket is judged for the first time. */
  static final Duration SETTLING = Duration.ofMinutes(1);

  /** For how long what comes late still counts. */
  static final Duration LATE = Duration.ofHours(2);

  static final Duration REMEMBERED = Duration.ofDays(Detector.DAYS_REMEMBERED);

  private final Database database;

  public JudgingStore(Database database) {
    this.database = database;
  }

  /** The series with a bucket that is over and was not judged, the longest waiting first. */
  List<UUID> due(Tenant tenant, Instant now) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id FROM watched_series
                    WHERE enabled AND (judged_until IS NULL
                                       OR judged_until + make_interval(secs => step_seconds) <= :until)
                    ORDER BY judged_until NULLS FIRST
                    """)
                .bind("until", now.minus(SETTLING))
                .mapTo(UUID.class)
                .list());
  }

  /** Judges what is over of a series; how many buckets that were. */
  int judge(Tenant tenant, UUID id, Instant now) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM watched_series WHERE id = :id AND enabled FOR UPDATE SKIP"
                        + " LOCKED")
                .bind("id", id)
                .map((row, context) -> WatchedSeriesStore.read(row))
                .findOne()
                .map(series -> judge(handle, tenant, series, now))
                .orElse(0));
  }

  private static int judge(Handle handle, Tenant tenant, WatchedSeries series, Instant now) {
    Grid grid = new Grid(series.settings().step());
    Instant end = grid.floor(now.minus(SETTLING));
    Instant judged = series.judgedUntil();
    if (judged != null && !end.isAfter(judged)) {
      return 0;
    }
    Instant oldest = Grid.day(end.minus(REMEMBERED));
    Instant from =
        judged == null || judged.isBefore(oldest)
            ? SeriesValueStore.begin(handle, series.series(), oldest, end)
                .map(grid::floor)
                .orElse(end)
            : grid.floor(judged.minus(LATE));
    if (!from.isBefore(end)) {
      return 0;
    }
    Work work = new Work(handle, tenant, series, grid, from, end);
    work.run();
    return (int) (grid.bucket(end) - grid.bucket(from));
  }

  /** One series from {@code from} to {@code end}. */
  private record Work(
      Handle handle, Tenant tenant, WatchedSeries series, Grid grid, Instant from, Instant end) {

    void run() {
      Map<Long, SeriesValue> values =
          new HashMap<>(SeriesValueStore.read(handle, series.series(), grid, from, end));
      SeriesDetector detector =
          new SeriesDetector(series.series().measure(), series.settings(), expected());
      Instant day = Grid.day(from);
      List<StoredPoint> stored = stored(day.minus(REMEMBERED));
      // Before its first value a series is not silent: it is not there.
      long first =
          stored.isEmpty()
              ? values.keySet().stream().min(Long::compare).orElse(grid.bucket(end))
              : grid.bucket(from);
      for (StoredPoint point : stored) {
        if (point.at().isBefore(day)) {
          detector.remember(point);
        } else {
          long bucket = grid.bucket(point.at());
          first = Math.min(first, bucket);
          values.put(bucket, point.value());
        }
      }
      boolean hasPast = !stored.isEmpty() && stored.getFirst().at().isBefore(day);
      List<Judgement> judgements = new ArrayList<>();
      for (long bucket = hasPast ? grid.bucket(day) : first; bucket < grid.bucket(end); bucket++) {
        Judgement judgement = detector.judge(bucket, values);
        if (bucket >= grid.bucket(from)) {
          judgements.add(judgement);
        }
      }
      write(judgements, values);
      EpisodeRow.renew(handle, tenant, series, from);
      move(JudgingPlan.of(detector.plan(), grid));
    }

    /** What was judged before, up to what is judged now. */
    private List<StoredPoint> stored(Instant since) {
      return handle
          .createQuery(
              """
              SELECT at, value, weight, side FROM judged_points
              WHERE series_id = :series AND at >= :since AND at < :from AND value IS NOT NULL ORDER BY at
              """)
          .bind("series", series.id())
          .bind("since", since)
          .bind("from", from)
          .map((row, context) -> storedPoint(row))
          .list();
    }

    private List<Interval> expected() {
      return handle
          .createQuery(
              """
              SELECT started_at, ended_at FROM anomalies
              WHERE series_id = :series AND verdict = 'expected' AND ended_at > :since
              """)
          .bind("series", series.id())
          .bind("since", from.minus(REMEMBERED).minus(REMEMBERED))
          .map(
              (row, context) ->
                  new Interval(
                      Columns.instant(row, "started_at"), Columns.instant(row, "ended_at")))
          .list();
    }

    private void write(List<Judgement> judgements, Map<Long, SeriesValue> values) {
      PreparedBatch batch =
          handle.prepareBatch(
              """
              INSERT INTO judged_points (project_id, series_id, at, value, weight, expected, lower, upper, score, side,
                                         method)
              VALUES (:project, :series, :at, :value, :weight, :expected, :lower, :upper, :score, :side, :method)
              ON CONFLICT (series_id, at) DO UPDATE SET value = excluded.value, weight = excluded.weight,
                expected = excluded.expected, lower = excluded.lower, upper = excluded.upper, score = excluded.score,
                side = excluded.side, method = excluded.method
              """);
      for (Judgement judgement : judgements) {
        // A bucket without a value tells nothing that its absence does not.
        if (Double.isNaN(judgement.value())) {
          continue;
        }
        JudgedPoint point = JudgedPoint.of(judgement, grid);
        SeriesValue value = values.get(judgement.bucket());
        batch
            .bind("project", tenant.project().value())
            .bind("series", series.id())
            .bind("at", point.at())
            .bind("value", point.value())
            .bind("weight", value == null ? 1 : value.weight())
            .bind("expected", point.expected())
            .bind("lower", point.lower())
            .bind("upper", point.upper())
            .bind("score", point.score())
            .bind("side", point.side())
            .bind("method", point.method())
            .add();
      }
      if (batch.size() > 0) {
        batch.execute();
      }
    }

    private void move(JudgingPlan plan) {
      handle
          .createUpdate(
              "UPDATE watched_series SET judged_until = :end, plan = CAST(:plan AS json) WHERE id ="
                  + " :id")
          .bind("end", end)
          .bind("plan", Columns.json(plan))
          .bind("id", series.id())
          .execute();
      Announcement.announce(handle, tenant.project(), WatchedSeriesStore.TOPICS);
    }

    private static StoredPoint storedPoint(ResultSet row) throws SQLException {
      return new StoredPoint(
          Columns.instant(row, "at"),
          new SeriesValue(row.getDouble("value"), row.getDouble("weight")),
          row.getInt("side"));
    }
  }

  /** When people said that what looked odd was not. */
  List<Interval> expected(Tenant tenant, SeriesName series, Instant since) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT a.started_at, a.ended_at FROM anomalies a JOIN watched_series w ON w.id = a.series_id
                    WHERE w.measure = :measure AND w.subject = :subject AND w.part = :part
                      AND a.verdict = 'expected' AND a.ended_at > :since
                    """)
                .bind("measure", series.measure().text())
                .bind("subject", series.subject())
                .bind("part", series.part())
                .bind("since", since)
                .map(
                    (row, context) ->
                        new Interval(
                            Columns.instant(row, "started_at"), Columns.instant(row, "ended_at")))
                .list());
  }
}

package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads the measures that applications sent of their own. */
@ApplicationScoped
public class MetricStore {
  private static final int MOST_SERIES = 500;
  private static final int FETCH_SIZE = 500;

  private final Database database;

  public MetricStore(Database database) {
    this.database = database;
  }

  /** The series that had values in the range, by name; the first 500. */
  List<Metric> metrics(Tenant tenant, TimeRange range, Step step) {
    return database.transact(
        tenant.scope(),
        handle -> {
          List<Series> series =
              handle
                  .createQuery(
                      """
                      SELECT s.id, s.name, s.kind, s.tags::text AS tags FROM series s
                      WHERE s.kind <> 'builtin' AND EXISTS (
                        SELECT FROM rollups r
                        WHERE r.series_id = s.id AND r.minute >= :from AND r.minute < :to)
                      ORDER BY s.name, s.id LIMIT :most
                      """)
                  .bind("from", range.from())
                  .bind("to", range.to())
                  .bind("most", MOST_SERIES)
                  .map((row, context) -> series(row))
                  .list();
          Map<Long, List<Summary>> summaries =
              handle
                  .createQuery(
                      """
                      SELECT r.series_id, date_bin(CAST(:step AS interval), r.minute,
                                                   TIMESTAMPTZ '1970-01-01 00:00:00+00') AS at,
                             sum(r.count) AS count, sum(r.sum) AS sum, min(r.min) AS min, max(r.max) AS max,
                             (array_agg(r.sum / r.count ORDER BY r.minute DESC))[1] AS last
                      FROM unnest(:ids) wanted(id) JOIN rollups r ON r.series_id = wanted.id
                      WHERE r.minute >= :from AND r.minute < :to AND r.count > 0
                      GROUP BY 1, 2 ORDER BY 1, 2
                      """)
                  .bind("step", step.name())
                  .bindArray("ids", Long.class, series.stream().map(Series::id).toList())
                  .bind("from", range.from())
                  .bind("to", range.to())
                  .map((row, context) -> Summary.read(row))
                  .collect(Collectors.groupingBy(Summary::seriesId));
          return series.stream()
              .map(each -> each.metric(summaries.getOrDefault(each.id(), List.of())))
              .toList();
        });
  }

  /** The values of one series, oldest first; empty if the project has no such series. */
  Optional<List<Point>> points(Tenant tenant, long seriesId, TimeRange range, Step step) {
    return database.transact(
        tenant.scope(),
        handle -> {
          boolean exists =
              handle
                  .createQuery(
                      "SELECT EXISTS (SELECT FROM series WHERE id = :id AND kind <> 'builtin')")
                  .bind("id", seriesId)
                  .mapTo(Boolean.class)
                  .one();
          if (!exists) {
            return Optional.empty();
          }
          Map<Instant, NumericProfile> buckets = new TreeMap<>();
          handle
              .createQuery(
                  """
                  SELECT minute, sketch FROM rollups
                  WHERE series_id = :id AND minute >= :from AND minute < :to
                  """)
              .bind("id", seriesId)
              .bind("from", range.from())
              .bind("to", range.to())
              .setFetchSize(FETCH_SIZE)
              .map(
                  (row, context) ->
                      Map.entry(
                          step.floor(Columns.instant(row, "minute")),
                          NumericProfile.fromBytes(row.getBytes("sketch"))))
              .forEach(
                  minute ->
                      buckets
                          .computeIfAbsent(minute.getKey(), start -> new NumericProfile())
                          .merge(minute.getValue()));
          return Optional.of(
              buckets.entrySet().stream()
                  .filter(each -> each.getValue().count() > 0)
                  .map(each -> Point.of(each.getKey(), each.getValue()))
                  .toList());
        });
  }

  private Series series(ResultSet row) throws SQLException {
    return new Series(
        row.getLong("id"),
        row.getString("name"),
        Metric.Kind.parse(row.getString("kind")),
        Tags.read(row));
  }

  /**
   * One series in the window.
   *
   * @param sum what a counter counted
   * @param last the mean of the newest minute with values
   */
  public record Metric(
      long seriesId,
      String name,
      Map<String, String> tags,
      Kind kind,
      long count,
      double sum,
      @Nullable Double mean,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double last,
      List<SparklinePoint> sparkline) {
    public Metric {
      tags = Map.copyOf(tags);
      sparkline = List.copyOf(sparkline);
    }

    /** What a value of the series says. */
    @Schema(name = "MetricKind")
    public enum Kind {
      /** How much more it has become. */
      COUNTER,
      /** What it is now. */
      GAUGE,
      /** One of many values, of which the distribution matters. */
      DISTRIBUTION;

      @JsonValue
      public String text() {
        return name().toLowerCase(Locale.ROOT);
      }

      /** Reads what {@link #text} wrote. */
      static Kind parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
      }
    }
  }

  /** One point of a sparkline: the mean of a bucket, or the sum for a counter. */
  @Schema(name = "MetricSparklinePoint")
  public record SparklinePoint(Instant at, double value) {}

  /** The values of one bucket. */
  @Schema(name = "MetricPoint")
  public record Point(
      Instant at,
      long count,
      double sum,
      double mean,
      double min,
      double max,
      double p50,
      double p95,
      double p99) {
    static Point of(Instant at, NumericProfile values) {
      return new Point(
          at,
          values.count(),
          values.sum(),
          values.mean(),
          values.min(),
          values.max(),
          values.quantile(0.50),
          values.quantile(0.95),
          values.quantile(0.99));
    }
  }

  private record Series(long id, String name, Metric.Kind kind, Map<String, String> tags) {
    Metric metric(List<Summary> buckets) {
      long count = buckets.stream().mapToLong(Summary::count).sum();
      double sum = buckets.stream().mapToDouble(Summary::sum).sum();
      return new Metric(
          id,
          name,
          tags,
          kind,
          count,
          sum,
          count == 0 ? null : sum / count,
          count == 0 ? null : buckets.stream().mapToDouble(Summary::min).min().getAsDouble(),
          count == 0 ? null : buckets.stream().mapToDouble(Summary::max).max().getAsDouble(),
          count == 0 ? null : buckets.getLast().last(),
          buckets.stream().map(bucket -> new SparklinePoint(bucket.at(), shown(bucket))).toList());
    }

    private double shown(Summary bucket) {
      return switch (kind) {
        case COUNTER -> bucket.sum();
        case GAUGE, DISTRIBUTION -> bucket.sum() / bucket.count();
      };
    }
  }

  private record Summary(
      long seriesId, Instant at, long count, double sum, double min, double max, double last) {
    static Summary read(ResultSet row) throws SQLException {
      return new Summary(
          row.getLong("series_id"),
          Columns.instant(row, "at"),
          row.getLong("count"),
          row.getDouble("sum"),
          row.getDouble("min"),
          row.getDouble("max"),
          row.getDouble("last"));
    }
  }
}

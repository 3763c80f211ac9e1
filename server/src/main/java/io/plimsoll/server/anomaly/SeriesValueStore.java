package io.plimsoll.server.anomaly;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads the values of a series from the rollups that the pipeline keeps. */
@ApplicationScoped
public class SeriesValueStore {
  private static final int FETCH_SIZE = 500;
  private static final double HALF = 0.5;
  private static final double HIGH = 0.95;
  private static final double HIGHEST = 0.99;

  private static final String CHOSEN =
      """
      FROM series s JOIN rollups r ON r.series_id = s.id
      WHERE r.minute >= :from AND r.minute < :to AND r.count > 0
      """;

  private static final String ONE = " AND s.id = :id ";
  private static final String BUILT_IN =
      " AND s.kind = 'builtin' AND s.name = :name AND s.tags @> CAST(:tags AS jsonb) ";

  private final Database database;

  public SeriesValueStore(Database database) {
    this.database = database;
  }

  /** The values of the buckets that start in the range and have one. */
  Map<Long, SeriesValue> values(
      Tenant tenant, SeriesName series, Grid grid, Instant from, Instant to) {
    return database.transact(tenant.scope(), handle -> read(handle, series, grid, from, to));
  }

  /** When the first of its rollups begins, if there is any. */
  Optional<Instant> begin(Tenant tenant, SeriesName series, Instant from, Instant to) {
    return database.transact(tenant.scope(), handle -> begin(handle, series, from, to));
  }

  static Optional<Instant> begin(Handle handle, SeriesName series, Instant from, Instant to) {
    return select(handle, "SELECT min(r.minute) AS first ", "", Rollups.of(series), from, to)
        .map((row, context) -> Optional.ofNullable(Columns.instantOrNull(row, "first")))
        .one();
  }

  /** As {@link #values}, in a transaction that is under way. */
  static Map<Long, SeriesValue> read(
      Handle handle, SeriesName series, Grid grid, Instant from, Instant to) {
    Rollups rollups = Rollups.of(series);
    return switch (series.measure()) {
      case TRAFFIC, METRIC_COUNT -> counts(handle, rollups, grid, from, to);
      case METRIC_SUM, STAGE_RECORDS_IN, STAGE_RECORDS_OUT ->
          sums(handle, rollups, grid, from, to, false);
      case METRIC_MEAN, STAGE_DURATION -> sums(handle, rollups, grid, from, to, true);
      case ERROR_RATE ->
          shares(
              counts(handle, rollups.named("prediction.errors"), grid, from, to),
              counts(handle, rollups, grid, from, to));
      case STAGE_FAILURES ->
          shares(
              counts(handle, rollups.tagged("status", "failed"), grid, from, to),
              counts(handle, rollups, grid, from, to));
      case LATENCY_P50 -> quantiles(handle, rollups, grid, from, to, HALF);
      case LATENCY_P95 -> quantiles(handle, rollups, grid, from, to, HIGH);
      case LATENCY_P99 -> quantiles(handle, rollups, grid, from, to, HIGHEST);
      case METRIC_P95 -> quantiles(handle, rollups, grid, from, to, HIGH);
    };
  }

  private static Map<Long, SeriesValue> counts(
      Handle handle, Rollups rollups, Grid grid, Instant from, Instant to) {
    Map<Long, SeriesValue> values = new TreeMap<>();
    aggregates(handle, rollups, grid, from, to)
        .map(
            (row, context) ->
                Map.entry(row.getLong("bucket"), new SeriesValue(row.getLong("count"), 1)))
        .forEach(each -> values.put(each.getKey(), each.getValue()));
    return values;
  }

  private static Map<Long, SeriesValue> sums(
      Handle handle, Rollups rollups, Grid grid, Instant from, Instant to, boolean isMean) {
    Map<Long, SeriesValue> values = new TreeMap<>();
    aggregates(handle, rollups, grid, from, to)
        .map(
            (row, context) ->
                Map.entry(
                    row.getLong("bucket"),
                    new SeriesValue(
                        isMean ? row.getDouble("sum") / row.getLong("count") : row.getDouble("sum"),
                        1)))
        .forEach(each -> values.put(each.getKey(), each.getValue()));
    values.values().removeIf(each -> !Double.isFinite(each.value()));
    return values;
  }

  private static Map<Long, SeriesValue> shares(
      Map<Long, SeriesValue> parts, Map<Long, SeriesValue> wholes) {
    Map<Long, SeriesValue> shares = new TreeMap<>();
    wholes.forEach(
        (bucket, whole) -> {
          if (whole.value() >= Measure.LEAST_TRIALS) {
            SeriesValue part = parts.get(bucket);
            double share = part == null ? 0 : Math.min(1, part.value() / whole.value());
            shares.put(bucket, new SeriesValue(share, whole.value()));
          }
        });
    return shares;
  }

  private static Map<Long, SeriesValue> quantiles(
      Handle handle, Rollups rollups, Grid grid, Instant from, Instant to, double share) {
    Map<Long, NumericProfile> sketches = new TreeMap<>();
    select(handle, "SELECT r.minute, r.sketch ", "", rollups, from, to)
        .setFetchSize(FETCH_SIZE)
        .map(
            (row, context) ->
                Map.entry(
                    grid.bucket(Columns.instant(row, "minute")),
                    NumericProfile.fromBytes(row.getBytes("sketch"))))
        .forEach(
            minute ->
                sketches
                    .computeIfAbsent(minute.getKey(), bucket -> new NumericProfile())
                    .merge(minute.getValue()));
    Map<Long, SeriesValue> values = new TreeMap<>();
    sketches.forEach(
        (bucket, sketch) -> {
          double quantile = sketch.quantile(share);
          if (sketch.count() >= Measure.LEAST_TRIALS && Double.isFinite(quantile)) {
            values.put(bucket, new SeriesValue(quantile, 1));
          }
        });
    return values;
  }

  private static Query aggregates(
      Handle handle, Rollups rollups, Grid grid, Instant from, Instant to) {
    String select =
        """
        SELECT floor(extract(epoch FROM r.minute) / :step)::bigint AS bucket,
               sum(r.count) AS count, sum(r.sum) AS sum
        """;
    return select(handle, select, " GROUP BY 1", rollups, from, to)
        .bind("step", grid.stepSeconds());
  }

  private static Query select(
      Handle handle, String what, String then, Rollups rollups, Instant from, Instant to) {
    Long id = rollups.id();
    // Two statements, because one with an "or" would read every series of the project.
    Query query = handle.createQuery(what + CHOSEN + (id == null ? BUILT_IN : ONE) + then);
    if (id == null) {
      query.bind("name", rollups.name()).bind("tags", Columns.json(rollups.tags()));
    } else {
      query.bind("id", id);
    }
    return query.bind("from", from).bind("to", to);
  }

  /** Which rollups a series is made of: of one series by its id, or of several by name and tags. */
  private record Rollups(@Nullable Long id, String name, Map<String, String> tags) {
    static Rollups of(SeriesName series) {
      return switch (series.measure().of()) {
        case METRIC -> new Rollups(Long.valueOf(series.subject()), "", Map.of());
        case MODEL -> new Rollups(null, builtIn(series), Map.of("model", series.subject()));
        case STAGE ->
            new Rollups(
                null,
                builtIn(series),
                Map.of("pipeline", series.subject(), "stage", series.part()));
      };
    }

    private static String builtIn(SeriesName series) {
      return switch (series.measure()) {
        case TRAFFIC, ERROR_RATE -> "prediction.rows";
        case LATENCY_P50, LATENCY_P95, LATENCY_P99 -> "prediction.latency_ms";
        case STAGE_DURATION, STAGE_FAILURES -> "stage.duration_ms";
        case STAGE_RECORDS_IN -> "stage.records_in";
        case STAGE_RECORDS_OUT -> "stage.records_out";
        case METRIC_MEAN, METRIC_P95, METRIC_SUM, METRIC_COUNT -> "";
      };
    }

    Rollups named(String other) {
      return new Rollups(id, other, tags);
    }

    Rollups tagged(String tag, String value) {
      Map<String, String> more = new TreeMap<>(tags);
      more.put(tag, value);
      return new Rollups(id, name, more);
    }
  }
}

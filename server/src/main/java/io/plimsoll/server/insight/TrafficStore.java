package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads requests, errors and latency of models from the rollups that the pipeline keeps. */
@ApplicationScoped
public class TrafficStore {
  private static final String ROWS = "prediction.rows";
  private static final String ERRORS = "prediction.errors";
  private static final String LATENCY = "prediction.latency_ms";
  private static final int FETCH_SIZE = 500;

  /** The rollups of one kind of series in a range, in buckets of one step. */
  private static final String BUCKETS =
      """
      FROM series s JOIN rollups r ON r.series_id = s.id
      WHERE s.name = :name AND s.kind = 'builtin' AND r.minute >= :from AND r.minute < :to
        AND (CAST(:model AS text) IS NULL OR s.tags ->> 'model' = :model)
        AND (CAST(:version AS text) IS NULL OR s.tags ->> 'version' = :version)
      """;

  private static final String START =
      "date_bin(CAST(:step AS interval), r.minute, TIMESTAMPTZ '1970-01-01 00:00:00+00')";

  private final Database database;

  public TrafficStore(Database database) {
    this.database = database;
  }

  /** Requests and errors in every bucket that has any, of every model or of one. */
  Map<Bucket, Counts> counts(Tenant tenant, Selection selection, Step step) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<Bucket, Counts> counts = new HashMap<>();
          sums(handle, ROWS, selection, step)
              .forEach(sum -> counts.merge(sum.bucket(), sum.asRequests(), Counts::plus));
          sums(handle, ERRORS, selection, step)
              .forEach(sum -> counts.merge(sum.bucket(), sum.asErrors(), Counts::plus));
          return counts;
        });
  }

  /** The latencies of successful calls in every bucket that has any, of every model or of one. */
  Map<Bucket, NumericProfile> latencies(Tenant tenant, Selection selection, Step step) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<Bucket, NumericProfile> latencies = new HashMap<>();
          bind(
                  handle,
                  "SELECT s.tags ->> 'model' AS model, " + START + " AS at, r.sketch " + BUCKETS,
                  LATENCY,
                  selection,
                  step)
              .setFetchSize(FETCH_SIZE)
              .map((row, context) -> new Sketch(Bucket.read(row), row.getBytes("sketch")))
              .forEach(sketch -> sketch.addTo(latencies));
          return latencies;
        });
  }

  /** The models that ever sent a prediction, with the version that did so last. */
  Map<String, LastSeen> lastSeen(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<String, LastSeen> byModel = new HashMap<>();
          // One step back in the primary key per series; the sum over a model's versions is small.
          handle
              .createQuery(
                  """
                  SELECT s.tags ->> 'model' AS model, s.tags ->> 'version' AS version, last.minute AS at
                  FROM series s
                  JOIN LATERAL (SELECT minute FROM rollups r WHERE r.series_id = s.id
                                ORDER BY minute DESC LIMIT 1) last ON true
                  WHERE s.name = :name AND s.kind = 'builtin' ORDER BY last.minute, s.id
                  """)
              .bind("name", ROWS)
              .map((row, context) -> LastSeen.read(row))
              .forEach(seen -> byModel.put(seen.model(), seen));
          return byModel;
        });
  }

  private static List<Sum> sums(Handle handle, String name, Selection selection, Step step) {
    String select =
        "SELECT s.tags ->> 'model' AS model, "
            + START
            + " AS at, sum(r.count) AS count, sum(r.sum) AS sum "
            + BUCKETS
            + " GROUP BY 1, 2";
    return bind(handle, select, name, selection, step).map((row, context) -> Sum.read(row)).list();
  }

  private static Query bind(
      Handle handle, String statement, String name, Selection selection, Step step) {
    return handle
        .createQuery(statement)
        .bind("name", name)
        .bind("step", step.name())
        .bind("from", selection.range().from())
        .bind("to", selection.range().to())
        .bind("model", selection.model())
        .bind("version", selection.version());
  }

  /** Which predictions are counted; without a model those of all, without a version of each. */
  record Selection(TimeRange range, @Nullable String model, @Nullable String version) {}

  /** One model's share of one bucket. */
  record Bucket(String model, Instant at) {
    static Bucket read(ResultSet row) throws SQLException {
      return new Bucket(row.getString("model"), Columns.instant(row, "at"));
    }
  }

  /** What was counted in one bucket. */
  record Counts(long requests, long errors, long rows) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(requests + other.requests, errors + other.errors, rows + other.rows);
    }

    double errorRate() {
      return requests == 0 ? 0 : (double) errors / requests;
    }
  }

  /** The last minute in which a model was asked, and the version that answered. */
  record LastSeen(String model, String version, Instant at) {
    static LastSeen read(ResultSet row) throws SQLException {
      return new LastSeen(
          row.getString("model"), row.getString("version"), Columns.instant(row, "at"));
    }
  }

  private record Sum(Bucket bucket, long count, double sum) {
    static Sum read(ResultSet row) throws SQLException {
      return new Sum(Bucket.read(row), row.getLong("count"), row.getDouble("sum"));
    }

    Counts asRequests() {
      return new Counts(count, 0, Math.round(sum));
    }

    Counts asErrors() {
      return new Counts(0, count, 0);
    }
  }

  private record Sketch(Bucket bucket, byte[] bytes) {
    void addTo(Map<Bucket, NumericProfile> latencies) {
      NumericProfile minute = NumericProfile.fromBytes(bytes);
      NumericProfile known = latencies.putIfAbsent(bucket, minute);
      if (known != null) {
        known.merge(minute);
      }
    }
  }
}

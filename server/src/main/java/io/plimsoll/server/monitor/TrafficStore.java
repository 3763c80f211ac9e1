package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.Circumstances.Failure;
import io.plimsoll.server.monitor.rules.Window;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a version's traffic looked like: rows, failures and latencies of a stretch of time. Reads
 * what the pipeline has rolled up.
 */
@ApplicationScoped
public class TrafficStore {
  /** How many of the project's latest events are searched for failures. */
  private static final int SEARCHED = 10_000;

  private static final int KINDS = 3;

  private final Database database;

  public TrafficStore(Database database) {
    this.database = database;
  }

  /** The series that the pipeline keeps of every version. */
  enum Series {
    ROWS("prediction.rows"),
    ERRORS("prediction.errors"),
    LATENCY("prediction.latency_ms");

    private final String text;

    Series(String text) {
      this.text = text;
    }
  }

  /** How often something happened in each minute that has any. */
  NavigableMap<Instant, Long> counts(Tenant tenant, Watched watched, Series series, Instant since) {
    return database.transact(
        tenant.scope(),
        handle -> {
          NavigableMap<Instant, Long> counts = new TreeMap<>();
          handle
              .createQuery(
                  """
                  SELECT r.minute, r.count FROM rollups r JOIN series s ON s.id = r.series_id
                  WHERE s.name = :series AND s.tags->>'model' = :model
                    AND coalesce(s.tags->>'version', '') = :version AND r.minute >= :since
                  """)
              .bind("series", series.text)
              .bind("model", watched.model())
              .bind("version", watched.version())
              .bind("since", since)
              .map(
                  (row, context) -> Map.entry(Columns.instant(row, "minute"), row.getLong("count")))
              .forEach(each -> counts.merge(each.getKey(), each.getValue(), Long::sum));
          return counts;
        });
  }

  /** The latencies of successful requests since a minute. */
  NumericProfile latencies(Tenant tenant, Watched watched, Instant since) {
    return sketches(tenant, watched, "r.minute >= :since", since, Long.MAX_VALUE);
  }

  /** The latencies of the version's first minutes before {@code now}, until they hold enough. */
  NumericProfile firstLatencies(Tenant tenant, Watched watched, Instant now, long enough) {
    // The current minute is still being written.
    return sketches(
        tenant, watched, "r.minute < :since", now.truncatedTo(ChronoUnit.MINUTES), enough);
  }

  private NumericProfile sketches(
      Tenant tenant, Watched watched, String condition, Instant since, long enough) {
    return database.transact(
        tenant.scope(),
        handle -> {
          NumericProfile all = new NumericProfile();
          try (Stream<byte[]> sketches =
              handle
                  .createQuery(
                      """
                      SELECT r.sketch FROM rollups r JOIN series s ON s.id = r.series_id
                      WHERE s.name = :series AND s.tags->>'model' = :model
                        AND coalesce(s.tags->>'version', '') = :version AND %s
                      ORDER BY r.minute LIMIT 1440
                      """
                          .formatted(condition))
                  .bind("series", Series.LATENCY.text)
                  .bind("model", watched.model())
                  .bind("version", watched.version())
                  .bind("since", since)
                  .setFetchSize(100)
                  .mapTo(byte[].class)
                  .stream()) {
            sketches
                .filter(sketch -> sketch.length > 0)
                .takeWhile(sketch -> all.count() < enough)
                .forEach(sketch -> all.merge(NumericProfile.fromBytes(sketch)));
          }
          return all;
        });
  }

  /** The commonest kinds of the latest failures, most frequent first. */
  List<Failure> failures(Tenant tenant, Watched watched, Window window) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT coalesce(error_kind, 'error') AS kind, max(coalesce(error_message, '')) AS message,
                           count(*) AS failures
                    FROM (SELECT model, version, error_kind, error_message FROM predictions
                          WHERE project_id = :project AND occurred_at >= :from AND occurred_at <= :to
                            AND shadow_of IS NULL AND environment IS NULL
                          ORDER BY occurred_at DESC LIMIT :searched) latest
                    WHERE model = :model AND version = :version AND error_kind <> 'cancelled'
                    GROUP BY 1 ORDER BY 3 DESC LIMIT :kinds
                    """)
                .bind("project", tenant.project().value())
                .bind("from", window.from())
                .bind("to", window.to())
                .bind("searched", SEARCHED)
                .bind("model", watched.model())
                .bind("version", watched.version())
                .bind("kinds", KINDS)
                .map(
                    (row, context) ->
                        new Failure(
                            row.getString("kind"),
                            row.getString("message"),
                            row.getLong("failures")))
                .list());
  }
}

package io.plimsoll.server.monitor;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.monitor.rules.Circumstances.Failure;
import io.plimsoll.server.monitor.rules.DriftRule;
import io.plimsoll.server.monitor.rules.Subject;
import io.plimsoll.server.monitor.rules.TypedProfiles;
import io.plimsoll.server.monitor.rules.Window;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a version's traffic looked like: rows, failures, latencies and values of a stretch of time.
 * Reads what the pipeline has rolled up, and the baselines of the registry.
 */
@ApplicationScoped
public class TrafficStore {
  /** Profiles older than this may have been merged into the minute that begins their hour. */
  private static final Duration COMPACTED = Duration.ofHours(3);

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

  /** The values of each feature and output in the window, those of all its minutes merged. */
  Map<Subject, Profile> profiles(Tenant tenant, Watched watched, Window window) {
    Instant from =
        window.from().isBefore(window.to().minus(COMPACTED))
            ? window.from().truncatedTo(ChronoUnit.HOURS)
            : window.from();
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<Subject, Profile> merged = new HashMap<>();
          try (Stream<Map.Entry<Subject, Profile>> rows =
              handle
                  .createQuery(
                      """
                      SELECT role, name, profile FROM profiles
                      WHERE project_id = :project AND model = :model AND version = :version AND minute >= :from
                      """)
                  .bind("project", tenant.project().value())
                  .bind("model", watched.model())
                  .bind("version", watched.version())
                  .bind("from", from)
                  .setFetchSize(500)
                  .map((row, context) -> profile(row))
                  .stream()) {
            rows.forEach(row -> merged.merge(row.getKey(), row.getValue(), TypedProfiles::merge));
          }
          return merged;
        });
  }

  /** What a version is compared with; its profiles are those of its training or test data. */
  DriftRule.Baseline baseline(Tenant tenant, UUID versionId) {
    return database.transact(
        tenant.scope(),
        handle -> {
          List<StoredBaseline> rows =
              handle
                  .createQuery(
                      "SELECT role, name, profile, source, row_count FROM baselines WHERE version_id = :id")
                  .bind("id", versionId)
                  .map((row, context) -> StoredBaseline.read(row))
                  .list();
          if (rows.isEmpty()) {
            return DriftRule.Baseline.NONE;
          }
          Map<Subject, Profile> profiles = new HashMap<>();
          rows.forEach(row -> profiles.put(row.profile().getKey(), row.profile().getValue()));
          return new DriftRule.Baseline(
              rows.getFirst().source(), rows.getFirst().rowCount(), profiles);
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

  private static Map.Entry<Subject, Profile> profile(ResultSet row) throws SQLException {
    Subject.Role role = Subject.Role.parse(row.getString("role"));
    return Map.entry(
        new Subject(role, row.getString("name")), Profile.fromBytes(row.getBytes("profile")));
  }

  private record StoredBaseline(Map.Entry<Subject, Profile> profile, String source, long rowCount) {
    static StoredBaseline read(ResultSet row) throws SQLException {
      return new StoredBaseline(
          TrafficStore.profile(row), row.getString("source"), row.getLong("row_count"));
    }
  }
}

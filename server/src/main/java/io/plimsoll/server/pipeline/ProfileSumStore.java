package io.plimsoll.server.pipeline;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Sums of profiles over hours, quarters of a day, days and weeks, beside the profiles themselves:
 * what makes a window of any length a matter of some thirty buckets. A sum is never stale. Whoever
 * adds to a profile takes the spans that hold it back in the same transaction, under the project's
 * lock, under which they are also made.
 */
@ApplicationScoped
public class ProfileSumStore {
  /** Stragglers of an hour that has just ended are waited for, lest its sum is made twice. */
  private static final Duration SETTLING = Duration.ofMinutes(2);

  /** Weeks begin on Mondays. */
  private static final Instant ORIGIN = Instant.parse("1970-01-05T00:00:00Z");

  private final Database database;
  private final InstantSource clock;

  public ProfileSumStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How long a span is, and of which spans it is summed; the short ones are of profiles. */
  private enum Length {
    HOUR(1, null),
    QUARTER(6, null),
    DAY(24, QUARTER),
    WEEK(168, DAY);

    private final int hours;
    private final @Nullable Length parts;

    Length(int hours, @Nullable Length parts) {
      this.hours = hours;
      this.parts = parts;
    }

    /** The latest start of a span at or before {@code at}. */
    Instant startAt(Instant at) {
      long past = Duration.between(ORIGIN, at).toHours();
      return ORIGIN.plus(Math.floorDiv(past, hours) * (long) hours, ChronoUnit.HOURS);
    }
  }

  private record Span(String model, String version, Instant start, Length length) {
    Instant end() {
      return start.plus(length.hours, ChronoUnit.HOURS);
    }
  }

  private record Column(long part, String role, String name) {}

  /** Makes the sums that are missing; returns how many spans that were. */
  public int sum(Tenant tenant) {
    Instant now = clock.instant();
    Instant byHour = ProfileGrain.hoursBefore(now);
    int made = 0;
    for (Length length : Length.values()) {
      boolean isHour = length == Length.HOUR;
      // Hours are summed only while they are kept by the minute.
      Instant from = isHour ? byHour : Instant.EPOCH;
      Instant to = length.startAt(isHour ? now.minus(SETTLING) : byHour);
      for (Span span : missing(tenant, length, from, to)) {
        made += database.transact(tenant.scope(), handle -> sum(handle, tenant, span)) ? 1 : 0;
      }
    }
    database.run(tenant.scope(), handle -> dropHours(handle, tenant, byHour));
    return made;
  }

  private List<Span> missing(Tenant tenant, Length length, Instant from, Instant to) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    -- From one version to the next by the index, instead of over all profiles.
                    WITH RECURSIVE v AS (
                      (SELECT model, version FROM profiles WHERE project_id = :project
                       ORDER BY model, version LIMIT 1)
                      UNION ALL
                      SELECT next.model, next.version
                      FROM v CROSS JOIN LATERAL (
                        SELECT p.model, p.version FROM profiles p
                        WHERE p.project_id = :project AND (p.model, p.version) > (v.model, v.version)
                        ORDER BY p.model, p.version LIMIT 1) next)
                    SELECT v.model, v.version, b.start
                    FROM v
                    CROSS JOIN LATERAL (SELECT p.minute FROM profiles p
                                        WHERE p.project_id = :project AND p.model = v.model
                                          AND p.version = v.version
                                        ORDER BY p.minute LIMIT 1) f
                    CROSS JOIN LATERAL generate_series(
                      date_bin(make_interval(hours => :hours), greatest(f.minute, CAST(:from AS timestamptz)),
                               CAST(:origin AS timestamptz)),
                      CAST(:to AS timestamptz) - make_interval(hours => :hours),
                      make_interval(hours => :hours)) AS b (start)
                    WHERE NOT EXISTS (SELECT FROM profile_spans s
                                      WHERE s.project_id = :project AND s.model = v.model AND s.version = v.version
                                        AND s.start = b.start AND s.hours = :hours)
                      AND EXISTS (SELECT FROM profiles p
                                  WHERE p.project_id = :project AND p.model = v.model AND p.version = v.version
                                    AND p.minute >= b.start
                                    AND p.minute < b.start + make_interval(hours => :hours))
                    ORDER BY v.model, v.version, b.start
                    """)
                .bind("project", tenant.project().value())
                .bind("hours", length.hours)
                .bind("origin", ORIGIN)
                .bind("from", from)
                .bind("to", to)
                .map(
                    (row, context) ->
                        new Span(
                            row.getString("model"),
                            row.getString("version"),
                            Columns.instant(row, "start"),
                            length))
                .list());
  }

  /** Whether the sum was made; a part that was taken back meanwhile is to be made first. */
  private static boolean sum(Handle handle, Tenant tenant, Span span) {
    ProjectLock.hold(handle, tenant.project());
    Length parts = span.length().parts;
    if (parts != null && !areSummed(handle, tenant, span, parts)) {
      return false;
    }
    Query stored =
        parts == null
            ? handle.createQuery(
                """
                SELECT part, role, name, profile FROM profiles
                WHERE project_id = :project AND model = :model AND version = :version
                  AND minute >= :start AND minute < :end ORDER BY minute
                """)
            : handle
                .createQuery(
                    """
                    SELECT part, role, name, profile FROM profile_sums
                    WHERE project_id = :project AND model = :model AND version = :version
                      AND start >= :start AND start < :end AND hours = :hours ORDER BY start
                    """)
                .bind("hours", parts.hours);
    Map<Column, MergedProfile> columns = new HashMap<>();
    bind(stored, tenant, span)
        .setFetchSize(500)
        .map(
            (row, context) ->
                Map.entry(
                    new Column(row.getLong("part"), row.getString("role"), row.getString("name")),
                    Profile.fromBytes(row.getBytes("profile"))))
        .forEach(
            row ->
                columns
                    .computeIfAbsent(row.getKey(), column -> new MergedProfile())
                    .add(row.getValue()));
    insert(handle, tenant, span, columns);
    return true;
  }

  /** Whether each part of a span that holds profiles has its sum. */
  private static boolean areSummed(Handle handle, Tenant tenant, Span span, Length parts) {
    return bind(
            handle.createQuery(
                """
                SELECT NOT EXISTS (
                  SELECT FROM generate_series(CAST(:start AS timestamptz),
                                              CAST(:end AS timestamptz) - make_interval(hours => :hours),
                                              make_interval(hours => :hours)) AS part (start)
                  WHERE NOT EXISTS (SELECT FROM profile_spans s
                                    WHERE s.project_id = :project AND s.model = :model AND s.version = :version
                                      AND s.start = part.start AND s.hours = :hours)
                    AND EXISTS (SELECT FROM profiles p
                                WHERE p.project_id = :project AND p.model = :model AND p.version = :version
                                  AND p.minute >= part.start
                                  AND p.minute < part.start + make_interval(hours => :hours)))
                """),
            tenant,
            span)
        .bind("hours", parts.hours)
        .mapTo(Boolean.class)
        .one();
  }

  private static Query bind(Query query, Tenant tenant, Span span) {
    return query
        .bind("project", tenant.project().value())
        .bind("model", span.model())
        .bind("version", span.version())
        .bind("start", span.start())
        .bind("end", span.end());
  }

  private static void insert(
      Handle handle, Tenant tenant, Span span, Map<Column, MergedProfile> columns) {
    handle
        .createUpdate(
            """
            INSERT INTO profile_spans (project_id, model, version, start, hours)
            VALUES (:project, :model, :version, :start, :hours)
            """)
        .bind("project", tenant.project().value())
        .bind("model", span.model())
        .bind("version", span.version())
        .bind("start", span.start())
        .bind("hours", span.length().hours)
        .execute();
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO profile_sums (project_id, model, version, start, hours, part, role, name, profile)
            VALUES (:project, :model, :version, :start, :hours, :part, :role, :name, :profile)
            """);
    columns.forEach(
        (column, merged) ->
            batch
                .bind("project", tenant.project().value())
                .bind("model", span.model())
                .bind("version", span.version())
                .bind("start", span.start())
                .bind("hours", span.length().hours)
                .bind("part", column.part())
                .bind("role", column.role())
                .bind("name", column.name())
                .bind("profile", merged.prevailing().toBytes())
                .add());
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  private static void dropHours(Handle handle, Tenant tenant, Instant before) {
    handle
        .createUpdate(
            "DELETE FROM profile_spans WHERE project_id = :project AND hours = 1 AND start < :before")
        .bind("project", tenant.project().value())
        .bind("before", before)
        .execute();
  }

  /** Takes back the sums that hold profiles which are about to grow; the caller has the lock. */
  static void takeBack(Connection connection, UUID project, Set<Increment.ProfileKey> grown)
      throws SQLException {
    record Hour(String model, String version, Instant start) {}
    List<Hour> hours =
        grown.stream()
            .map(
                key ->
                    new Hour(
                        key.model(), key.version(), key.minute().truncatedTo(ChronoUnit.HOURS)))
            .collect(Collectors.toSet())
            .stream()
            .toList();
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            DELETE FROM profile_spans s
            USING unnest(?::text[], ?::text[], ?::timestamptz[]) AS grown (model, version, hour)
            WHERE s.project_id = ? AND s.model = grown.model AND s.version = grown.version
              AND s.start <= grown.hour AND s.start > grown.hour - INTERVAL '7 days'
              AND s.start + make_interval(hours => s.hours) > grown.hour
            """)) {
      delete.setArray(
          1, connection.createArrayOf("text", hours.stream().map(Hour::model).toArray()));
      delete.setArray(
          2, connection.createArrayOf("text", hours.stream().map(Hour::version).toArray()));
      delete.setArray(
          3,
          connection.createArrayOf(
              "timestamptz", hours.stream().map(hour -> Timestamp.from(hour.start())).toArray()));
      delete.setObject(4, project);
      delete.executeUpdate();
    }
  }
}

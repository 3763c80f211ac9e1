package io.plimsoll.server.drift.window;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.stats.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.PGStatement;

/** Reads what a version's traffic looked like in a stretch of time, and what it is held against. */
@ApplicationScoped
public class WindowStore {
  private static final int FETCH_SIZE = 2_000;

  private final Database database;

  public WindowStore(Database database) {
    this.database = database;
  }

  /** Where a baseline came from. */
  record Source(String source, long rows, Instant createdAt) {}

  /** A side as it was read; a baseline that is not there has no columns and no source. */
  record Content(Map<Column, MergedProfile> columns, Optional<Source> source) {}

  Content read(Tenant tenant, String model, Side side) {
    return switch (side) {
      case Side.Baseline baseline -> baseline(tenant, model, baseline.version());
      case Side.Window window ->
          new Content(window(tenant, model, window.version(), window.stretch()), Optional.empty());
    };
  }

  private Content baseline(Tenant tenant, String model, String version) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<Column, MergedProfile> columns = new HashMap<>();
          Optional<Source> source =
              handle
                  .createQuery(
                      """
                      SELECT b.role, b.name, b.profile, b.source, b.row_count, b.created_at
                      FROM models m
                      JOIN model_versions v ON v.model_id = m.id
                      JOIN baselines b ON b.version_id = v.id
                      WHERE m.name = :model AND v.number::text = :version
                      """)
                  .bind("model", model)
                  .bind("version", version)
                  .map(
                      (row, context) -> {
                        columns.put(
                            Column.of(row.getString("role"), row.getString("name")),
                            MergedProfile.of(Profile.fromBytes(row.getBytes("profile"))));
                        return new Source(
                            row.getString("source"),
                            row.getLong("row_count"),
                            Columns.instant(row, "created_at"));
                      })
                  .stream()
                  .reduce((one, other) -> one.rows() >= other.rows() ? one : other);
          return new Content(columns, source);
        });
  }

  private Map<Column, MergedProfile> window(
      Tenant tenant, String model, String version, Stretch stretch) {
    return database.transact(
        tenant.scope(),
        handle -> {
          ProfileMerger merger = new ProfileMerger();
          try {
            read(handle.getConnection(), tenant.project().value(), model, version, stretch, merger);
          } catch (SQLException failure) {
            throw new IllegalStateException(
                "the profiles of %s could not be read".formatted(model), failure);
          }
          return merger.columns();
        });
  }

  /**
   * One statement, so that the sums and what they leave over are of one moment. The sums that lie
   * within the window and in no longer one are taken; the profiles of the gaps between them come
   * one by one.
   */
  private static void read(
      Connection connection,
      UUID project,
      String model,
      String version,
      Stretch stretch,
      ProfileMerger merger)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            WITH asked AS (
              SELECT ?::uuid AS project, ?::text AS model, ?::text AS version,
                     ?::timestamptz AS since, ?::timestamptz AS until),
            within AS (
              SELECT s.start, s.hours, s.start + make_interval(hours => s.hours) AS until
              FROM asked, profile_spans s
              WHERE s.project_id = asked.project AND s.model = asked.model AND s.version = asked.version
                AND s.start >= asked.since AND s.start < asked.until
                AND s.start + make_interval(hours => s.hours) <= asked.until),
            taken AS MATERIALIZED (
              SELECT start, hours, until FROM within w
              WHERE NOT EXISTS (SELECT FROM within longer
                                WHERE longer.hours > w.hours AND longer.start <= w.start
                                  AND longer.until >= w.until)),
            gaps AS MATERIALIZED (
              SELECT lower(gap) AS since, upper(gap) AS until
              FROM unnest((SELECT tstzmultirange(tstzrange(since, until)) FROM asked)
                          - coalesce((SELECT range_agg(tstzrange(start, until)) FROM taken),
                                     '{}'::tstzmultirange)) gap)
            SELECT p.role, p.name, p.profile
            FROM asked CROSS JOIN taken
            CROSS JOIN LATERAL (
              SELECT role, name, profile FROM profile_sums s
              WHERE s.project_id = asked.project AND s.model = asked.model AND s.version = asked.version
                AND s.start = taken.start AND s.hours = taken.hours) p
            UNION ALL
            SELECT p.role, p.name, p.profile
            FROM asked CROSS JOIN gaps
            CROSS JOIN LATERAL (
              SELECT role, name, profile FROM profiles f
              WHERE f.project_id = asked.project AND f.model = asked.model AND f.version = asked.version
                AND f.minute >= gaps.since AND f.minute < gaps.until) p
            """)) {
      // At once in binary: as text, a sketch is twice its size.
      statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
      statement.setFetchSize(FETCH_SIZE);
      statement.setObject(1, project);
      statement.setString(2, model);
      statement.setString(3, version);
      statement.setTimestamp(4, Timestamp.from(stretch.from()));
      statement.setTimestamp(5, Timestamp.from(stretch.to()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          merger.add(rows.getString(1), rows.getString(2), rows.getBytes(3));
        }
      }
    }
  }
}

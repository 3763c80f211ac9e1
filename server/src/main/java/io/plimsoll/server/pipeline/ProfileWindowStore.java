package io.plimsoll.server.pipeline;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.segments.Part;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.postgresql.PGStatement;

/**
 * Reads what a version's traffic looked like in any stretch of time, merged from the profiles that
 * are kept of it and from the sums over them. Whoever looks at profiles of a window reads them
 * here.
 */
@ApplicationScoped
public class ProfileWindowStore {
  private static final int FETCH_SIZE = 2_000;

  private final Database database;

  public ProfileWindowStore(Database database) {
    this.database = database;
  }

  /**
   * The traffic of a version in a stretch of time, which profiles are kept of by their start.
   *
   * @param version empty for a model whose sender names none
   * @param from belongs to it; a full hour, for a part of the rows
   * @param to does not
   * @param part whose rows are meant
   */
  public record Traffic(String model, String version, Instant from, Instant to, Part part) {
    /** Of all rows. */
    public Traffic(String model, String version, Instant from, Instant to) {
      this(model, version, from, to, Part.WHOLE);
    }
  }

  /**
   * The values of each column, merged from the buckets that start in the stretch.
   *
   * @param column names a column by its role, {@code feature} or {@code prediction}, and its name
   */
  public <C> Map<C, MergedProfile> read(
      Tenant tenant, Traffic traffic, BiFunction<String, String, C> column) {
    return database.transact(
        tenant.scope(),
        handle -> {
          ProfileMerger<C> merger = new ProfileMerger<>();
          try {
            read(handle.getConnection(), tenant.project().value(), traffic, column, merger);
          } catch (SQLException failure) {
            throw new IllegalStateException(
                "the profiles of %s could not be read".formatted(traffic.model()), failure);
          }
          return merger.columns();
        });
  }

  /**
   * One statement, so that the sums and what they leave over are of one moment. The sums that lie
   * within the window and in no longer one are taken; the profiles of the gaps between them come
   * one by one.
   */
  private static <C> void read(
      Connection connection,
      UUID project,
      Traffic traffic,
      BiFunction<String, String, C> column,
      ProfileMerger<C> merger)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            WITH asked AS (
              SELECT ?::uuid AS project, ?::text AS model, ?::text AS version,
                     ?::timestamptz AS since, ?::timestamptz AS until, ?::bigint AS part),
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
                AND s.start = taken.start AND s.hours = taken.hours AND s.part = asked.part) p
            UNION ALL
            SELECT p.role, p.name, p.profile
            FROM asked CROSS JOIN gaps
            CROSS JOIN LATERAL (
              SELECT role, name, profile FROM profiles f
              WHERE f.project_id = asked.project AND f.model = asked.model AND f.version = asked.version
                AND f.minute >= gaps.since AND f.minute < gaps.until AND f.part = asked.part) p
            """)) {
      // At once in binary: as text, a sketch is twice its size.
      statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
      statement.setFetchSize(FETCH_SIZE);
      statement.setObject(1, project);
      statement.setString(2, traffic.model());
      statement.setString(3, traffic.version());
      statement.setTimestamp(4, Timestamp.from(traffic.from()));
      statement.setTimestamp(5, Timestamp.from(traffic.to()));
      statement.setLong(6, traffic.part().id());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          merger.add(column.apply(rows.getString(1), rows.getString(2)), rows.getBytes(3));
        }
      }
    }
  }
}

package io.plimsoll.server.registry;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.RowSample;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** How baselines, their columns and their moves are read and kept. */
final class BaselineRow {
  private static final String VERSIONS =
      """
      SELECT b.number, b.source, b.detail, b.window_from, b.window_to, b.row_count, b.sample_rows, b.made_by,
             b.made_at, b.reason,
             (SELECT count(*) FROM baseline_columns c
              WHERE c.version_id = b.version_id AND c.number = b.number) AS columns,
             b.number = (SELECT m.to_number FROM baseline_moves m WHERE m.version_id = b.version_id
                         ORDER BY m.move DESC LIMIT 1) AS current
      FROM baseline_versions b WHERE b.version_id = :version
      """;

  private BaselineRow() {}

  static int lastNumber(Handle handle, UUID version) {
    return handle
        .createQuery(
            "SELECT coalesce(max(number), 0) FROM baseline_versions WHERE version_id = :version")
        .bind("version", version)
        .mapTo(Integer.class)
        .one();
  }

  static void insert(
      Handle handle, Tenant tenant, UUID version, int number, NewBaseline baseline, Instant now) {
    RowSample sample = baseline.sample();
    handle
        .createUpdate(
            """
            INSERT INTO baseline_versions (project_id, version_id, number, source, detail, window_from, window_to,
                                           row_count, made_by, made_at, reason, sample, sample_rows)
            VALUES (:project, :version, :number, :source, :detail, :from, :to, :rows, :by, :now, :reason, :sample,
                    :sampleRows)
            """)
        .bind("project", tenant.project().value())
        .bind("version", version)
        .bind("number", number)
        .bind("source", baseline.source().text())
        .bind("detail", baseline.detail())
        .bind("from", baseline.from())
        .bind("to", baseline.to())
        .bind("rows", baseline.rows())
        .bind("by", baseline.by())
        .bind("now", now)
        .bind("reason", baseline.reason())
        .bind("sample", sample == null ? null : sample.toBytes())
        .bind("sampleRows", sample == null ? 0 : sample.size())
        .execute();
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO baseline_columns (project_id, version_id, number, role, name, profile, row_count)
            VALUES (:project, :version, :number, :role, :name, :profile, :rows)
            """);
    for (BaselineStore.Column column : baseline.columns()) {
      batch
          .bind("project", tenant.project().value())
          .bind("version", version)
          .bind("number", number)
          .bind("role", column.role().text())
          .bind("name", column.name())
          .bind("profile", column.profile().toBytes())
          .bind("rows", column.profile().rows())
          .add();
    }
    batch.execute();
  }

  static List<BaselineVersion> list(
      Handle handle, UUID version, @Nullable Integer before, int limit) {
    return handle
        .createQuery(
            VERSIONS
                + "AND (CAST(:before AS integer) IS NULL OR b.number < :before) ORDER BY b.number"
                + " DESC LIMIT :limit")
        .bind("version", version)
        .bind("before", before)
        .bind("limit", limit)
        .map((row, context) -> version(row))
        .list();
  }

  static Optional<BaselineVersion> find(Handle handle, UUID version, int number) {
    return handle
        .createQuery(VERSIONS + "AND b.number = :number")
        .bind("version", version)
        .bind("number", number)
        .map((row, context) -> version(row))
        .findOne();
  }

  private static BaselineVersion version(ResultSet row) throws SQLException {
    return new BaselineVersion(
        row.getInt("number"),
        row.getBoolean("current"),
        BaselineSource.parse(row.getString("source")),
        row.getString("detail"),
        Columns.instantOrNull(row, "window_from"),
        Columns.instantOrNull(row, "window_to"),
        row.getLong("row_count"),
        row.getInt("columns"),
        row.getInt("sample_rows"),
        row.getString("made_by"),
        Columns.instant(row, "made_at"),
        row.getString("reason"));
  }

  static List<BaselineStore.Column> columns(Handle handle, UUID version, int number) {
    return handle
        .createQuery(
            """
            SELECT role, name, profile FROM baseline_columns
            WHERE version_id = :version AND number = :number ORDER BY role, name
            """)
        .bind("version", version)
        .bind("number", number)
        .map((row, context) -> column(row))
        .list();
  }

  static List<BaselineStore.Column> currentColumns(Handle handle, UUID version) {
    return handle
        .createQuery(
            "SELECT role, name, profile FROM baselines WHERE version_id = :version ORDER BY role,"
                + " name")
        .bind("version", version)
        .map((row, context) -> column(row))
        .list();
  }

  private static BaselineStore.Column column(ResultSet row) throws SQLException {
    return new BaselineStore.Column(
        ColumnRole.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        row.getString("name"),
        Profile.fromBytes(row.getBytes("profile")));
  }

  static Optional<RowSample> sample(Handle handle, UUID version, int number) {
    return handle
        .createQuery(
            """
            SELECT sample FROM baseline_versions
            WHERE version_id = :version AND number = :number AND sample IS NOT NULL
            """)
        .bind("version", version)
        .bind("number", number)
        .map((row, context) -> RowSample.fromBytes(row.getBytes("sample")))
        .findOne();
  }

  static Optional<BaselineMove> lastMove(Handle handle, UUID version) {
    return moves(handle, version, null, 1).stream().findFirst();
  }

  static List<BaselineMove> moves(
      Handle handle, UUID version, @Nullable Integer before, int limit) {
    return handle
        .createQuery(
            """
            SELECT move, from_number, to_number, moved_by, moved_at, reason FROM baseline_moves
            WHERE version_id = :version AND (CAST(:before AS integer) IS NULL OR move < :before)
            ORDER BY move DESC LIMIT :limit
            """)
        .bind("version", version)
        .bind("before", before)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new BaselineMove(
                    row.getInt("move"),
                    row.getObject("from_number", Integer.class),
                    row.getInt("to_number"),
                    row.getString("moved_by"),
                    Columns.instant(row, "moved_at"),
                    row.getString("reason")))
        .list();
  }

  static void remember(Handle handle, Tenant tenant, UUID version, BaselineMove move) {
    handle
        .createUpdate(
            """
            INSERT INTO baseline_moves (project_id, version_id, move, from_number, to_number, moved_by, moved_at, reason)
            VALUES (:project, :version, :move, :from, :to, :by, :at, :reason)
            """)
        .bind("project", tenant.project().value())
        .bind("version", version)
        .bind("move", move.move())
        .bind("from", move.from())
        .bind("to", move.to())
        .bind("by", move.by())
        .bind("at", move.at())
        .bind("reason", move.reason())
        .execute();
  }

  static void copyToCurrent(Handle handle, UUID version, int number) {
    handle
        .createUpdate("DELETE FROM baselines WHERE version_id = :version")
        .bind("version", version)
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO baselines (project_id, version_id, role, name, profile, source, row_count, created_at)
            SELECT c.project_id, c.version_id, c.role, c.name, c.profile, b.detail, c.row_count, b.made_at
            FROM baseline_columns c JOIN baseline_versions b USING (version_id, number)
            WHERE version_id = :version AND number = :number
            """)
        .bind("version", version)
        .bind("number", number)
        .execute();
  }
}

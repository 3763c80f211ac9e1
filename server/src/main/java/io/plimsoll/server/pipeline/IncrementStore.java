package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Merges a {@link Increment} into the stored rollups and profiles: read what is there, merge in
 * memory, write back, all rows in one statement each. The caller holds the project's lock, so
 * nobody else writes between the two.
 */
final class IncrementStore {
  private final SeriesStore series;
  private final ProfileMergeStore profiles = new ProfileMergeStore();

  IncrementStore(SeriesStore series) {
    this.series = series;
  }

  /** Returns the ids of the series that were touched, to be remembered after the commit. */
  Map<SeriesKey, Long> merge(Handle handle, ProjectId project, Increment increment)
      throws SQLException {
    Map<SeriesKey, Long> ids =
        series.ids(
            handle,
            increment.rollups().keySet().stream()
                .map(Increment.RollupKey::series)
                .collect(Collectors.toSet()));
    Connection connection = handle.getConnection();
    mergeRollups(connection, project, increment.rollups(), ids);
    profiles.merge(handle, project, increment.profiles());
    RowSampleStore.merge(connection, project, increment.rows());
    return ids;
  }

  private static void mergeRollups(
      Connection connection,
      ProjectId project,
      Map<Increment.RollupKey, Rollup> rollups,
      Map<SeriesKey, Long> ids)
      throws SQLException {
    if (rollups.isEmpty()) {
      return;
    }
    Map<RollupRow, Rollup> rows = new HashMap<>();
    rollups.forEach(
        (key, rollup) ->
            rows.put(new RollupRow(ids.getOrDefault(key.series(), 0L), key.minute()), rollup));
    List<RollupRow> keys = List.copyOf(rows.keySet());
    try (PreparedStatement read =
        connection.prepareStatement(
            """
            SELECT r.series_id, r.minute, r.count, r.sketch
            FROM unnest(?::bigint[], ?::timestamptz[]) AS wanted (series_id, minute)
            JOIN rollups r USING (series_id, minute)
            """)) {
      read.setArray(1, array(connection, "bigint", keys, RollupRow::seriesId));
      read.setArray(2, array(connection, "timestamptz", keys, row -> Timestamp.from(row.minute())));
      try (ResultSet stored = read.executeQuery()) {
        while (stored.next()) {
          RollupRow key = new RollupRow(stored.getLong(1), Columns.instant(stored, 2));
          Rollup rollup = rows.get(key);
          if (rollup != null) {
            rollup.merge(stored.getLong(3), stored.getBytes(4));
          }
        }
      }
    }
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO rollups (project_id, series_id, minute, count, sum, min, max, sketch)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (series_id, minute) DO UPDATE SET
              count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max,
              sketch = excluded.sketch
            """)) {
      for (RollupRow key : keys) {
        Rollup rollup = rows.get(key);
        if (rollup == null) {
          continue;
        }
        write.setObject(1, project.value());
        write.setLong(2, key.seriesId());
        write.setTimestamp(3, Timestamp.from(key.minute()));
        write.setLong(4, rollup.total());
        write.setDouble(5, rollup.sum());
        write.setDouble(6, rollup.min());
        write.setDouble(7, rollup.max());
        write.setBytes(8, rollup.sketch());
        write.addBatch();
      }
      write.executeBatch();
    }
  }

  private static <T> Array array(
      Connection connection, String type, List<T> rows, Function<T, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  private record RollupRow(long seriesId, Instant minute) {}
}

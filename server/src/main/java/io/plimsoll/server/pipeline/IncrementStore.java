package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.stats.Profile;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
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
    mergeProfiles(connection, project, increment.profiles());
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

  private static void mergeProfiles(
      Connection connection, ProjectId project, Map<Increment.ProfileKey, Profile> profiles)
      throws SQLException {
    if (profiles.isEmpty()) {
      return;
    }
    ProfileSumStore.takeBack(connection, project.value(), profiles.keySet());
    Map<Increment.ProfileKey, Profile> merged = new HashMap<>(profiles);
    List<Increment.ProfileKey> keys = new ArrayList<>(profiles.keySet());
    try (PreparedStatement read =
        connection.prepareStatement(
            """
            SELECT p.model, p.version, p.minute, p.role, p.name, p.profile
            FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[])
              AS wanted (model, version, minute, role, name)
            JOIN profiles p USING (model, version, minute, role, name)
            WHERE p.project_id = ?
            """)) {
      read.setArray(1, array(connection, "text", keys, Increment.ProfileKey::model));
      read.setArray(2, array(connection, "text", keys, Increment.ProfileKey::version));
      read.setArray(3, array(connection, "timestamptz", keys, key -> Timestamp.from(key.minute())));
      read.setArray(4, array(connection, "text", keys, Increment.ProfileKey::role));
      read.setArray(5, array(connection, "text", keys, Increment.ProfileKey::name));
      read.setObject(6, project.value());
      try (ResultSet stored = read.executeQuery()) {
        while (stored.next()) {
          Increment.ProfileKey key =
              new Increment.ProfileKey(
                  stored.getString(1),
                  stored.getString(2),
                  Columns.instant(stored, 3),
                  stored.getString(4),
                  stored.getString(5));
          Profile before = Profile.fromBytes(stored.getBytes(6));
          merged.computeIfPresent(key, (same, added) -> merge(before, added));
        }
      }
    }
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO profiles (project_id, model, version, role, name, minute, row_count, profile)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (project_id, model, version, minute, role, name)
            DO UPDATE SET row_count = excluded.row_count, profile = excluded.profile
            """)) {
      for (Increment.ProfileKey key : keys) {
        Profile profile = merged.get(key);
        if (profile == null) {
          continue;
        }
        write.setObject(1, project.value());
        write.setString(2, key.model());
        write.setString(3, key.version());
        write.setString(4, key.role());
        write.setString(5, key.name());
        write.setTimestamp(6, Timestamp.from(key.minute()));
        write.setLong(7, profile.rows());
        write.setBytes(8, profile.toBytes());
        write.addBatch();
      }
      write.executeBatch();
    }
  }

  /** Values of another type than the stored ones count as missing. */
  private static Profile merge(Profile before, Profile added) {
    if (before.type() == added.type()) {
      before.merge(added);
      return before;
    }
    if (before.count() == 0) {
      return withMissing(added, before.rows());
    }
    return withMissing(before, added.rows());
  }

  private static Profile withMissing(Profile profile, long rows) {
    for (long i = 0; i < rows; i++) {
      profile.updateMissing();
    }
    return profile;
  }

  private static <T> Array array(
      Connection connection, String type, List<T> rows, Function<T, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  private record RollupRow(long seriesId, Instant minute) {}
}

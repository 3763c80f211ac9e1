package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.stats.RowSample;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Merges samples of rows into the stored ones, in the pipeline's transaction. The more rows an hour
 * has seen, the fewer new ones belong into its sample: where none does, which soon is the usual
 * case, the sample is neither read nor written, only its count of rows.
 */
final class RowSampleStore {
  private RowSampleStore() {}

  static void merge(Connection connection, ProjectId project, RowSamples added)
      throws SQLException {
    if (added.hours().isEmpty()) {
      return;
    }
    Map<RowSamples.Key, Long> limits = limits(connection, project, added.hours());
    Map<RowSamples.Key, RowSample> unchanged = new TreeMap<>();
    Map<RowSamples.Key, RowSample> changed = new TreeMap<>();
    added
        .drawn(limits)
        .forEach(
            (key, sample) -> {
              boolean isUnchanged = limits.containsKey(key) && sample.size() == 0;
              (isUnchanged ? unchanged : changed).put(key, sample);
            });
    count(connection, project, unchanged);
    if (!changed.isEmpty()) {
      addStored(connection, project, changed);
      write(connection, project, changed);
    }
  }

  /** From which key on each stored sample leaves rows out; none for those that there are not. */
  private static Map<RowSamples.Key, Long> limits(
      Connection connection, ProjectId project, List<RowSamples.Key> hours) throws SQLException {
    Map<RowSamples.Key, Long> limits = new HashMap<>();
    try (PreparedStatement read =
        connection.prepareStatement(
            """
            SELECT s.model, s.version, s.hour, s.threshold
            FROM unnest(?::text[], ?::text[], ?::timestamptz[]) AS wanted (model, version, hour)
            JOIN row_samples s USING (model, version, hour)
            WHERE s.project_id = ?
            """)) {
      bind(connection, read, hours);
      read.setObject(4, project.value());
      try (ResultSet stored = read.executeQuery()) {
        while (stored.next()) {
          limits.put(key(stored), stored.getLong(4));
        }
      }
    }
    return limits;
  }

  private static void count(
      Connection connection, ProjectId project, Map<RowSamples.Key, RowSample> unchanged)
      throws SQLException {
    if (unchanged.isEmpty()) {
      return;
    }
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            UPDATE row_samples SET seen = seen + ?
            WHERE project_id = ? AND model = ? AND version = ? AND hour = ?
            """)) {
      for (Map.Entry<RowSamples.Key, RowSample> entry : unchanged.entrySet()) {
        write.setLong(1, entry.getValue().seen());
        write.setObject(2, project.value());
        bind(write, 3, entry.getKey());
        write.addBatch();
      }
      write.executeBatch();
    }
  }

  private static void addStored(
      Connection connection, ProjectId project, Map<RowSamples.Key, RowSample> samples)
      throws SQLException {
    try (PreparedStatement read =
        connection.prepareStatement(
            """
            SELECT s.model, s.version, s.hour, s.seen, s.sample
            FROM unnest(?::text[], ?::text[], ?::timestamptz[]) AS wanted (model, version, hour)
            JOIN row_samples s USING (model, version, hour)
            WHERE s.project_id = ?
            """)) {
      bind(connection, read, List.copyOf(samples.keySet()));
      read.setObject(4, project.value());
      try (ResultSet stored = read.executeQuery()) {
        while (stored.next()) {
          RowSample before = RowSample.fromBytes(stored.getBytes(5));
          before.countUnkept(stored.getLong(4) - before.seen());
          samples.computeIfPresent(
              key(stored),
              (key, more) -> {
                before.merge(more);
                return before;
              });
        }
      }
    }
  }

  private static void write(
      Connection connection, ProjectId project, Map<RowSamples.Key, RowSample> samples)
      throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO row_samples (project_id, model, version, hour, seen, threshold, sample)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (project_id, model, version, hour)
            DO UPDATE SET seen = excluded.seen, threshold = excluded.threshold, sample = excluded.sample
            """)) {
      for (Map.Entry<RowSamples.Key, RowSample> entry : samples.entrySet()) {
        RowSample sample = entry.getValue();
        write.setObject(1, project.value());
        bind(write, 2, entry.getKey());
        write.setLong(5, sample.seen());
        write.setLong(6, sample.limit());
        write.setBytes(7, sample.toBytes());
        write.addBatch();
      }
      write.executeBatch();
    }
  }

  private static RowSamples.Key key(ResultSet row) throws SQLException {
    return new RowSamples.Key(row.getString(1), row.getString(2), Columns.instant(row, 3));
  }

  private static void bind(PreparedStatement statement, int first, RowSamples.Key key)
      throws SQLException {
    statement.setString(first, key.model());
    statement.setString(first + 1, key.version());
    statement.setTimestamp(first + 2, Timestamp.from(key.hour()));
  }

  private static void bind(
      Connection connection, PreparedStatement statement, List<RowSamples.Key> keys)
      throws SQLException {
    statement.setArray(1, array(connection, "text", keys, RowSamples.Key::model));
    statement.setArray(2, array(connection, "text", keys, RowSamples.Key::version));
    statement.setArray(
        3, array(connection, "timestamptz", keys, key -> Timestamp.from(key.hour())));
  }

  private static Array array(
      Connection connection,
      String type,
      List<RowSamples.Key> keys,
      Function<RowSamples.Key, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, keys.stream().map(column).toArray());
  }
}

package io.plimsoll.server.pipeline;

import io.plimsoll.server.pipeline.segments.Part;
import io.plimsoll.server.pipeline.segments.PartName;
import io.plimsoll.server.pipeline.segments.ProfilePartStore;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.stats.Profile;
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
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Merges profiles into the stored ones; the caller holds the project's lock. */
final class ProfileMergeStore {
  private final ProfilePartStore parts = new ProfilePartStore();

  /** A row of the table. */
  private record Row(
      String model, String version, Instant minute, long part, String role, String name) {}

  void merge(Handle handle, ProjectId project, NavigableMap<Increment.ProfileKey, Profile> profiles)
      throws SQLException {
    if (profiles.isEmpty()) {
      return;
    }
    Connection connection = handle.getConnection();
    ProfileSumStore.takeBack(connection, project.value(), profiles.keySet());
    Map<PartName, Long> ids =
        parts.ids(
            handle,
            project,
            profiles.keySet().stream()
                .map(Increment.ProfileKey::part)
                .flatMap(Optional::stream)
                .toList());
    List<Row> rows = new ArrayList<>(profiles.size());
    Map<Row, Profile> merged = HashMap.newHashMap(profiles.size());
    profiles.forEach(
        (key, profile) -> {
          long part = key.part().map(ids::get).orElse(Part.WHOLE.id());
          Row row = new Row(key.model(), key.version(), key.minute(), part, key.role(), key.name());
          rows.add(row);
          merged.put(row, profile);
        });
    mergeStored(connection, project, rows, merged);
    write(connection, project, rows, merged);
  }

  private static void mergeStored(
      Connection connection, ProjectId project, List<Row> rows, Map<Row, Profile> into)
      throws SQLException {
    try (PreparedStatement read =
        connection.prepareStatement(
            """
            SELECT p.model, p.version, p.minute, p.part, p.role, p.name, p.profile
            FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::bigint[], ?::text[], ?::text[])
              AS wanted (model, version, minute, part, role, name)
            JOIN profiles p USING (model, version, minute, part, role, name)
            WHERE p.project_id = ?
            """)) {
      bind(connection, read, 1, "text", rows, Row::model);
      bind(connection, read, 2, "text", rows, Row::version);
      bind(connection, read, 3, "timestamptz", rows, row -> Timestamp.from(row.minute()));
      bind(connection, read, 4, "bigint", rows, Row::part);
      bind(connection, read, 5, "text", rows, Row::role);
      bind(connection, read, 6, "text", rows, Row::name);
      read.setObject(7, project.value());
      try (ResultSet stored = read.executeQuery()) {
        while (stored.next()) {
          Row row =
              new Row(
                  stored.getString(1),
                  stored.getString(2),
                  Columns.instant(stored, 3),
                  stored.getLong(4),
                  stored.getString(5),
                  stored.getString(6));
          Profile before = Profile.fromBytes(stored.getBytes(7));
          into.computeIfPresent(row, (same, added) -> merge(before, added));
        }
      }
    }
  }

  private static void write(
      Connection connection, ProjectId project, List<Row> rows, Map<Row, Profile> profiles)
      throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO profiles (project_id, model, version, part, role, name, minute, row_count, profile)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (project_id, model, version, minute, part, role, name)
            DO UPDATE SET row_count = excluded.row_count, profile = excluded.profile
            """)) {
      for (Row row : rows) {
        Profile profile = profiles.get(row);
        if (profile == null) {
          continue;
        }
        write.setObject(1, project.value());
        write.setString(2, row.model());
        write.setString(3, row.version());
        write.setLong(4, row.part());
        write.setString(5, row.role());
        write.setString(6, row.name());
        write.setTimestamp(7, Timestamp.from(row.minute()));
        write.setLong(8, profile.rows());
        write.setBytes(9, profile.toBytes());
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

  private static void bind(
      Connection connection,
      PreparedStatement statement,
      int place,
      String type,
      List<Row> rows,
      Function<Row, Object> column)
      throws SQLException {
    statement.setArray(place, connection.createArrayOf(type, rows.stream().map(column).toArray()));
  }
}

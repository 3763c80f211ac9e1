package io.plimsoll.server.registry;

import io.plimsoll.inference.ModelManifest;
import io.plimsoll.server.jobs.Door;
import io.plimsoll.server.platform.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;

/** How a version is read, with what points at it and what it is compared with. */
final class VersionRow {
  static final String QUERY =
      """
      SELECT v.*,
             CASE coalesce(j.state, 'succeeded') WHEN 'succeeded' THEN 'ready'
               WHEN 'queued' THEN 'building' WHEN 'running' THEN 'building' ELSE 'failed' END AS state,
             coalesce(j.door, 'git') AS door,
             ARRAY(SELECT a.name FROM aliases a WHERE a.version_id = v.id ORDER BY a.name) AS aliases,
             b.rows AS baseline_rows, b.columns AS baseline_columns, b.source AS baseline_source
      FROM models m JOIN model_versions v ON v.model_id = m.id
      LEFT JOIN jobs j ON j.id = v.job_id
      LEFT JOIN LATERAL (SELECT max(row_count) AS rows, count(*) AS columns, min(source) AS source
                         FROM baselines WHERE version_id = v.id) b ON true
      WHERE m.name = :model ORDER BY v.number DESC LIMIT :limit
      """;

  private VersionRow() {}

  static Version read(ResultSet row) throws SQLException {
    int columns = row.getInt("baseline_columns");
    return new Version(
        row.getInt("number"),
        VersionState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("framework"),
        Engine.parse(row.getString("engine")),
        Columns.instant(row, "created_at"),
        row.getString("created_by"),
        Door.parse(row.getString("door")),
        row.getString("commit_id"),
        row.getString("commit_message"),
        row.getLong("size_bytes"),
        row.getString("digest"),
        row.getString("environment_digest"),
        row.getString("python"),
        Columns.json(row, "signature", VersionSignature.class),
        Columns.json(row, "evidence", Evidence.class),
        ModelManifest.logOf(row.getString("manifest")),
        columns == 0
            ? null
            : new Version.Baseline(
                row.getLong("baseline_rows"), columns, row.getString("baseline_source")),
        Columns.texts(row, "aliases"),
        row.getObject("job_id", UUID.class));
  }
}

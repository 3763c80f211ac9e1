package io.plimsoll.server.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Counts the raw rows again in SQL and compares with what the pipeline has added up. */
final class Recount {
  static final String ALL_IDS =
      """
      SELECT id FROM predictions WHERE project_id = :project
      UNION ALL SELECT id FROM feedback WHERE project_id = :project
      UNION ALL SELECT id FROM metrics WHERE project_id = :project
      UNION ALL SELECT id FROM stages WHERE project_id = :project
      UNION ALL SELECT id FROM errors WHERE project_id = :project
      """;

  /** Every series in every minute, out of the raw rows. A series that only counts sums ones. */
  private static final String ROLLUPS_FROM_RAW =
      """
      SELECT name, tags, minute, count(*) AS count, sum(value) AS sum, min(value) AS min,
             max(value) AS max
      FROM (
        SELECT 'prediction.rows' AS name, jsonb_build_object('model', model, 'version', version) AS tags,
               date_trunc('minute', occurred_at) AS minute, 1::float8 AS value
        FROM predictions WHERE project_id = :project
        UNION ALL
        SELECT 'prediction.errors', jsonb_build_object('model', model, 'version', version),
               date_trunc('minute', occurred_at), 1
        FROM predictions WHERE project_id = :project AND error_kind IS NOT NULL
        UNION ALL
        SELECT 'prediction.latency_ms', jsonb_build_object('model', model, 'version', version),
               date_trunc('minute', occurred_at), latency_ms
        FROM predictions WHERE project_id = :project AND latency_ms IS NOT NULL AND error_kind IS NULL
        UNION ALL
        SELECT name, coalesce(tags::jsonb, '{}'), date_trunc('minute', occurred_at), value
        FROM metrics WHERE project_id = :project
        UNION ALL
        SELECT measured.name, jsonb_build_object('pipeline', pipeline, 'stage', stage, 'status', status),
               date_trunc('minute', occurred_at), measured.value
        FROM stages, LATERAL (VALUES ('stage.duration_ms', duration_ms),
                                     ('stage.records_in', records_in::float8),
                                     ('stage.records_out', records_out::float8)) AS measured (name, value)
        WHERE project_id = :project AND measured.value IS NOT NULL) AS raw
      GROUP BY name, tags, minute
      """;

  private static final String ROLLUPS_AS_STORED =
      """
      SELECT s.name, s.tags, r.minute, r.count, r.sum, r.min, r.max
      FROM rollups r JOIN series s ON s.id = r.series_id WHERE r.project_id = :project
      """;

  /** The rows of each column in each hour: an hour that is over may have been merged into one. */
  private static final String PROFILES_FROM_RAW =
      """
      SELECT model, version, 'feature' AS role, f.key AS name, date_trunc('hour', occurred_at) AS hour,
             count(*) AS rows
      FROM predictions, json_each(features) AS f
      WHERE project_id = :project AND error_kind IS NULL GROUP BY 1, 2, 3, 4, 5
      UNION ALL
      SELECT model, version, 'prediction', p.key, date_trunc('hour', occurred_at), count(*)
      FROM predictions, json_each(prediction) AS p
      WHERE project_id = :project AND error_kind IS NULL GROUP BY 1, 2, 3, 4, 5
      """;

  private static final String PROFILES_AS_STORED =
      """
      SELECT model, version, role, name, date_trunc('hour', minute), sum(row_count)::bigint
      FROM profiles WHERE project_id = :project AND part = 0 GROUP BY 1, 2, 3, 4, 5
      """;

  /** The rows of each feature, by the value of each segment that is named, in each hour. */
  private static final String PARTS_FROM_RAW =
      """
      SELECT p.model, p.version, s.name AS segment, coalesce(p.features ->> s.name, '(missing)') AS value,
             f.key AS name, date_trunc('hour', p.occurred_at) AS hour, count(*) AS rows
      FROM profile_segments s
      JOIN predictions p ON p.project_id = s.project_id AND p.model = s.model
      CROSS JOIN json_each(p.features) AS f
      WHERE s.project_id = :project AND p.error_kind IS NULL GROUP BY 1, 2, 3, 4, 5, 6
      """;

  private static final String PARTS_AS_STORED =
      """
      SELECT f.model, f.version, p.segment, p.value, f.name, f.minute, f.row_count
      FROM profiles f JOIN profile_parts p ON p.id = f.part
      WHERE f.project_id = :project AND f.role = 'feature'
      """;

  private static final String SAMPLED_FROM_RAW =
      """
      SELECT model, version, date_trunc('hour', occurred_at) AS hour, count(*) AS rows
      FROM predictions WHERE project_id = :project AND error_kind IS NULL AND features::text <> '{}'
      GROUP BY 1, 2, 3
      """;

  private static final String SAMPLED_AS_STORED =
      "SELECT model, version, hour, seen FROM row_samples WHERE project_id = :project";

  private static final String DAYS_FROM_RAW =
      """
      SELECT event_table, (occurred_at AT TIME ZONE 'UTC')::date AS day, count(*) AS events
      FROM (SELECT 'predictions' AS event_table, occurred_at FROM predictions WHERE project_id = :project
            UNION ALL SELECT 'feedback', occurred_at FROM feedback WHERE project_id = :project
            UNION ALL SELECT 'metrics', occurred_at FROM metrics WHERE project_id = :project
            UNION ALL SELECT 'stages', occurred_at FROM stages WHERE project_id = :project
            UNION ALL SELECT 'errors', occurred_at FROM errors WHERE project_id = :project) AS raw
      GROUP BY 1, 2
      """;

  private static final String DAYS_AS_STORED =
      "SELECT event_table, day, events FROM stored_days WHERE project_id = :project";

  private Recount() {}

  /** Each row that only one side has; none if all is right. */
  static List<String> differences(Jdbi database, UUID project) {
    List<String> differences = new ArrayList<>();
    // The values sent are halves, quarters and eighths, which add up without rounding in any order.
    compare(database, project, "rollups", ROLLUPS_FROM_RAW, ROLLUPS_AS_STORED, differences);
    compare(database, project, "profiles", PROFILES_FROM_RAW, PROFILES_AS_STORED, differences);
    compare(database, project, "parts", PARTS_FROM_RAW, PARTS_AS_STORED, differences);
    compare(database, project, "days", DAYS_FROM_RAW, DAYS_AS_STORED, differences);
    compare(database, project, "samples", SAMPLED_FROM_RAW, SAMPLED_AS_STORED, differences);
    return differences;
  }

  private static void compare(
      Jdbi database,
      UUID project,
      String what,
      String fromRaw,
      String asStored,
      List<String> differences) {
    differences.addAll(only(database, project, what + " lack ", fromRaw, asStored));
    differences.addAll(only(database, project, what + " make up ", asStored, fromRaw));
  }

  private static List<String> only(
      Jdbi database, UUID project, String what, String here, String there) {
    return database.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT d::text FROM ((%s) EXCEPT ALL (%s)) AS d".formatted(here, there))
                .bind("project", project)
                .mapTo(String.class)
                .map(row -> what + row)
                .list());
  }
}

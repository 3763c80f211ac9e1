package io.plimsoll.server.lineage;

import io.plimsoll.server.platform.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A run in a list.
 *
 * @param state running, completed, failed, aborted, or unknown if no event said
 * @param endedAt absent while it has not ended
 * @param parent the run that started it
 * @param parts how many runs it started
 * @param failedParts how many of those failed
 */
@Schema(name = "LineageRun")
public record RunLine(
    UUID id,
    UUID jobId,
    String jobNamespace,
    String jobName,
    String state,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant nominalStart,
    @Nullable String error,
    @Nullable UUID parent,
    long parts,
    long failedParts) {
  /** What a query of runs {@code r} and their jobs {@code j} selects. */
  static final String COLUMNS =
      """
      r.id, r.job_id, coalesce(j.namespace, '') AS namespace, coalesce(j.name, '') AS name, r.state, r.state_rank,
      r.started_at, r.state_at, r.nominal_start, r.error_message, r.parent_run,
      (SELECT count(*) FROM lineage_runs p WHERE p.project_id = r.project_id AND p.parent_run = r.id) AS parts,
      (SELECT count(*) FROM lineage_runs p WHERE p.project_id = r.project_id AND p.parent_run = r.id
         AND p.state = 'failed') AS failed_parts
      """;

  static RunLine read(ResultSet row) throws SQLException {
    boolean hasEnded = row.getInt("state_rank") == 2;
    return new RunLine(
        row.getObject("id", UUID.class),
        row.getObject("job_id", UUID.class),
        row.getString("namespace"),
        row.getString("name"),
        row.getString("state"),
        Columns.instant(row, "started_at"),
        hasEnded ? Columns.instant(row, "state_at") : null,
        Columns.instantOrNull(row, "nominal_start"),
        row.getString("error_message"),
        row.getObject("parent_run", UUID.class),
        row.getLong("parts"),
        row.getLong("failed_parts"));
  }
}

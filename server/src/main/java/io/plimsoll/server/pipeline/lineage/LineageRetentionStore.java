package io.plimsoll.server.pipeline.lineage;

import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Forgets what was merged from events that are gone, which is what nobody has told of since a time;
 * what still runs every day is kept. The events themselves go by days.
 */
public final class LineageRetentionStore {
  /** Columns go with the set that they belong to. */
  private static final List<String> TABLES =
      List.of(
          "lineage_runs",
          "lineage_run_datasets",
          "lineage_edges",
          "lineage_checks",
          "lineage_quality",
          "lineage_column_sets",
          "lineage_dataset_versions",
          "lineage_symlinks",
          "lineage_facets",
          "lineage_datasets",
          "lineage_jobs");

  private LineageRetentionStore() {}

  /** How many rows went. */
  public static long forget(Handle handle, ProjectId project, Instant before) {
    long gone = 0;
    for (String table : TABLES) {
      gone +=
          handle
              .createUpdate(
                  "DELETE FROM %s WHERE seen_at < :before AND project_id = :project"
                      .formatted(table))
              .bind("project", project.value())
              .bind("before", before)
              .execute();
    }
    return gone;
  }
}

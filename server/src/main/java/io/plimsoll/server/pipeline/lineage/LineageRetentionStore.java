package io.plimsoll.server.pipeline.lineage;

import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Forgets what nobody has told of since a time; what still runs every day is kept. */
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
    long gone = delete(handle, "lineage_events WHERE received_at", project, before);
    for (String table : TABLES) {
      gone += delete(handle, table + " WHERE seen_at", project, before);
    }
    return gone;
  }

  private static long delete(Handle handle, String what, ProjectId project, Instant before) {
    return handle
        .createUpdate("DELETE FROM %s < :before AND project_id = :project".formatted(what))
        .bind("project", project.value())
        .bind("before", before)
        .execute();
  }
}

package io.plimsoll.server.pipeline.lineage;

import static io.plimsoll.server.pipeline.lineage.LineageWriteStore.execute;

import io.plimsoll.events.LineageFacts;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps what runs found in datasets: what was asserted and what was measured. */
final class FindingWriteStore {
  private final Handle handle;
  private final ProjectId project;

  FindingWriteStore(Handle handle, ProjectId project) {
    this.handle = handle;
    this.project = project;
  }

  void merge(List<ReceivedEvent> events) {
    checks(events);
    quality(events);
  }

  private void checks(List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_checks AS c (project_id, dataset_id, run_id, passed, failed, warned, results, at, seen_at)
            VALUES (:project, :dataset, :run, :passed, :failed, :warned, CAST(:results AS json), :at, :seen)
            ON CONFLICT (project_id, dataset_id, run_id) DO UPDATE SET
              passed = excluded.passed, failed = excluded.failed, warned = excluded.warned,
              results = excluded.results, at = excluded.at, seen_at = greatest(c.seen_at, excluded.seen_at)
            WHERE excluded.at >= c.at
            """);
    for (ReceivedEvent each : events) {
      each.facts()
          .run()
          .flatMap(LineageFacts.Run::tests)
          .ifPresent(tests -> bind(batch, each, ReceivedEvent.NIL, tests));
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        dataset.checks().ifPresent(checks -> bind(batch, each, dataset.name().id(), checks));
      }
    }
    execute(batch);
  }

  private void bind(
      PreparedBatch batch, ReceivedEvent each, UUID dataset, LineageFacts.Checks checks) {
    batch
        .bind("project", project.value())
        .bind("dataset", dataset)
        .bind("run", each.runId().orElse(ReceivedEvent.NIL))
        .bind("passed", checks.passed())
        .bind("failed", checks.failed())
        .bind("warned", checks.warned())
        .bind("results", checks.results())
        .bind("at", each.at())
        .bind("seen", each.receivedAt())
        .add();
  }

  private void quality(List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_quality AS q (project_id, dataset_id, run_id, row_count, size_bytes, file_count, columns,
                                              at, seen_at)
            VALUES (:project, :dataset, :run, :rows, :bytes, :files, CAST(:columns AS json), :at, :seen)
            ON CONFLICT (project_id, dataset_id, run_id) DO UPDATE SET
              row_count = excluded.row_count, size_bytes = excluded.size_bytes, file_count = excluded.file_count,
              columns = excluded.columns, at = excluded.at, seen_at = greatest(q.seen_at, excluded.seen_at)
            WHERE excluded.at >= q.at
            """);
    for (ReceivedEvent each : events) {
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        Optional<LineageFacts.Quality> quality = dataset.quality();
        if (quality.isPresent()) {
          batch
              .bind("project", project.value())
              .bind("dataset", dataset.name().id())
              .bind("run", each.runId().orElse(ReceivedEvent.NIL))
              .bind("rows", DatasetWriteStore.orNull(quality.get().rows()))
              .bind("bytes", DatasetWriteStore.orNull(quality.get().bytes()))
              .bind("files", DatasetWriteStore.orNull(quality.get().files()))
              .bind("columns", quality.get().columns().orElse(null))
              .bind("at", each.at())
              .bind("seen", each.receivedAt())
              .add();
        }
      }
    }
    execute(batch);
  }
}

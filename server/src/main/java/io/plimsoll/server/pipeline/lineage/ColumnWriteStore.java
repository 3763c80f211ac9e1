package io.plimsoll.server.pipeline.lineage;

import static io.plimsoll.server.pipeline.lineage.LineageWriteStore.execute;

import io.plimsoll.events.LineageFacts;
import io.plimsoll.server.platform.database.ProjectId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps where columns come from: of each dataset what each job said last, as a whole. */
final class ColumnWriteStore {
  private final Handle handle;
  private final ProjectId project;

  ColumnWriteStore(Handle handle, ProjectId project) {
    this.handle = handle;
    this.project = project;
  }

  private record Of(UUID dataset, UUID job) {}

  private record Said(Instant at, Instant seen, List<LineageFacts.Column> columns) {}

  void merge(List<ReceivedEvent> events) {
    Map<Of, Said> latest = new LinkedHashMap<>();
    for (ReceivedEvent each : events) {
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        dataset
            .columns()
            .ifPresent(
                columns ->
                    latest.merge(
                        new Of(dataset.name().id(), each.jobId().orElse(ReceivedEvent.NIL)),
                        new Said(each.at(), each.receivedAt(), columns),
                        (one, other) -> other.at().isBefore(one.at()) ? one : other));
      }
    }
    latest.forEach(this::replace);
  }

  /** Most runs say what the run before has said; then only the time moves. */
  private void replace(Of of, Said said) {
    UUID digest =
        UUID.nameUUIDFromBytes(said.columns().toString().getBytes(StandardCharsets.UTF_8));
    boolean isNew =
        handle
            .createQuery(
                """
                WITH before AS (
                  SELECT digest FROM lineage_column_sets
                  WHERE project_id = :project AND dataset_id = :dataset AND job_id = :job),
                moved AS (
                  INSERT INTO lineage_column_sets AS c (project_id, dataset_id, job_id, digest, at, seen_at)
                  VALUES (:project, :dataset, :job, :digest, :at, :seen)
                  ON CONFLICT (project_id, dataset_id, job_id) DO UPDATE SET
                    digest = excluded.digest, at = excluded.at, seen_at = greatest(c.seen_at, excluded.seen_at)
                  WHERE excluded.at >= c.at
                  RETURNING digest)
                SELECT EXISTS (SELECT FROM moved)
                   AND NOT EXISTS (SELECT FROM before WHERE digest = :digest)
                """)
            .bind("project", project.value())
            .bind("dataset", of.dataset())
            .bind("job", of.job())
            .bind("digest", digest)
            .bind("at", said.at())
            .bind("seen", said.seen())
            .mapTo(Boolean.class)
            .one();
    if (isNew) {
      rewrite(of, said.columns());
    }
  }

  private void rewrite(Of of, List<LineageFacts.Column> columns) {
    handle
        .createUpdate(
            """
            DELETE FROM lineage_columns
            WHERE project_id = :project AND dataset_id = :dataset AND job_id = :job
            """)
        .bind("project", project.value())
        .bind("dataset", of.dataset())
        .bind("job", of.job())
        .execute();
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_columns
              (project_id, dataset_id, job_id, field, input_id, input_field, transformations)
            VALUES (:project, :dataset, :job, :field, :input, :inputField, CAST(:transformations AS json))
            """);
    for (LineageFacts.Column column : columns) {
      batch
          .bind("project", project.value())
          .bind("dataset", of.dataset())
          .bind("job", of.job())
          .bind("field", column.field().orElse(null))
          .bind("input", column.from().id())
          .bind("inputField", column.fromField())
          .bind("transformations", column.transformations())
          .add();
    }
    execute(batch);
  }
}

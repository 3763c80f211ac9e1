package io.plimsoll.server.pipeline.lineage;

import static io.plimsoll.server.pipeline.lineage.LineageWriteStore.direction;
import static io.plimsoll.server.pipeline.lineage.LineageWriteStore.execute;

import io.plimsoll.events.LineageFacts;
import io.plimsoll.events.LineageName;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Notes datasets, the versions and the other names of each, and what runs did with them. */
final class DatasetWriteStore {
  private final Handle handle;
  private final ProjectId project;

  DatasetWriteStore(Handle handle, ProjectId project) {
    this.handle = handle;
    this.project = project;
  }

  void merge(List<ReceivedEvent> events) {
    datasets(events);
    versions(events);
    symlinks(events);
    uses(events);
  }

  /** Those that an event is of, and those that columns are said to come from. */
  private void datasets(List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_datasets AS d (project_id, id, namespace, name, lifecycle, lifecycle_at, first_at, seen_at)
            VALUES (:project, :id, :namespace, :name, :lifecycle, :lifecycleAt, :seen, :seen)
            ON CONFLICT (project_id, id) DO UPDATE SET
              lifecycle = CASE WHEN excluded.lifecycle_at >= coalesce(d.lifecycle_at, '-infinity')
                          THEN excluded.lifecycle ELSE d.lifecycle END,
              lifecycle_at = greatest(d.lifecycle_at, excluded.lifecycle_at),
              seen_at = greatest(d.seen_at, excluded.seen_at)
            """);
    for (ReceivedEvent each : events) {
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        dataset(batch, each, dataset.name(), lifecycle(dataset));
        dataset.columns().stream()
            .flatMap(List::stream)
            .map(LineageFacts.Column::from)
            .distinct()
            .forEach(source -> dataset(batch, each, source, Optional.empty()));
      }
    }
    execute(batch);
  }

  /** Who writes into a dataset that was dropped has made it again, whether he says so or not. */
  private static Optional<String> lifecycle(LineageFacts.Dataset dataset) {
    boolean isWritten = dataset.direction() == LineageFacts.Direction.OUTPUT;
    return dataset.lifecycle().or(() -> isWritten ? Optional.of("WRITE") : Optional.empty());
  }

  private void dataset(
      PreparedBatch batch, ReceivedEvent each, LineageName name, Optional<String> lifecycle) {
    batch
        .bind("project", project.value())
        .bind("id", name.id())
        .bind("namespace", name.namespace())
        .bind("name", name.name())
        .bind("lifecycle", lifecycle.orElse(null))
        .bind("lifecycleAt", lifecycle.isPresent() ? each.at() : null)
        .bind("seen", each.receivedAt())
        .add();
  }

  private void versions(List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_dataset_versions AS v
              (project_id, dataset_id, id, fields, version, first_at, last_at, seen_at)
            VALUES (:project, :dataset, :id, CAST(:fields AS json), :version, :at, :at, :seen)
            ON CONFLICT (project_id, dataset_id, id) DO UPDATE SET
              version = CASE WHEN excluded.last_at >= v.last_at
                        THEN coalesce(excluded.version, v.version) ELSE coalesce(v.version, excluded.version) END,
              first_at = least(v.first_at, excluded.first_at),
              last_at = greatest(v.last_at, excluded.last_at),
              seen_at = greatest(v.seen_at, excluded.seen_at)
            """);
    for (ReceivedEvent each : events) {
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        dataset
            .schema()
            .ifPresent(
                schema ->
                    batch
                        .bind("project", project.value())
                        .bind("dataset", dataset.name().id())
                        .bind("id", schema.id())
                        .bind("fields", schema.fields())
                        .bind("version", schema.version().orElse(null))
                        .bind("at", each.at())
                        .bind("seen", each.receivedAt())
                        .add());
      }
    }
    execute(batch);
  }

  private void symlinks(List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_symlinks AS s (project_id, dataset_id, other_id, namespace, name, type, seen_at)
            VALUES (:project, :dataset, :other, :namespace, :name, :type, :seen)
            ON CONFLICT (project_id, dataset_id, other_id) DO UPDATE SET
              type = excluded.type, seen_at = greatest(s.seen_at, excluded.seen_at)
            """);
    for (ReceivedEvent each : events) {
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        symlinksOf(dataset)
            .forEach(
                symlink ->
                    batch
                        .bind("project", project.value())
                        .bind("dataset", dataset.name().id())
                        .bind("other", symlink.name().id())
                        .bind("namespace", symlink.name().namespace())
                        .bind("name", symlink.name().name())
                        .bind("type", symlink.type())
                        .bind("seen", each.receivedAt())
                        .add());
      }
    }
    execute(batch);
  }

  private static Stream<LineageFacts.Symlink> symlinksOf(LineageFacts.Dataset dataset) {
    return dataset.symlinks().stream().filter(other -> !other.name().equals(dataset.name()));
  }

  private void uses(List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_run_datasets AS u (project_id, run_id, dataset_id, direction, version_id, version_at,
                                                   row_count, size_bytes, file_count, counted_at, at, seen_at)
            VALUES (:project, :run, :dataset, :direction, CAST(:version AS uuid), :versionAt,
                    :rows, :bytes, :files, :countedAt, :at, :seen)
            ON CONFLICT (project_id, run_id, dataset_id, direction) DO UPDATE SET
              version_id = CASE WHEN excluded.version_at >= coalesce(u.version_at, '-infinity')
                           THEN excluded.version_id ELSE u.version_id END,
              version_at = greatest(u.version_at, excluded.version_at),
              row_count = CASE WHEN excluded.counted_at >= coalesce(u.counted_at, '-infinity')
                          THEN excluded.row_count ELSE u.row_count END,
              size_bytes = CASE WHEN excluded.counted_at >= coalesce(u.counted_at, '-infinity')
                           THEN excluded.size_bytes ELSE u.size_bytes END,
              file_count = CASE WHEN excluded.counted_at >= coalesce(u.counted_at, '-infinity')
                           THEN excluded.file_count ELSE u.file_count END,
              counted_at = greatest(u.counted_at, excluded.counted_at),
              at = greatest(u.at, excluded.at),
              seen_at = greatest(u.seen_at, excluded.seen_at)
            """);
    for (ReceivedEvent each : events) {
      if (each.runId().isEmpty()) {
        continue;
      }
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        Optional<LineageFacts.Statistics> counted = dataset.statistics();
        batch
            .bind("project", project.value())
            .bind("run", each.runId().get())
            .bind("dataset", dataset.name().id())
            .bind("direction", direction(dataset))
            .bind("version", dataset.schema().map(LineageFacts.Schema::id).orElse(null))
            .bind("versionAt", dataset.schema().isPresent() ? each.at() : null)
            .bind("rows", counted.map(it -> orNull(it.rows())).orElse(null))
            .bind("bytes", counted.map(it -> orNull(it.bytes())).orElse(null))
            .bind("files", counted.map(it -> orNull(it.files())).orElse(null))
            .bind("countedAt", counted.isPresent() ? each.at() : null)
            .bind("at", each.at())
            .bind("seen", each.receivedAt())
            .add();
      }
    }
    execute(batch);
  }

  static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}

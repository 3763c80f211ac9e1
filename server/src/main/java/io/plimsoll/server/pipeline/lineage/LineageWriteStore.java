package io.plimsoll.server.pipeline.lineage;

import io.plimsoll.events.LineageFacts;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Merges new events into the rows of their jobs, runs and datasets, and of who reads what. */
public final class LineageWriteStore {
  private LineageWriteStore() {}

  /** Merges the events, in the scope and under the lock of their project. */
  public static void merge(Handle handle, ProjectId project, List<ReceivedEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    jobs(handle, project, events);
    runs(handle, project, events);
    edges(handle, project, events);
    new DatasetWriteStore(handle, project).merge(events);
    new FindingWriteStore(handle, project).merge(events);
    new ColumnWriteStore(handle, project).merge(events);
    new FacetWriteStore(handle, project).merge(events);
  }

  private static void jobs(Handle handle, ProjectId project, List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_jobs AS j (project_id, id, namespace, name, processing, integration, type, typed_at,
                                           first_at, seen_at)
            VALUES (:project, :id, :namespace, :name, :processing, :integration, :type, :typedAt, :seen, :seen)
            ON CONFLICT (project_id, id) DO UPDATE SET
              processing = CASE WHEN excluded.typed_at >= coalesce(j.typed_at, '-infinity')
                           THEN excluded.processing ELSE j.processing END,
              integration = CASE WHEN excluded.typed_at >= coalesce(j.typed_at, '-infinity')
                            THEN excluded.integration ELSE j.integration END,
              type = CASE WHEN excluded.typed_at >= coalesce(j.typed_at, '-infinity') THEN excluded.type ELSE j.type END,
              typed_at = greatest(j.typed_at, excluded.typed_at),
              seen_at = greatest(j.seen_at, excluded.seen_at)
            """);
    for (ReceivedEvent each : events) {
      Optional<LineageFacts.Job> job = each.facts().job();
      if (job.isPresent()) {
        LineageFacts.Job said = job.get();
        boolean isTyped = said.processing().isPresent() || said.type().isPresent();
        batch
            .bind("project", project.value())
            .bind("id", said.name().id())
            .bind("namespace", said.name().namespace())
            .bind("name", said.name().name())
            .bind("processing", said.processing().orElse(null))
            .bind("integration", said.integration().orElse(null))
            .bind("type", said.type().orElse(null))
            .bind("typedAt", isTyped ? each.at() : null)
            .bind("seen", each.receivedAt())
            .add();
      }
    }
    execute(batch);
  }

  private static void runs(Handle handle, ProjectId project, List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_runs AS r (project_id, id, job_id, state, state_rank, state_at, started_at, last_at,
              nominal_start, nominal_end, nominal_at, parent_run, parent_at, error_message, error_language,
              error_stack, error_at, engine, engine_at, source_version, source_at, events, seen_at)
            VALUES (:project, :id, :job, :state, :rank, :at, :at, :at,
              :nominalStart, :nominalEnd, :nominalAt, CAST(:parent AS uuid), :parentAt, :message, :language,
              :stack, :errorAt, :engine, :engineAt, :source, :sourceAt, 1, :seen)
            ON CONFLICT (project_id, id) DO UPDATE SET
              state = CASE WHEN (excluded.state_rank, excluded.state_at, excluded.state)
                             >= (r.state_rank, r.state_at, r.state) THEN excluded.state ELSE r.state END,
              state_at = CASE WHEN (excluded.state_rank, excluded.state_at, excluded.state)
                                >= (r.state_rank, r.state_at, r.state) THEN excluded.state_at ELSE r.state_at END,
              state_rank = greatest(r.state_rank, excluded.state_rank),
              job_id = CASE WHEN excluded.last_at >= r.last_at THEN excluded.job_id ELSE r.job_id END,
              started_at = least(r.started_at, excluded.started_at),
              last_at = greatest(r.last_at, excluded.last_at),
              nominal_start = CASE WHEN excluded.nominal_at >= coalesce(r.nominal_at, '-infinity')
                              THEN excluded.nominal_start ELSE r.nominal_start END,
              nominal_end = CASE WHEN excluded.nominal_at >= coalesce(r.nominal_at, '-infinity')
                            THEN excluded.nominal_end ELSE r.nominal_end END,
              nominal_at = greatest(r.nominal_at, excluded.nominal_at),
              parent_run = CASE WHEN excluded.parent_at >= coalesce(r.parent_at, '-infinity')
                           THEN excluded.parent_run ELSE r.parent_run END,
              parent_at = greatest(r.parent_at, excluded.parent_at),
              error_message = CASE WHEN excluded.error_at >= coalesce(r.error_at, '-infinity')
                              THEN excluded.error_message ELSE r.error_message END,
              error_language = CASE WHEN excluded.error_at >= coalesce(r.error_at, '-infinity')
                               THEN excluded.error_language ELSE r.error_language END,
              error_stack = CASE WHEN excluded.error_at >= coalesce(r.error_at, '-infinity')
                            THEN excluded.error_stack ELSE r.error_stack END,
              error_at = greatest(r.error_at, excluded.error_at),
              engine = CASE WHEN excluded.engine_at >= coalesce(r.engine_at, '-infinity')
                       THEN excluded.engine ELSE r.engine END,
              engine_at = greatest(r.engine_at, excluded.engine_at),
              source_version = CASE WHEN excluded.source_at >= coalesce(r.source_at, '-infinity')
                               THEN excluded.source_version ELSE r.source_version END,
              source_at = greatest(r.source_at, excluded.source_at),
              events = r.events + 1,
              seen_at = greatest(r.seen_at, excluded.seen_at)
            """);
    for (ReceivedEvent each : events) {
      Optional<LineageFacts.Run> run = each.facts().run();
      if (run.isPresent()) {
        bind(batch, project, each, run.get());
      }
    }
    execute(batch);
  }

  private static void bind(
      PreparedBatch batch, ProjectId project, ReceivedEvent each, LineageFacts.Run run) {
    Optional<LineageFacts.Nominal> nominal = run.nominal();
    Optional<LineageFacts.Failure> error = run.error();
    Optional<String> source = each.facts().job().flatMap(LineageFacts.Job::version);
    batch
        .bind("project", project.value())
        .bind("id", run.id())
        .bind("job", each.jobId().orElse(ReceivedEvent.NIL))
        .bind("state", state(run.state()))
        .bind("rank", rank(run.state()))
        .bind("at", each.at())
        .bind("nominalStart", nominal.map(LineageFacts.Nominal::start).orElse(null))
        .bind("nominalEnd", nominal.flatMap(LineageFacts.Nominal::end).orElse(null))
        .bind("nominalAt", nominal.isPresent() ? each.at() : null)
        .bind("parent", run.parent().orElse(null))
        .bind("parentAt", run.parent().isPresent() ? each.at() : null)
        .bind("message", error.map(LineageFacts.Failure::message).orElse(null))
        .bind("language", error.flatMap(LineageFacts.Failure::language).orElse(null))
        .bind("stack", error.flatMap(LineageFacts.Failure::stack).orElse(null))
        .bind("errorAt", error.isPresent() ? each.at() : null)
        .bind("engine", run.engine().orElse(null))
        .bind("engineAt", run.engine().isPresent() ? each.at() : null)
        .bind("source", source.orElse(null))
        .bind("sourceAt", source.isPresent() ? each.at() : null)
        .bind("seen", each.receivedAt())
        .add();
  }

  private static String state(LineageFacts.State state) {
    return switch (state) {
      case START, RUNNING -> "running";
      case COMPLETE -> "completed";
      case ABORT -> "aborted";
      case FAIL -> "failed";
      case OTHER -> "unknown";
    };
  }

  /** What is final outlasts what is not, and that outlasts what says nothing of the state. */
  private static int rank(LineageFacts.State state) {
    if (state.isFinal()) {
      return 2;
    }
    return state == LineageFacts.State.OTHER ? 0 : 1;
  }

  private static void edges(Handle handle, ProjectId project, List<ReceivedEvent> events) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO lineage_edges AS e (project_id, job_id, dataset_id, direction, run_id, at, seen_at)
            VALUES (:project, :job, :dataset, :direction, CAST(:run AS uuid), :at, :seen)
            ON CONFLICT (project_id, job_id, dataset_id, direction) DO UPDATE SET
              run_id = CASE WHEN excluded.at >= e.at THEN excluded.run_id ELSE e.run_id END,
              at = greatest(e.at, excluded.at),
              seen_at = greatest(e.seen_at, excluded.seen_at)
            """);
    for (ReceivedEvent each : events) {
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        if (dataset.direction() != LineageFacts.Direction.NONE) {
          batch
              .bind("project", project.value())
              .bind("job", each.jobId().orElse(ReceivedEvent.NIL))
              .bind("dataset", dataset.name().id())
              .bind("direction", direction(dataset))
              .bind("run", each.runId().orElse(null))
              .bind("at", each.at())
              .bind("seen", each.receivedAt())
              .add();
        }
      }
    }
    execute(batch);
  }

  static String direction(LineageFacts.Dataset dataset) {
    return dataset.direction() == LineageFacts.Direction.INPUT ? "input" : "output";
  }

  static void execute(PreparedBatch batch) {
    if (batch.size() > 0) {
      batch.execute();
    }
  }
}

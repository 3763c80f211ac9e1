package io.plimsoll.spark;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryProgressEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryStartedEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryTerminatedEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;

/**
 * What SQL and streaming say, which reaches a listener of the core as other events. A class of its
 * own, so that an application without spark-sql never loads it.
 */
final class SqlEvents {
  private final Recorder recorder;

  SqlEvents(Recorder recorder) {
    this.recorder = recorder;
  }

  void accept(SparkListenerEvent event) {
    if (event instanceof SparkListenerSQLExecutionStart) {
      started((SparkListenerSQLExecutionStart) event);
    } else if (event instanceof SparkListenerSQLExecutionEnd) {
      ended((SparkListenerSQLExecutionEnd) event);
    } else if (event instanceof QueryProgressEvent) {
      progressed(((QueryProgressEvent) event).progress());
    } else if (event instanceof QueryStartedEvent) {
      streamStarted((QueryStartedEvent) event);
    } else if (event instanceof QueryTerminatedEvent) {
      streamEnded((QueryTerminatedEvent) event);
    } else if (event.getClass().getSimpleName().equals("QueryIdleEvent")) {
      idle(event);
    }
  }

  private void started(SparkListenerSQLExecutionStart start) {
    Object root = Reflection.option(Reflection.call(start, "rootExecutionId"));
    long rootId = root instanceof Number ? ((Number) root).longValue() : start.executionId();
    Queries.Query query =
        new Queries.Query(start.executionId(), rootId, start.description(), start.time());
    recorder.change(() -> recorder.queries().started(query));
  }

  private void ended(SparkListenerSQLExecutionEnd end) {
    FinalStatus.Failure failure = failure(end);
    recorder.change(
        () -> {
          Queries.Query query = recorder.queries().ended(end.executionId(), failure != null);
          boolean isQuiet = recorder.jobs().isQuiet(end.executionId()) && failure == null;
          if (query == null || isQuiet) {
            return;
          }
          if (query.isRoot()) {
            recorder.status().actionEnded(failure);
          }
          Report report = query.report(recorder.identity(), end.time(), failure);
          // Of an execution that failed the plan may not be complete; asking would plan it again.
          Object execution = failure == null ? Reflection.call(end, "qe") : null;
          boolean isLeftToWorker =
              execution != null && recorder.worker().offer(() -> send(report, execution));
          if (!isLeftToWorker) {
            if (execution != null) {
              recorder.queries().leftOutLineage();
            }
            recorder.send(report);
          }
        });
  }

  private void send(Report report, Object execution) {
    long begun = recorder.budget().now();
    Lineage lineage = PlanReader.read(execution);
    recorder.send(report.list("inputs", lineage.inputs()).list("outputs", lineage.outputs()));
    recorder.budget().note(begun);
  }

  private static FinalStatus.@Nullable Failure failure(SparkListenerSQLExecutionEnd end) {
    // An empty text means that there was no error, and nothing that an old version wrote the event.
    Object message = Reflection.option(Reflection.call(end, "errorMessage"));
    if (message == null || message.toString().isEmpty()) {
      return null;
    }
    Object problem = Reflection.option(Reflection.call(end, "executionFailure"));
    String kind = problem == null ? "SparkException" : problem.getClass().getName();
    return new FinalStatus.Failure(kind, message.toString());
  }

  private void streamStarted(QueryStartedEvent start) {
    String run = start.runId().toString();
    StreamWatch watch =
        new StreamWatch(start.id().toString(), run, start.name(), millis(start.timestamp()));
    recorder.change(
        () -> {
          recorder.streams().started(watch, run);
          recorder.status().streamStarted(watch.id());
          recorder.send(
              watch.report(recorder.identity(), "running", 0, System.currentTimeMillis()));
        });
  }

  private void progressed(StreamingQueryProgress progress) {
    long now = System.currentTimeMillis();
    recorder.change(
        () -> {
          StreamWatch watch = recorder.streams().find(progress.runId().toString());
          if (watch != null) {
            watch.progressed(progress, now);
            if (recorder.streams().isDue(watch, now)) {
              recorder.send(watch.takeProgress(recorder.identity()));
            }
          }
        });
  }

  private void idle(SparkListenerEvent event) {
    String run = String.valueOf(Reflection.call(event, "runId"));
    long now = System.currentTimeMillis();
    recorder.change(
        () -> {
          StreamWatch watch = recorder.streams().find(run);
          if (watch != null) {
            watch.idle(now);
          }
        });
  }

  private void streamEnded(QueryTerminatedEvent end) {
    Object problem = Reflection.option(end.exception());
    long now = System.currentTimeMillis();
    recorder.change(
        () -> {
          StreamWatch watch = recorder.streams().ended(end.runId().toString());
          if (watch == null) {
            return;
          }
          recorder.send(watch.takeProgress(recorder.identity()));
          Report report =
              watch.report(recorder.identity(), problem == null ? "succeeded" : "failed", now, now);
          if (problem != null) {
            FinalStatus.Failure failure =
                new FinalStatus.Failure("StreamingQueryException", problem.toString());
            recorder.status().streamFailed(watch.id(), failure);
            report.failure(failure.kind(), failure.message());
          }
          recorder.send(report);
        });
  }

  private static long millis(@Nullable String timestamp) {
    try {
      return timestamp == null ? 0 : Instant.parse(timestamp).toEpochMilli();
    } catch (DateTimeParseException unknown) {
      return System.currentTimeMillis();
    }
  }
}

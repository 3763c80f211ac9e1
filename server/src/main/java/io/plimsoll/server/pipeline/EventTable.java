package io.plimsoll.server.pipeline;

import io.plimsoll.events.Buckets;
import io.plimsoll.events.Event;
import io.plimsoll.events.LineageFacts;
import io.plimsoll.events.RunningTotal;
import io.plimsoll.server.platform.database.Columns;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tables of raw events and how an event becomes a row of each. A row is copied into a temporary
 * table of the same shape first, because COPY knows no ON CONFLICT and no row-level security.
 */
enum EventTable {
  PREDICTIONS(
      "project_id, occurred_at, id, received_at, model, version, entity, features, prediction,"
          + " latency_ms, error_kind, error_message, shadow_of, environment, tags"),
  FEEDBACK("project_id, occurred_at, id, received_at, prediction_id, model, actual, tags"),
  METRICS("project_id, occurred_at, id, received_at, name, kind, value, buckets, running, tags"),
  STAGES(
      "project_id, occurred_at, id, received_at, pipeline, stage, run_id, status, duration_ms,"
          + " records_in, records_out, error_kind, error_message, parent_stage, parent_run_id,"
          + " tags"),
  ERRORS(
      "project_id, occurred_at, id, received_at, kind, message, stack, model, pipeline,"
          + " fingerprint, tags"),
  DATASET_BATCHES(
      "project_id, occurred_at, id, received_at, dataset, row_count, duplicates, suite,"
          + " suite_version, every_seconds, model, pipeline, run_id, checks, failed_critical,"
          + " failed_warning, failed_info, columns, results, tags"),
  LINEAGE_EVENTS("project_id, occurred_at, id, received_at, run_id, event"),
  SPARK_REPORTS(
      "project_id, occurred_at, id, received_at, application, application_id, attempt, part, key,"
          + " status, started_at, ended_at, error_kind, error_message, measures, details, spreads,"
          + " inputs, outputs, tags");

  /** An event that is sent again may be of another day; the lock of the project is held. */
  private static final String UNKNOWN =
      """
      WHERE NOT EXISTS (SELECT FROM lineage_events kept
                        WHERE kept.project_id = staged.project_id AND kept.id = staged.id)
      """;

  private final String columns;
  private final int width;

  EventTable(String columns) {
    this.columns = columns;
    this.width = columns.split(",").length;
  }

  static EventTable of(Event event) {
    return switch (event) {
      case Event.Prediction prediction -> PREDICTIONS;
      case Event.Feedback feedback -> FEEDBACK;
      case Event.Metric metric -> METRICS;
      case Event.Stage stage -> STAGES;
      case Event.ErrorReport error -> ERRORS;
      case Event.DatasetBatch batch -> DATASET_BATCHES;
      case Event.Lineage lineage -> LINEAGE_EVENTS;
      case Event.SparkReport report -> SPARK_REPORTS;
    };
  }

  String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The time whose day an event is kept in: when it happened. One of OpenLineage may tell of long
   * ago, and is of the day on which it arrived.
   */
  Instant keptBy(StoredEvent stored) {
    return this == LINEAGE_EVENTS ? stored.receivedAt() : stored.event().occurredAt();
  }

  String createStaging() {
    return "CREATE TEMP TABLE IF NOT EXISTS staged_%s (LIKE %s) ON COMMIT DELETE ROWS"
        .formatted(table(), table());
  }

  String copyIntoStaging() {
    return "COPY staged_%s (%s) FROM STDIN (FORMAT binary)".formatted(table(), columns);
  }

  /** Keeps what is new by id and says which that was: an event that was sent twice counts once. */
  String keepNew() {
    return "INSERT INTO %s (%s) SELECT %s FROM staged_%s staged %s ON CONFLICT DO NOTHING RETURNING id"
        .formatted(table(), columns, columns, table(), this == LINEAGE_EVENTS ? UNKNOWN : "");
  }

  void write(BinaryCopy copy, StoredEvent stored) {
    Event event = stored.event();
    copy.row(width)
        .uuid(stored.project().value())
        .time(event.occurredAt())
        .uuid(event.id())
        .time(stored.receivedAt());
    switch (event) {
      case Event.Prediction it -> {
        copy.text(it.model())
            .text(it.version())
            .text(it.entity())
            .text(it.features().json())
            .text(it.outputs().json());
        it.latencyMs().ifPresentOrElse(copy::number, copy::missing);
        failure(copy, it.error());
        it.shadowOf().ifPresentOrElse(copy::uuid, copy::missing);
        copy.text(it.environment());
      }
      case Event.Feedback it ->
          copy.uuid(it.predictionId()).text(it.model()).text(it.actual().json());
      case Event.Metric it ->
          copy.text(it.name())
              .text(it.kind().name().toLowerCase(Locale.ROOT))
              .number(it.value())
              .text(it.buckets().map(EventTable::json))
              .text(it.running().map(EventTable::json));
      case Event.Stage it -> {
        copy.text(it.pipeline())
            .text(it.stage())
            .text(it.runId())
            .text(it.status().name().toLowerCase(Locale.ROOT))
            .number(it.durationMs());
        it.recordsIn().ifPresentOrElse(copy::integer, copy::missing);
        it.recordsOut().ifPresentOrElse(copy::integer, copy::missing);
        failure(copy, it.error());
        copy.text(it.parentStage()).text(it.parentRunId());
      }
      case Event.ErrorReport it ->
          copy.text(it.failure().kind())
              .text(it.failure().message())
              .text(it.stack())
              .text(it.model())
              .text(it.pipeline())
              .text(it.fingerprint());
      case Event.DatasetBatch it -> batch(copy, it);
      case Event.SparkReport it -> spark(copy, it);
      case Event.Lineage it -> {
        it.facts().run().map(LineageFacts.Run::id).ifPresentOrElse(copy::uuid, copy::missing);
        copy.text(it.json());
      }
    }
    if (this != LINEAGE_EVENTS) {
      tags(copy, event.tags());
    }
  }

  /** Buckets as they are stored, in the raw row and with the running total. */
  static String json(Buckets buckets) {
    Map<String, Object> members = new TreeMap<>();
    members.put("bounds", buckets.bounds());
    members.put("counts", buckets.counts());
    buckets.min().ifPresent(min -> members.put("min", min));
    buckets.max().ifPresent(max -> members.put("max", max));
    return Columns.json(members);
  }

  private static String json(RunningTotal running) {
    Map<String, Object> members = new TreeMap<>();
    members.put("stream", running.stream());
    members.put("reporter", running.reporter());
    running.since().ifPresent(since -> members.put("since", since));
    return Columns.json(members);
  }

  private static void batch(BinaryCopy copy, Event.DatasetBatch it) {
    copy.text(it.dataset()).integer(it.rows());
    it.duplicates().ifPresentOrElse(copy::integer, copy::missing);
    copy.text(it.suite());
    it.suiteVersion().ifPresentOrElse(copy::integer, copy::missing);
    it.everySeconds().ifPresentOrElse(copy::integer, copy::missing);
    copy.text(it.model())
        .text(it.pipeline())
        .text(it.runId())
        .integer(it.results().size())
        .integer(failed(it, "critical"))
        .integer(failed(it, "warning"))
        .integer(failed(it, "info"))
        .text(Columns.json(it.columns()))
        .text(Columns.json(it.results()));
  }

  private static void spark(BinaryCopy copy, Event.SparkReport it) {
    copy.text(it.application())
        .text(it.applicationId())
        .text(it.attempt())
        .text(it.part().name().toLowerCase(Locale.ROOT))
        .text(it.key())
        .text(it.status().name().toLowerCase(Locale.ROOT));
    it.startedAt().ifPresentOrElse(copy::time, copy::missing);
    it.endedAt().ifPresentOrElse(copy::time, copy::missing);
    failure(copy, it.error());
    copy.text(it.measures().json())
        .text(it.details().json())
        .text(Columns.json(it.spreads()))
        .text(Columns.json(it.inputs()))
        .text(Columns.json(it.outputs()));
  }

  private static long failed(Event.DatasetBatch batch, String severity) {
    return batch.results().stream()
        .filter(check -> !check.passed() && check.severity().equals(severity))
        .count();
  }

  private static void failure(BinaryCopy copy, Optional<Event.Failure> failure) {
    copy.text(failure.map(Event.Failure::kind)).text(failure.map(Event.Failure::message));
  }

  private static void tags(BinaryCopy copy, Map<String, String> tags) {
    if (tags.isEmpty()) {
      copy.missing();
    } else {
      copy.text(Columns.json(tags));
    }
  }
}

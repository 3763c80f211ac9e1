package io.plimsoll.server.retention.archive;

import io.plimsoll.server.retention.EventType;
import java.util.ArrayList;
import java.util.List;

/** A column of an archived day: its name, there and in the table of raw events. */
record ArchiveColumn(String name, Kind kind) {

  /** How values are written. */
  enum Kind {
    TEXT,
    NUMBER,
    INTEGER,
    /** Microseconds since 1970. */
    TIME
  }

  /** How the column is asked for. Names are constants of this file. */
  String sql() {
    return switch (kind) {
      case TEXT -> name + "::text";
      case NUMBER, INTEGER -> name;
      case TIME -> "(extract(epoch FROM %s) * 1000000)::bigint".formatted(name);
    };
  }

  /** All columns of a type but the project, which is the same for a whole file. */
  static List<ArchiveColumn> of(EventType type) {
    List<ArchiveColumn> columns = new ArrayList<>();
    columns.add(new ArchiveColumn("id", Kind.TEXT));
    columns.add(new ArchiveColumn("occurred_at", Kind.TIME));
    columns.add(new ArchiveColumn("received_at", Kind.TIME));
    switch (type) {
      case PREDICTIONS -> {
        texts(columns, "model", "version", "entity", "features", "prediction");
        columns.add(new ArchiveColumn("latency_ms", Kind.NUMBER));
        texts(columns, "error_kind", "error_message", "shadow_of", "environment", "tags");
      }
      case FEEDBACK -> texts(columns, "prediction_id", "model", "actual", "tags");
      case METRICS -> {
        texts(columns, "name", "kind");
        columns.add(new ArchiveColumn("value", Kind.NUMBER));
        texts(columns, "buckets", "running", "tags");
      }
      case STAGES -> {
        texts(columns, "pipeline", "stage", "run_id", "status");
        columns.add(new ArchiveColumn("duration_ms", Kind.NUMBER));
        integers(columns, "records_in", "records_out");
        texts(columns, "error_kind", "error_message", "parent_stage", "parent_run_id", "tags");
      }
      case ERRORS ->
          texts(columns, "kind", "message", "stack", "model", "pipeline", "fingerprint", "tags");
      case DATASET_BATCHES -> {
        texts(columns, "dataset");
        integers(columns, "row_count", "duplicates");
        texts(columns, "suite");
        integers(columns, "suite_version", "every_seconds");
        texts(columns, "model", "pipeline", "run_id");
        integers(columns, "checks", "failed_critical", "failed_warning", "failed_info");
        texts(columns, "columns", "results", "tags");
      }
      case LINEAGE_EVENTS -> texts(columns, "run_id", "event");
      case SPARK_REPORTS -> {
        texts(columns, "application", "application_id", "attempt", "part", "key", "status");
        columns.add(new ArchiveColumn("started_at", Kind.TIME));
        columns.add(new ArchiveColumn("ended_at", Kind.TIME));
        texts(columns, "error_kind", "error_message", "measures", "details", "spreads");
        texts(columns, "inputs", "outputs", "tags");
      }
    }
    return List.copyOf(columns);
  }

  private static void texts(List<ArchiveColumn> columns, String... names) {
    for (String name : names) {
      columns.add(new ArchiveColumn(name, Kind.TEXT));
    }
  }

  private static void integers(List<ArchiveColumn> columns, String... names) {
    for (String name : names) {
      columns.add(new ArchiveColumn(name, Kind.INTEGER));
    }
  }
}

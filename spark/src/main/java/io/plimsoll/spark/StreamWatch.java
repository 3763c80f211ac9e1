package io.plimsoll.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.streaming.SinkProgress;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;

/**
 * One run of a streaming query. Batches that end within the interval of reports become one report:
 * their rows add up, and the longest of them is kept. Guarded by the recorder.
 */
final class StreamWatch {
  private static final int MOST_SOURCES = 20;

  private final String id;
  private final String runId;
  private final @Nullable String name;
  private final long startedAt;
  private long batches;
  private long rows;
  private long lastProgressAt;
  private long lastSignAt;
  private boolean isIdle;
  private long waitingBatches;
  private long waitingRows;
  private long longestMs;
  private long waitingSince;
  private @Nullable StreamingQueryProgress waiting;

  StreamWatch(String id, String runId, @Nullable String name, long startedAt) {
    this.id = id;
    this.runId = runId;
    this.name = name;
    this.startedAt = startedAt;
    this.lastProgressAt = startedAt;
    this.lastSignAt = startedAt;
  }

  String id() {
    return id;
  }

  void progressed(StreamingQueryProgress progress, long now) {
    batches++;
    rows += progress.numInputRows();
    lastProgressAt = now;
    lastSignAt = now;
    isIdle = false;
    if (waiting == null) {
      waitingSince = now;
    }
    waiting = progress;
    waitingBatches++;
    waitingRows += progress.numInputRows();
    longestMs = Math.max(longestMs, progress.batchDuration());
  }

  /** It says so every ten seconds while it waits for input, and not while a batch runs. */
  void idle(long now) {
    isIdle = true;
    lastSignAt = now;
  }

  /** Whether what waits has waited that long; the first batch is reported at once. */
  boolean isDue(long now, long intervalMs) {
    return waiting != null && (batches == waitingBatches || now - waitingSince >= intervalMs);
  }

  /** The report of the batches since the last one; null if there were none. */
  @Nullable Report takeProgress(Identity identity) {
    StreamingQueryProgress latest = waiting;
    if (latest == null) {
      return null;
    }
    Report report =
        new Report(identity, "progress", runId + "/" + latest.batchId(), "succeeded")
            .detail("stream", id)
            .detail("run", runId)
            .detail("name", name)
            .detail("batch", latest.batchId())
            .detail("watermark", latest.eventTime().get("watermark"))
            .detail("latestEventTime", latest.eventTime().get("max"))
            .measure("batches", waitingBatches)
            .measure("rows", waitingRows)
            .measure("batchMs", latest.batchDuration())
            .measure("longestBatchMs", longestMs)
            .measure("inputRowsPerSecond", latest.inputRowsPerSecond())
            .measure("processedRowsPerSecond", latest.processedRowsPerSecond());
    latest.durationMs().forEach((step, ms) -> report.measure("step." + step, ms));
    state(report, latest.stateOperators());
    report.list("inputs", sources(report, latest.sources()));
    report.list("outputs", sink(latest.sink()));
    waiting = null;
    waitingBatches = 0;
    waitingRows = 0;
    longestMs = 0;
    return report;
  }

  /** How the query as a whole stands. */
  Report report(Identity identity, String status, long endedAt, long now) {
    return new Report(identity, "stream", runId, status)
        .between(startedAt, endedAt)
        .detail("stream", id)
        .detail("name", name)
        .detail("idle", isIdle)
        .measure("batches", batches)
        .measure("rows", rows)
        .measure("sinceProgressMs", Math.max(0, now - lastProgressAt))
        .measure("stillMs", Math.max(0, now - lastSignAt));
  }

  private static void state(Report report, StateOperatorProgress[] operators) {
    if (operators.length == 0) {
      return;
    }
    long rows = 0;
    long memory = 0;
    long late = 0;
    for (StateOperatorProgress each : operators) {
      rows += each.numRowsTotal();
      memory += each.memoryUsedBytes();
      late += each.numRowsDroppedByWatermark();
    }
    report.measure("stateRows", rows).measure("stateBytes", memory).measure("lateRows", late);
  }

  private static List<Map<String, Object>> sources(Report report, SourceProgress[] sources) {
    List<Map<String, Object>> inputs = new ArrayList<>();
    long behind = 0;
    boolean isKnown = false;
    for (SourceProgress each : sources) {
      if (inputs.size() < MOST_SOURCES) {
        inputs.add(data(each.description(), each.numInputRows()));
      }
      Long lag = Offsets.behind(each.endOffset(), each.latestOffset());
      if (lag != null) {
        behind += lag;
        isKnown = true;
      }
    }
    if (isKnown) {
      report.measure("behindRows", behind);
    }
    return inputs;
  }

  private static List<Map<String, Object>> sink(@Nullable SinkProgress sink) {
    List<Map<String, Object>> outputs = new ArrayList<>();
    if (sink != null) {
      outputs.add(data(sink.description(), sink.numOutputRows()));
    }
    return outputs;
  }

  private static Map<String, Object> data(String name, long rows) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", Texts.place(name));
    if (rows >= 0) {
      data.put("rows", rows);
    }
    return data;
  }
}

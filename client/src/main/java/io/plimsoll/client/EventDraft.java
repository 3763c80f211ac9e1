package io.plimsoll.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event while it is put together; {@code contract/events} of Plimsoll says what each type may
 * hold. It is encoded when it is logged, so what it holds may change afterwards. Not thread-safe.
 *
 * <pre>{@code
 * client.log(EventDraft.prediction("churn", features, outputs).with("version", "3").took(2.1));
 * }</pre>
 */
public final class EventDraft {
  /** The server takes no more of one event. */
  static final int MOST_BYTES = 256 * 1024;

  private static final int MOST_STACK = 16 * 1024;
  private static final int MOST_MESSAGE = 8 * 1024;
  private static final int MOST_TAGS = 16;

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private @Nullable UUID id;
  private @Nullable Instant at;

  private EventDraft(String type) {
    fields.put("type", type);
  }

  /** An event of any type; whoever makes it names its fields by {@link #with}. */
  public static EventDraft of(String type) {
    return new EventDraft(type);
  }

  /** One row that a model answered. */
  public static EventDraft prediction(
      String model, Map<String, ?> features, Map<String, ?> outputs) {
    return of("prediction")
        .with("model", model)
        .with("features", features)
        .with("prediction", outputs);
  }

  /** One row that a model failed to answer. */
  public static EventDraft failedPrediction(
      String model, Map<String, ?> features, Throwable problem) {
    return of("prediction").with("model", model).with("features", features).failure(problem);
  }

  /** What turned out to be true for a prediction. */
  public static EventDraft feedback(String model, UUID prediction, Map<String, ?> actual) {
    return of("feedback")
        .with("model", model)
        .with("predictionId", prediction)
        .with("actual", actual);
  }

  /** One value of a series. */
  public static EventDraft metric(String name, MetricKind kind, double value) {
    return of("metric").with("name", name).with("kind", kind.wire()).with("value", value);
  }

  /** One stage of a run of a pipeline that has ended; with a {@link #failure} it has failed. */
  public static EventDraft stage(String pipeline, String stage, String runId, double durationMs) {
    return of("stage")
        .with("pipeline", pipeline)
        .with("stage", stage)
        .with("runId", runId)
        .with("durationMs", durationMs)
        .with("status", "ok");
  }

  /** An error that belongs to no single prediction or stage. */
  public static EventDraft error(Throwable problem) {
    StringWriter stack = new StringWriter();
    problem.printStackTrace(new PrintWriter(stack, true));
    String text = stack.toString();
    return error(problem.getClass().getName(), String.valueOf(problem.getMessage()))
        .with("stack", text.length() > MOST_STACK ? text.substring(0, MOST_STACK) : text);
  }

  /** An error that is no exception. */
  public static EventDraft error(String kind, String message) {
    return of("error").with("kind", kind).with("message", cut(message));
  }

  /**
   * One batch of a dataset; its profile goes in as the fields {@code columns} and {@code results}.
   */
  public static EventDraft dataset(String dataset, long rows) {
    return of("dataset").with("dataset", dataset).with("rows", rows);
  }

  /** Sets a field; null leaves it out. */
  public EventDraft with(String field, @Nullable Object value) {
    fields.put(field, value);
    return this;
  }

  /** What the sender wants to tell events apart by; 16 at most. */
  public EventDraft tag(String name, String value) {
    tags.put(name, value);
    return this;
  }

  /** How long the call of a model took, in milliseconds. */
  public EventDraft took(double latencyMs) {
    return with("latencyMs", latencyMs);
  }

  /** How many records went into a stage and came out of it. */
  public EventDraft records(long in, long out) {
    return with("recordsIn", in).with("recordsOut", out);
  }

  /** What went wrong; a stage has failed then. */
  public EventDraft failure(Throwable problem) {
    return failure(problem.getClass().getName(), String.valueOf(problem.getMessage()));
  }

  /** What went wrong: the kind to count by and the message to read. */
  public EventDraft failure(String kind, String message) {
    Map<String, Object> failure = new LinkedHashMap<>();
    failure.put("kind", kind);
    failure.put("message", cut(message));
    fields.computeIfPresent("status", (name, status) -> "failed");
    return with("error", failure);
  }

  /** When it happened, if not when it is logged. */
  public EventDraft at(Instant happened) {
    this.at = happened;
    return this;
  }

  /** The event's id, if the sender has one that stays the same when the event is made again. */
  public EventDraft id(UUID stable) {
    this.id = stable;
    return this;
  }

  /** The id and the time, if they were not set; an event that is logged again keeps both. */
  UUID settle(EventIds ids, Instant now) {
    if (at == null) {
      at = now;
    }
    if (id == null) {
      id = ids.next(now.toEpochMilli());
    }
    return id;
  }

  byte[] encode() throws RefusedDraftException {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put("type", fields.get("type"));
    whole.put("id", id);
    whole.put("occurredAt", at);
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            whole.put(name, value);
          }
        });
    if (tags.size() > MOST_TAGS) {
      throw new RefusedDraftException(
          "too_long", tags.size() + " tags; at most " + MOST_TAGS + " are taken");
    }
    if (!tags.isEmpty()) {
      whole.put("tags", tags);
    }
    byte[] bytes = JsonWriter.write(whole).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_BYTES) {
      throw new RefusedDraftException(
          "event_too_large",
          "the event has " + bytes.length + " bytes; at most " + MOST_BYTES + " are taken");
    }
    return bytes;
  }

  private static String cut(String text) {
    return text.length() > MOST_MESSAGE ? text.substring(0, MOST_MESSAGE) : text;
  }
}

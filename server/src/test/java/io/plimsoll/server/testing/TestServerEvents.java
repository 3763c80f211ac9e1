package io.plimsoll.server.testing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events as a client sends them, to be changed before they are sent. */
public final class TestServerEvents {
  private TestServerEvents() {}

  public static Map<String, Object> prediction(String model) {
    Map<String, Object> event = event("prediction");
    event.put("model", model);
    event.put("version", "1");
    event.put("features", Map.of("temp", 21.5, "carrier", "UA", "late", true));
    event.put("prediction", Map.of("label", 1));
    event.put("latencyMs", 3.5);
    return event;
  }

  public static Map<String, Object> feedback(String model, Object predictionId) {
    Map<String, Object> event = event("feedback");
    event.put("model", model);
    event.put("predictionId", predictionId);
    event.put("actual", 1);
    return event;
  }

  public static Map<String, Object> metric(String name, double value) {
    Map<String, Object> event = event("metric");
    event.put("name", name);
    event.put("value", value);
    return event;
  }

  public static Map<String, Object> stage(String pipeline, String stage) {
    Map<String, Object> event = event("stage");
    event.put("pipeline", pipeline);
    event.put("stage", stage);
    event.put("runId", "run-1");
    event.put("status", "ok");
    event.put("durationMs", 12.5);
    event.put("recordsIn", 100);
    event.put("recordsOut", 90);
    return event;
  }

  public static Map<String, Object> error(String kind, String message) {
    Map<String, Object> event = event("error");
    event.put("kind", kind);
    event.put("message", message);
    return event;
  }

  /** A batch with one column and one check that passed. */
  public static Map<String, Object> dataset(String name, long rows) {
    Map<String, Object> event = event("dataset");
    event.put("dataset", name);
    event.put("rows", rows);
    event.put(
        "columns",
        List.of(Map.of("name", "price", "type", "number", "missing", 0, "distinct", rows)));
    event.put(
        "results",
        List.of(
            Map.of(
                "check", "not_null(price)",
                "expectation", "not_null",
                "column", "price",
                "severity", "critical",
                "passed", true,
                "message", "all fit")));
    return event;
  }

  /** A report of a part of an application of Spark, of which there is one run. */
  public static Map<String, Object> spark(
      String application, String part, String key, String status) {
    Map<String, Object> event = event("spark");
    event.put("application", application);
    event.put("applicationId", "app-" + application);
    event.put("part", part);
    event.put("key", key);
    event.put("status", status);
    return event;
  }

  /** A request's body. */
  public static Map<String, Object> batch(Object... events) {
    return Map.of("events", List.of(events));
  }

  public static Map<String, Object> batch(List<?> events) {
    return Map.of("events", events);
  }

  private static Map<String, Object> event(String type) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", type);
    event.put("id", UUID.randomUUID().toString());
    event.put("occurredAt", Instant.now().toString());
    return event;
  }
}

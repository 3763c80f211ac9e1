package io.plimsoll.spark;

import io.plimsoll.client.EventDraft;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One report of a part of the application, while it is put together. */
final class Report {
  private final EventDraft draft = EventDraft.of("spark");
  private final Map<String, Object> measures = new LinkedHashMap<>();
  private final Map<String, Object> details = new LinkedHashMap<>();

  Report(Identity application, String part, String key, String status) {
    draft
        .with("application", Texts.label(application.name()))
        .with("applicationId", Texts.label(application.id()))
        .with("attempt", application.attempt())
        .with("part", part)
        .with("key", Texts.label(key))
        .with("status", status);
  }

  /** Milliseconds since 1970; what is not positive is not known. */
  Report between(long startMs, long endMs) {
    if (startMs > 0) {
      draft.with("startedAt", Instant.ofEpochMilli(startMs));
    }
    if (endMs > 0) {
      draft.with("endedAt", Instant.ofEpochMilli(endMs));
    }
    return this;
  }

  Report measure(String name, long value) {
    measures.put(name, value);
    return this;
  }

  Report measure(String name, double value) {
    // The rates of a batch that took no time are infinite.
    if (!Double.isNaN(value) && !Double.isInfinite(value)) {
      measures.put(name, value);
    }
    return this;
  }

  /** A figure that Spark does not always collect and then calls 0. */
  Report measureIfAny(String name, long value) {
    return value > 0 ? measure(name, value) : this;
  }

  Report detail(String name, @Nullable Object value) {
    if (value instanceof String) {
      details.put(name, Texts.message((String) value));
    } else if (value != null) {
      details.put(name, value);
    }
    return this;
  }

  Report failure(String kind, @Nullable String message) {
    draft.failure(Texts.label(kind), Texts.message(message));
    return this;
  }

  Report list(String name, List<?> items) {
    draft.with(name, items.isEmpty() ? null : items);
    return this;
  }

  EventDraft draft() {
    return draft
        .with("measures", measures.isEmpty() ? null : measures)
        .with("details", details.isEmpty() ? null : details);
  }
}

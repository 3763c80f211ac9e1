package io.plimsoll.server.intake.otlp;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An event while it is put together, by the names of its fields on the wire. */
final class Draft {
  private static final long NANOS_OF_A_SECOND = 1_000_000_000L;

  private final String what;
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Draft(String what) {
    this.what = what;
  }

  /**
   * Begins an event.
   *
   * @param what names the record in a refusal
   */
  static Draft of(String type, String what, UUID id, Instant occurredAt, Map<String, String> tags) {
    return new Draft(what)
        .with("type", type)
        .with("id", id.toString())
        .with("occurredAt", occurredAt.toString())
        .with("tags", tags);
  }

  Draft with(String field, Object value) {
    fields.put(field, value);
    return this;
  }

  Draft with(String field, Optional<?> value) {
    value.ifPresent(present -> fields.put(field, present));
    return this;
  }

  /** What went wrong, within the limits of an event. */
  static Map<String, Object> failure(String kind, String message) {
    return Map.of(
        "kind",
        Texts.shorten(kind.isBlank() ? "error" : kind, Texts.LABEL),
        "message",
        Texts.shorten(message, Texts.MESSAGE));
  }

  /** A time of the wire, which counts nanoseconds from 1970 without a sign. */
  static Instant time(long nanos) {
    return Instant.ofEpochSecond(
        Long.divideUnsigned(nanos, NANOS_OF_A_SECOND),
        Long.remainderUnsigned(nanos, NANOS_OF_A_SECOND));
  }

  String what() {
    return what;
  }

  Map<String, Object> fields() {
    return fields;
  }
}

package io.plimsoll.server.retention;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The types of raw events that are kept by the day; the name is that of their table, too. */
public enum EventType {
  PREDICTIONS,
  FEEDBACK,
  METRICS,
  STAGES,
  ERRORS,
  DATASET_BATCHES,
  LINEAGE_EVENTS,
  SPARK_REPORTS;

  /** The word on the wire. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The column whose day an event is kept in: when it happened. One of OpenLineage may tell of long
   * ago, and is of the day on which it arrived.
   */
  public String timeColumn() {
    return this == LINEAGE_EVENTS ? "received_at" : "occurred_at";
  }

  /** Reads what {@link #text} wrote; a problem names the field. */
  public static EventType parse(String text) {
    return Arrays.stream(values())
        .filter(type -> type.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "type",
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(EventType::text)
                                .collect(Collectors.joining(", ")))));
  }
}

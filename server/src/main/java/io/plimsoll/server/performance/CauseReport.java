package io.plimsoll.server.performance;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which drifting features go with the decay of a model, the closest first.
 *
 * @param chunks over which drift and performance were compared
 * @param reason why there is no answer; empty if there is one
 * @param events what happened to the model in the window: what was deployed, which alerts fired,
 *     and what became of the datasets that name it, or that name no model
 */
public record CauseReport(
    String model,
    @Nullable String version,
    Instant from,
    Instant to,
    @Nullable Metric metric,
    int chunks,
    String reason,
    List<Cause> items,
    List<Event> events) {
  public CauseReport {
    items = List.copyOf(items);
    events = List.copyOf(events);
  }

  /**
   * A feature.
   *
   * @param correlation of its drift with the change in performance over the chunks (Pearson's),
   *     from -1 to 1; null where either does not change
   * @param pValue how often chance alone correlates so closely (t, n - 2); null for fewer than four
   *     chunks
   * @param drift the largest population stability index of a chunk against the reference
   * @param noise what chance alone makes of it, in 95 of 100 such chunks
   * @param driftedChunks chunks whose drift is beyond noise and 0.2
   * @param events what was seen of the feature in the window
   */
  @Schema(name = "PerformanceCause")
  public record Cause(
      String feature,
      @Nullable Double correlation,
      @Nullable Double pValue,
      double drift,
      double noise,
      int driftedChunks,
      List<Event> events) {
    public Cause {
      events = List.copyOf(events);
    }
  }

  /** Something that happened upstream, and when it was first seen. */
  @Schema(name = "PerformanceEvent")
  public record Event(Instant at, Kind kind, String message) {
    /** What it was. */
    @Schema(name = "PerformanceEventKind")
    public enum Kind {
      /** Values were missing much more often than in the reference. */
      MISSING_VALUES,
      /** The feature, or a column of a dataset, came or went. */
      SCHEMA_CHANGE,
      /** Its values changed their type. */
      TYPE_CHANGE,
      /** A batch of a dataset did not come when it was due. */
      LATE_DATA,
      /** A batch of a dataset failed a critical check, and the one before had not. */
      FAILED_CHECK,
      /** Production moved to another version. */
      DEPLOY,
      /** An alert fired. */
      ALERT;

      /** Whether it happened to the data, before the model was asked. */
      boolean isUpstream() {
        return this != DEPLOY && this != ALERT;
      }

      @JsonValue
      public String text() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }
}

package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.registry.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A model as a card or a row shows it.
 *
 * @param productionVersion the version that answers; absent if none does
 * @param endpoint where to call it; absent if nothing is served
 * @param lastPredictionAt the minute of the last prediction
 */
public record ModelSummary(
    String name,
    Kind kind,
    ModelState state,
    @Nullable Integer productionVersion,
    @Nullable String framework,
    @Nullable Engine engine,
    @Nullable String endpoint,
    Mark mark,
    Load traffic,
    List<SparklinePoint> sparkline,
    @Nullable Instant lastPredictionAt) {

  public ModelSummary {
    sparkline = List.copyOf(sparkline);
  }

  /** Whether the model runs here or only reports here. */
  @Schema(name = "ModelKind")
  public enum Kind {
    @JsonProperty("served")
    SERVED,
    @JsonProperty("observed")
    OBSERVED
  }

  /** Traffic of one window. */
  @Schema(name = "TrafficSummary")
  public record Load(
      String window,
      long requests,
      long errors,
      double errorRate,
      double requestsPerSecond,
      @Nullable Double p95LatencyMs) {
    static Load of(Duration window, TrafficStore.Counts counts, @Nullable Double p95LatencyMs) {
      return new Load(
          window.toString(),
          counts.requests(),
          counts.errors(),
          counts.errorRate(),
          (double) counts.requests() / window.toSeconds(),
          p95LatencyMs);
    }
  }

  /** One bar of a sparkline. */
  @Schema(name = "TrafficSparklinePoint")
  public record SparklinePoint(Instant at, long requests, long errors) {}
}

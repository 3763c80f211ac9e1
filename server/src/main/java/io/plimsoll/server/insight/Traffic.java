package io.plimsoll.server.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.insight.TrafficStore.Bucket;
import io.plimsoll.server.insight.TrafficStore.Counts;
import io.plimsoll.server.platform.http.Finite;
import io.plimsoll.stats.NumericProfile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A model's traffic over time.
 *
 * @param step the width of a point; wider than asked for where that would draw too many
 * @param points every bucket that has begun; one without requests has zeros and no percentiles
 * @param markers what happened to the model in that time
 */
public record Traffic(
    Instant from, Instant to, String step, List<Point> points, List<Marker> markers) {

  public Traffic {
    points = List.copyOf(points);
    markers = List.copyOf(markers);
  }

  static Traffic of(
      String model,
      TimeRange range,
      Step step,
      Instant now,
      Map<Bucket, Counts> counts,
      Map<Bucket, NumericProfile> latencies,
      List<Marker> markers) {
    List<Point> points =
        step.buckets(range, now).stream()
            .map(
                start -> {
                  Bucket bucket = new Bucket(model, start);
                  return Point.of(
                      start,
                      counts.getOrDefault(bucket, Counts.NONE),
                      latencies.getOrDefault(bucket, new NumericProfile()));
                })
            .toList();
    return new Traffic(range.from(), range.to(), step.name(), points, markers);
  }

  /**
   * One bucket.
   *
   * @param rows prediction rows; a request may carry several
   * @param p50 the median latency of successful calls in ms; absent when there were none
   */
  @Schema(name = "TrafficPoint")
  public record Point(
      Instant at,
      long requests,
      long errors,
      long rows,
      @Nullable Double p50,
      @Nullable Double p95,
      @Nullable Double p99) {
    static Point of(Instant at, Counts counts, NumericProfile latency) {
      return new Point(
          at,
          counts.requests(),
          counts.errors(),
          counts.rows(),
          quantile(latency, 0.50),
          quantile(latency, 0.95),
          quantile(latency, 0.99));
    }
  }

  /** A vertical tick on every chart of the model. */
  @Schema(name = "TrafficMarker")
  public record Marker(Instant at, Kind kind, String label, String ref) {

    /** What a tick stands for. */
    @Schema(name = "TrafficMarkerKind")
    public enum Kind {
      @JsonProperty("deploy")
      DEPLOY,
      @JsonProperty("rollback")
      ROLLBACK,
      @JsonProperty("alert")
      ALERT
    }
  }

  /** A percentile, or nothing where there are no values to take it from. */
  static @Nullable Double quantile(NumericProfile profile, double share) {
    return profile.count() == 0 ? null : Finite.orNull(profile.quantile(share));
  }
}

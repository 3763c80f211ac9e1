package io.plimsoll.server.performance;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How good the answers were by segment, the weakest first.
 *
 * @param metric by which segments are compared; null where there is nothing to compare
 * @param compared segments that have enough labels, over which false discoveries are kept to 5 %
 */
public record SegmentReport(
    String model,
    @Nullable String version,
    Instant from,
    Instant to,
    @Nullable Metric metric,
    int compared,
    List<SegmentAnswer> items,
    @Nullable String nextCursor) {
  public SegmentReport {
    items = List.copyOf(items);
  }

  /**
   * One value of a segment.
   *
   * @param value "(other)" stands for all that are not kept apart
   * @param figures of its rows
   * @param rest the metric in all other rows; null where it is not defined
   * @param pValue how often chance alone makes a segment so much worse than the rest
   * @param adjusted the same after the correction for looking at all segments
   * @param isWeak whether it is worse than the rest beyond chance, by the adjusted value
   */
  @Schema(name = "PerformanceSegment")
  public record SegmentAnswer(
      String segment,
      String value,
      long predictions,
      long labelled,
      List<PerformanceReport.Figure> figures,
      PerformanceReport.@Nullable Value rest,
      @Nullable Double pValue,
      @Nullable Double adjusted,
      boolean isWeak) {
    public SegmentAnswer {
      figures = List.copyOf(figures);
    }
  }
}

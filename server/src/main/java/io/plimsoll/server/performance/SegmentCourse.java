package io.plimsoll.server.performance;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One segment from chunk to chunk, beside all other rows: since when it is weak.
 *
 * @param segment empty where the window has none
 * @param metric by which it is compared; null where there is nothing to compare
 * @param compared chunks with labels enough on both sides, over which false discoveries are kept to
 *     5 %
 */
public record SegmentCourse(
    String model,
    @Nullable String version,
    Instant from,
    Instant to,
    String segment,
    String value,
    @Nullable Metric metric,
    int compared,
    List<SegmentChunk> chunks) {
  public SegmentCourse {
    chunks = List.copyOf(chunks);
  }

  /**
   * The segment in one chunk.
   *
   * @param own the metric of its rows; null where it is not defined
   * @param rest the metric of all other rows of the chunk; null where it is not defined
   * @param pValue how often chance alone makes the segment so much worse than the rest
   * @param adjusted the same after the correction for looking at all chunks
   * @param isWeak whether it is worse than the rest beyond chance, by the adjusted value
   */
  @Schema(name = "PerformanceSegmentChunk")
  public record SegmentChunk(
      Instant from,
      Instant to,
      long predictions,
      long labelled,
      PerformanceReport.@Nullable Value own,
      PerformanceReport.@Nullable Value rest,
      @Nullable Double pValue,
      @Nullable Double adjusted,
      boolean isWeak) {}
}

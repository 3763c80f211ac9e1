package io.plimsoll.server.performance;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceReport.Value;
import io.plimsoll.server.performance.PerformanceReports.Estimates;
import io.plimsoll.server.performance.PerformanceReports.Material;
import io.plimsoll.server.performance.SegmentCourse.SegmentChunk;
import io.plimsoll.server.platform.http.Finite;
import io.plimsoll.stats.drift.FalseDiscovery;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows one segment from chunk to chunk, beside all other rows of the same chunks. */
@ApplicationScoped
public class SegmentCourses {
  private final PerformanceReports reports;
  private final PerformanceStore store;

  public SegmentCourses(PerformanceReports reports, PerformanceStore store) {
    this.reports = reports;
    this.store = store;
  }

  /** The rows of a chunk, apart by whether they belong to the segment. */
  private record Sides(PerformanceState own, PerformanceState rest) {}

  /** A chunk on its way to a verdict. */
  private record Compared(
      Chunk chunk, PerformanceState state, Estimate own, Estimate rest, double pValue) {}

  SegmentCourse course(
      Tenant tenant, Question question, String segment, String value, @Nullable Metric asked) {
    Material material = reports.gather(tenant, question, Estimates.NONE);
    PerformanceReports.requireFew(question, material.window().size());
    Subject subject = material.subject();
    Metric metric = asked == null ? subject.main() : asked;
    String version = material.known().version();
    List<Compared> compared = new ArrayList<>();
    if (version != null) {
      Map<Chunk, Sides> sides = sides(tenant, question.model(), version, segment, value, material);
      material.window().forEach(chunk -> compared.add(compare(subject, metric, chunk, sides)));
    }
    double[] pValues =
        compared.stream().mapToDouble(Compared::pValue).filter(p -> !Double.isNaN(p)).toArray();
    double[] adjusted = FalseDiscovery.adjust(pValues);
    List<SegmentChunk> chunks = new ArrayList<>();
    int at = 0;
    for (Compared each : compared) {
      double corrected = Double.isNaN(each.pValue()) ? Double.NaN : adjusted[at++];
      chunks.add(
          new SegmentChunk(
              each.chunk().from(),
              each.chunk().to(),
              each.state().predictions(),
              each.state().labelledRows(),
              Value.of(metric, each.own(), subject.sketchError(metric, each.state())),
              Value.of(metric, each.rest(), 0),
              Finite.orNull(each.pValue()),
              Finite.orNull(corrected),
              corrected <= SegmentReports.FALSE_SHARE));
    }
    return new SegmentCourse(
        question.model(),
        version,
        question.from(),
        question.to(),
        segment,
        value,
        version == null ? null : metric,
        pValues.length,
        chunks);
  }

  private Map<Chunk, Sides> sides(
      Tenant tenant,
      String model,
      String version,
      String segment,
      String value,
      Material material) {
    Map<Chunk, Sides> sides = new HashMap<>();
    Map<Instant, Sides> byHour = new HashMap<>();
    List<Chunk> window = material.window();
    int together = 2 * Math.max(1, window.size());
    for (Chunk chunk : window) {
      Sides both =
          new Sides(
              PerformanceState.forReadingSegments(together),
              PerformanceState.forReadingSegments(together));
      sides.put(chunk, both);
      chunk.hours().forEach(hour -> byHour.put(hour.start(), both));
    }
    if (!window.isEmpty()) {
      store.segment(
          tenant,
          new PerformanceStore.SegmentQuestion(
              model, version, segment, window.getFirst().from(), window.getLast().to()),
          stored -> {
            Sides both = byHour.get(stored.hour());
            if (both != null) {
              (stored.value().equals(value) ? both.own() : both.rest()).mergeBytes(stored.state());
            }
          });
    }
    return sides;
  }

  private static Compared compare(
      Subject subject, Metric metric, Chunk chunk, Map<Chunk, Sides> sides) {
    Sides both =
        sides.getOrDefault(chunk, new Sides(new PerformanceState(), new PerformanceState()));
    Estimate own = subject.realised(both.own()).getOrDefault(metric, Estimate.UNDEFINED);
    Estimate rest = subject.realised(both.rest()).getOrDefault(metric, Estimate.UNDEFINED);
    boolean isEnough =
        both.own().labelledRows() >= PerformanceReports.FEWEST_LABELS
            && both.rest().labelledRows() >= PerformanceReports.FEWEST_LABELS;
    double pValue = isEnough ? SegmentReports.pValueOfWorse(metric, own, rest) : Double.NaN;
    return new Compared(chunk, both.own(), own, rest, pValue);
  }
}

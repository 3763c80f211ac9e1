package io.plimsoll.server.performance;

import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceStore.SampledRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A sampled row, and for how many rows of its hour it stands. */
record Weighted(SampledRow row, double weight) {
  /** The rows of the chunks' hours that are meant; each stands for as many as any other does. */
  static List<Weighted> of(
      List<Chunk> chunks, Map<Instant, List<SampledRow>> byHour, Predicate<SampledRow> isMeant) {
    List<Weighted> rows = new ArrayList<>();
    for (Chunk chunk : chunks) {
      for (ChunkSize.Hour hour : chunk.hours()) {
        List<SampledRow> sample = byHour.getOrDefault(hour.start(), List.of());
        double weight = (double) hour.predictions() / Math.max(1, sample.size());
        sample.stream().filter(isMeant).forEach(row -> rows.add(new Weighted(row, weight)));
      }
    }
    return rows;
  }
}

package io.plimsoll.server.performance;

import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.server.performance.PerformanceStore.SampledRow;
import io.plimsoll.server.pipeline.labels.LabelReading;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which rows of the samples have a value of a segment. They are kept without the tags of their
 * events, and what is pooled is known by none of its values: of these no row is known. Each row is
 * read once, however many segments there are. Not thread-safe.
 */
final class SegmentRows {
  private final PerformanceSettings settings;
  private final LabelReading reading;
  private final IdentityHashMap<SampledRow, Map<String, String>> known = new IdentityHashMap<>();

  SegmentRows(PerformanceSettings settings) {
    this.settings = settings;
    this.reading = new LabelReading(settings);
  }

  Predicate<SampledRow> with(String segment, String value) {
    if (isTag(segment) || value.equals(SegmentReports.POOLED)) {
      return row -> false;
    }
    return row -> value.equals(segments(row).get(segment));
  }

  private boolean isTag(String segment) {
    List<Segment> named = settings.segments();
    return named != null
        && named.stream()
            .anyMatch(each -> each.name().equals(segment) && each.source() == Source.TAG);
  }

  private Map<String, String> segments(SampledRow row) {
    return known.computeIfAbsent(row, each -> reading.segments(each.features(), Map.of()));
  }
}

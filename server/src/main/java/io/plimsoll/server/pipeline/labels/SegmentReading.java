package io.plimsoll.server.pipeline.labels;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The segments that a row belongs to, by what its model's settings say. */
final class SegmentReading {
  private static final int AUTOMATIC = 3;

  private SegmentReading() {}

  /**
   * The row's value for each segment.
   *
   * @param named the segments of the settings; null to take the first texts and flags
   */
  static Map<String, String> of(
      @Nullable List<Segment> named,
      Map<String, ? extends @Nullable Object> features,
      Map<String, ? extends @Nullable Object> tags) {
    if (named == null) {
      return automatic(features);
    }
    Map<String, String> values = new TreeMap<>();
    for (Segment segment : named) {
      Object value = (segment.source() == Source.TAG ? tags : features).get(segment.name());
      values.put(segment.name(), valueOf(segment, value));
    }
    return values;
  }

  /** The first texts and flags by name. */
  private static Map<String, String> automatic(Map<String, ? extends @Nullable Object> features) {
    TreeMap<String, @Nullable Object> first = new TreeMap<>();
    for (Map.Entry<String, ? extends @Nullable Object> each : features.entrySet()) {
      if (each.getValue() instanceof String || each.getValue() instanceof Boolean) {
        first.put(each.getKey(), each.getValue());
        if (first.size() > AUTOMATIC) {
          first.pollLastEntry();
        }
      }
    }
    Map<String, String> values = new TreeMap<>();
    first.forEach((name, value) -> values.put(ValueName.of(name), ValueName.of(value)));
    return values;
  }

  private static String valueOf(Segment segment, @Nullable Object value) {
    if (value == null || value.equals("")) {
      return LabelReading.MISSING;
    }
    if (segment.edges().isEmpty() || !(value instanceof Number)) {
      return ValueName.of(value);
    }
    double number = LabelReading.number(value);
    List<Double> edges = segment.edges();
    int at = 0;
    while (at < edges.size() && number >= edges.get(at)) {
      at++;
    }
    if (at == 0) {
      return "< " + ValueName.of(edges.getFirst());
    }
    return at == edges.size()
        ? "≥ " + ValueName.of(edges.getLast())
        : ValueName.of(edges.get(at - 1)) + " to " + ValueName.of(edges.get(at));
  }
}

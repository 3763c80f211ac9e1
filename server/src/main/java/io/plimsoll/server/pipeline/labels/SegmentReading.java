package io.plimsoll.server.pipeline.labels;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The segments that a row belongs to, by what its model's settings say. */
public final class SegmentReading {
  private static final int AUTOMATIC = 3;

  private SegmentReading() {}

  /**
   * The row's value for each segment.
   *
   * @param named the segments of the settings; null to take the first texts and flags
   */
  public static Map<String, String> of(
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
    // Three places in order instead of a tree: every row is read.
    List<Map.Entry<String, ? extends @Nullable Object>> first = new ArrayList<>(AUTOMATIC + 1);
    for (Map.Entry<String, ? extends @Nullable Object> each : features.entrySet()) {
      if (each.getValue() instanceof String || each.getValue() instanceof Boolean) {
        int place = first.size();
        while (place > 0 && first.get(place - 1).getKey().compareTo(each.getKey()) > 0) {
          place--;
        }
        if (place < AUTOMATIC) {
          first.add(place, each);
          if (first.size() > AUTOMATIC) {
            first.removeLast();
          }
        }
      }
    }
    Map<String, String> values = LinkedHashMap.newLinkedHashMap(AUTOMATIC);
    first.forEach(each -> values.put(ValueName.of(each.getKey()), ValueName.of(each.getValue())));
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

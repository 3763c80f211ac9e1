package io.plimsoll.server.pipeline.labels;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
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

  private static Map<String, String> automatic(Map<String, ? extends @Nullable Object> features) {
    First first = new First();
    features.forEach(first::offer);
    return first.named();
  }

  /** The first texts and flags by name: places in order instead of a tree, as every row is read. */
  private static final class First {
    private final String[] names = new String[AUTOMATIC];
    private final Object[] values = new Object[AUTOMATIC];
    private int taken;

    void offer(String name, @Nullable Object value) {
      if (!(value instanceof String || value instanceof Boolean)) {
        return;
      }
      int place = taken;
      while (place > 0 && names[place - 1].compareTo(name) > 0) {
        place--;
      }
      if (place == AUTOMATIC) {
        return;
      }
      taken = Math.min(taken + 1, AUTOMATIC);
      System.arraycopy(names, place, names, place + 1, taken - place - 1);
      System.arraycopy(values, place, values, place + 1, taken - place - 1);
      names[place] = name;
      values[place] = value;
    }

    Map<String, String> named() {
      Map<String, String> named = LinkedHashMap.newLinkedHashMap(taken);
      for (int place = 0; place < taken; place++) {
        named.put(ValueName.of(names[place]), ValueName.of(values[place]));
      }
      return named;
    }
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

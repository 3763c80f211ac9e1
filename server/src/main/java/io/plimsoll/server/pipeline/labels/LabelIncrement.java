package io.plimsoll.server.pipeline.labels;

import io.plimsoll.stats.performance.PerformanceState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a batch changes in the states of one project. Pure; not thread-safe. */
final class LabelIncrement {
  /** The name of the segment that has all rows. */
  static final String ALL = "";

  private final Map<Hour, Map<String, Map<String, PerformanceState>>> hours = new LinkedHashMap<>();
  private @Nullable Hour last;
  private Map<String, Map<String, PerformanceState>> ofLast = Map.of();

  /** What the rows of a batch mostly share, so that it is looked up once for all their segments. */
  private record Hour(String model, String version, Instant start) {}

  /** A segment of a version in an hour; the value is the row's own, and may be pooled later. */
  record Key(Group group, String value) {}

  /** All values of a segment of a version in an hour. */
  record Group(String model, String version, Instant hour, String segment) {}

  Map<Key, PerformanceState> states() {
    Map<Key, PerformanceState> states = new LinkedHashMap<>();
    hours.forEach(
        (hour, segments) ->
            segments.forEach(
                (segment, values) -> {
                  Group group = new Group(hour.model(), hour.version(), hour.start(), segment);
                  values.forEach((value, state) -> states.put(new Key(group, value), state));
                }));
    return states;
  }

  /** Changes the state of all rows of an hour, and that of each segment that the row belongs to. */
  void change(
      String model,
      String version,
      Instant hour,
      Map<String, String> segments,
      Consumer<PerformanceState> change) {
    Map<String, Map<String, PerformanceState>> bySegment = of(new Hour(model, version, hour));
    change.accept(state(bySegment, ALL, ""));
    segments.forEach((segment, value) -> change.accept(state(bySegment, segment, value)));
  }

  /** A row is mostly of the same hour as the one before it. */
  private Map<String, Map<String, PerformanceState>> of(Hour hour) {
    if (!hour.equals(last)) {
      last = hour;
      ofLast = hours.computeIfAbsent(hour, absent -> new LinkedHashMap<>());
    }
    return ofLast;
  }

  private static PerformanceState state(
      Map<String, Map<String, PerformanceState>> bySegment, String segment, String value) {
    return bySegment
        .computeIfAbsent(segment, absent -> new LinkedHashMap<>())
        .computeIfAbsent(
            value,
            absent ->
                segment.equals(ALL)
                    ? PerformanceState.forAdding()
                    : PerformanceState.forAddingToSegment());
  }
}

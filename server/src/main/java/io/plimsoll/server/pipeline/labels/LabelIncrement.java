package io.plimsoll.server.pipeline.labels;

import io.plimsoll.stats.performance.PerformanceState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a batch changes in the states of one project. Pure; not thread-safe. */
final class LabelIncrement {
  /** The name of the segment that has all rows. */
  static final String ALL = "";

  private final Map<Key, PerformanceState> states = new LinkedHashMap<>();

  /** A segment of a version in an hour; the value is the row's own, and may be pooled later. */
  record Key(Group group, String value) {}

  /** All values of a segment of a version in an hour. */
  record Group(String model, String version, Instant hour, String segment) {}

  Map<Key, PerformanceState> states() {
    return states;
  }

  /** Changes the state of all rows of an hour, and that of each segment that the row belongs to. */
  void change(
      String model,
      String version,
      Instant hour,
      Map<String, String> segments,
      Consumer<PerformanceState> change) {
    change.accept(state(new Group(model, version, hour, ALL), ""));
    segments.forEach(
        (segment, value) -> change.accept(state(new Group(model, version, hour, segment), value)));
  }

  private PerformanceState state(Group group, String value) {
    return states.computeIfAbsent(new Key(group, value), key -> PerformanceState.forAdding());
  }
}

package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the calls of one version in one minute add: rollups, and a profile of each feature and
 * output. The calls of a batch mostly share version and minute, so these are looked up once for a
 * call and not for each of its values. Pure; not thread-safe.
 */
final class CallIncrement {
  /** The kind under which a call is logged that its caller left. */
  private static final String LEFT = "cancelled";

  private final Event.Prediction first;
  private final boolean isProduction;
  private final Map<Series, Rollup> rollups = new EnumMap<>(Series.class);
  private final RowColumns columns = new RowColumns();
  private boolean isAnswered;

  /**
   * The series of calls. Dev and staging are counted in series of their own, so that nothing that
   * judges production can meet them, even where the same version answers in both.
   */
  private enum Series {
    ROWS("prediction.rows", "environment.rows"),
    ERRORS("prediction.errors", "environment.errors"),
    LATENCY("prediction.latency_ms", "environment.latency_ms"),
    CANCELLED("prediction.cancelled", "environment.cancelled");

    private final String inProduction;
    private final String beside;

    Series(String inProduction, String beside) {
      this.inProduction = inProduction;
      this.beside = beside;
    }
  }

  /**
   * Of no call so far.
   *
   * @param first a call that has model, version and environment in common with all of them
   */
  CallIncrement(Event.Prediction first) {
    this.first = first;
    this.isProduction = first.environment().isEmpty();
  }

  void add(Event.Prediction call) {
    if (wasLeft(call)) {
      rollup(Series.CANCELLED).count();
      return;
    }
    rollup(Series.ROWS).count();
    if (call.error().isPresent()) {
      rollup(Series.ERRORS).count();
      return;
    }
    if (call.latencyMs().isPresent()) {
      rollup(Series.LATENCY).add(call.latencyMs().getAsDouble());
    }
    if (isProduction) {
      isAnswered = true;
      columns.add(call);
    }
  }

  /** Whether the values of a call count: it was answered, by the model itself and in production. */
  static boolean isProfiled(Event.Prediction call) {
    return call.error().isEmpty() && call.shadowOf().isEmpty() && call.environment().isEmpty();
  }

  /**
   * A caller left before the model had begun: neither traffic nor an error of the model. It is
   * counted apart, so that the list of predictions finds it.
   */
  private static boolean wasLeft(Event.Prediction call) {
    return call.error().isPresent() && call.error().get().kind().equals(LEFT);
  }

  private Rollup rollup(Series series) {
    return rollups.computeIfAbsent(series, absent -> new Rollup());
  }

  /** Tells each of its series by name and tags. */
  void forEachRollup(ToldRollup told) {
    Map<String, String> tags = new TreeMap<>();
    tags.put("model", first.model());
    tags.put("version", first.version());
    first.environment().ifPresent(environment -> tags.put("environment", environment));
    rollups.forEach(
        (series, rollup) ->
            told.accept(isProduction ? series.inProduction : series.beside, tags, rollup));
  }

  /** Who is told a series. */
  interface ToldRollup {
    void accept(String name, Map<String, String> tags, Rollup rollup);
  }

  /** The profiles of what was answered in production. */
  RowColumns columns() {
    return columns;
  }

  /** Adds the topics under which such calls are announced. */
  void announce(Set<String> topics) {
    topics.add("predictions:" + first.model());
    if (rollups.containsKey(Series.ROWS)) {
      topics.add((isProduction ? "traffic:" : "environments:") + first.model());
    }
    if (isAnswered) {
      topics.add("drift:" + first.model());
    }
  }
}

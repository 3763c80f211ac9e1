package io.plimsoll.server.pipeline.labels;

import io.plimsoll.server.pipeline.labels.LabelIncrement.Group;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.stats.performance.PerformanceState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Merges an increment into the stored states: read, merge in memory, write back. The caller holds
 * the project's lock. Of a segment the first values of an hour are kept apart, up to {@value
 * #MOST_VALUES}; once one is, it stays so, and what came too late stays pooled, so that what is
 * taken back is taken from where it was added.
 */
final class StateStore {
  static final int MOST_VALUES = 50;

  /** Stands for all values beyond those that are kept apart. */
  static final String POOLED = "(other)";

  private static final Comparator<LabelIncrement.Key> ORDER =
      Comparator.comparing((LabelIncrement.Key key) -> key.group().model())
          .thenComparing(key -> key.group().version())
          .thenComparing(key -> key.group().hour())
          .thenComparing(key -> key.group().segment())
          .thenComparing(LabelIncrement.Key::value);

  void merge(Handle handle, ProjectId project, LabelIncrement increment) {
    if (increment.states().isEmpty()) {
      return;
    }
    Map<LabelIncrement.Key, PerformanceState> added = pooled(handle, project, increment.states());
    Map<LabelIncrement.Key, PerformanceState> merged = new TreeMap<>(ORDER);
    added.keySet().forEach(key -> merged.put(key, empty(key)));
    read(handle, project, merged);
    added.forEach((key, state) -> merged.getOrDefault(key, state).merge(state));
    write(handle, project, merged);
  }

  /** Puts the values that are not kept apart into the pool of their group. */
  private static Map<LabelIncrement.Key, PerformanceState> pooled(
      Handle handle, ProjectId project, Map<LabelIncrement.Key, PerformanceState> states) {
    Set<Group> groups = new LinkedHashSet<>();
    states.keySet().stream()
        .map(LabelIncrement.Key::group)
        .filter(group -> !group.segment().equals(LabelIncrement.ALL))
        .forEach(groups::add);
    Map<Group, Set<String>> known = values(handle, project, groups);
    Map<LabelIncrement.Key, PerformanceState> pooled = new LinkedHashMap<>();
    states.forEach(
        (key, state) -> {
          LabelIncrement.Key to =
              isApart(known.get(key.group()), key.value()) ? key : pool(key.group());
          pooled.merge(
              to,
              state,
              (one, other) -> {
                one.merge(other);
                return one;
              });
        });
    return pooled;
  }

  private static boolean isApart(@Nullable Set<String> values, String value) {
    if (values == null || values.contains(value)) {
      return true;
    }
    return values.size() < MOST_VALUES && values.add(value);
  }

  private static LabelIncrement.Key pool(Group group) {
    return new LabelIncrement.Key(group, POOLED);
  }

  private static Map<Group, Set<String>> values(
      Handle handle, ProjectId project, Set<Group> groups) {
    Map<Group, Set<String>> values = new HashMap<>();
    if (groups.isEmpty()) {
      return values;
    }
    groups.forEach(group -> values.put(group, new HashSet<>()));
    Query query =
        handle.createQuery(
            """
            SELECT s.model, s.version, s.hour, s.segment, s.value
            FROM unnest(:models, :versions, CAST(:hours AS timestamptz[]), :segments)
              AS wanted (model, version, hour, segment)
            JOIN performance_states s USING (model, version, hour, segment)
            WHERE s.project_id = :project AND s.value <> :pooled
            """);
    bind(query, project, groups, Function.identity())
        .bind("pooled", POOLED)
        .map((row, context) -> key(row))
        .forEach(
            key -> values.computeIfAbsent(key.group(), group -> new HashSet<>()).add(key.value()));
    return values;
  }

  private static void read(
      Handle handle, ProjectId project, Map<LabelIncrement.Key, PerformanceState> into) {
    Query query =
        handle.createQuery(
            """
            SELECT s.model, s.version, s.hour, s.segment, s.value, s.state
            FROM unnest(:models, :versions, CAST(:hours AS timestamptz[]), :segments, :values)
              AS wanted (model, version, hour, segment, value)
            JOIN performance_states s USING (model, version, hour, segment, value)
            WHERE s.project_id = :project
            """);
    bind(query, project, into.keySet(), LabelIncrement.Key::group)
        .bindArray(
            "values", String.class, into.keySet().stream().map(LabelIncrement.Key::value).toList())
        .map((row, context) -> Map.entry(key(row), row.getBytes("state")))
        .forEach(
            stored ->
                into.computeIfPresent(
                    stored.getKey(), (key, empty) -> stored(key, stored.getValue())));
  }

  private static PerformanceState empty(LabelIncrement.Key key) {
    return isOfAll(key) ? new PerformanceState() : PerformanceState.ofSegment();
  }

  private static PerformanceState stored(LabelIncrement.Key key, byte[] state) {
    return isOfAll(key)
        ? PerformanceState.fromBytes(state)
        : PerformanceState.segmentFromBytes(state);
  }

  private static boolean isOfAll(LabelIncrement.Key key) {
    return key.group().segment().equals(LabelIncrement.ALL);
  }

  private static <T> Query bind(
      Query query, ProjectId project, Collection<T> rows, Function<T, Group> group) {
    List<Group> groups = rows.stream().map(group).toList();
    return query
        .bind("project", project.value())
        .bindArray("models", String.class, groups.stream().map(Group::model).toList())
        .bindArray("versions", String.class, groups.stream().map(Group::version).toList())
        .bindArray(
            "hours", String.class, groups.stream().map(Group::hour).map(Instant::toString).toList())
        .bindArray("segments", String.class, groups.stream().map(Group::segment).toList());
  }

  private static void write(
      Handle handle, ProjectId project, Map<LabelIncrement.Key, PerformanceState> states) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO performance_states (project_id, model, version, hour, segment, value, predictions,
                                            labelled, state)
            VALUES (:project, :model, :version, :hour, :segment, :value, :predictions, :labelled, :state)
            ON CONFLICT (project_id, model, version, hour, segment, value) DO UPDATE SET
              predictions = excluded.predictions, labelled = excluded.labelled, state = excluded.state
            """);
    states.forEach(
        (key, state) ->
            batch
                .bind("project", project.value())
                .bind("model", key.group().model())
                .bind("version", key.group().version())
                .bind("hour", key.group().hour())
                .bind("segment", key.group().segment())
                .bind("value", key.value())
                .bind("predictions", state.predictions())
                .bind("labelled", state.labelledRows())
                .bind("state", state.toBytes())
                .add());
    batch.execute();
  }

  private static LabelIncrement.Key key(ResultSet row) throws SQLException {
    return new LabelIncrement.Key(
        new Group(
            row.getString("model"),
            row.getString("version"),
            Columns.instant(row, "hour"),
            row.getString("segment")),
        row.getString("value"));
  }
}

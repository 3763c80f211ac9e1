package io.plimsoll.server.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plimsoll.events.Event;
import io.plimsoll.events.RefusalCode;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds each project to so many series. A tag whose values never end, such as the id of a request,
 * makes a series of every event; what would make one too many is buried, and what belongs to a
 * series that is there goes on being stored. Predictions are not held: their series are those of
 * versions. The caller holds the project's lock.
 */
final class SeriesLimitStore {
  static final SeriesLimitStore NONE = new SeriesLimitStore(Integer.MAX_VALUE);

  private final int most;
  private final Cache<SeriesKey, Boolean> known =
      Caffeine.newBuilder().maximumSize(100_000).build();

  SeriesLimitStore(int most) {
    this.most = most;
  }

  /** Events that are stored, and letters of those that are not. */
  record Sorted(List<StoredEvent> taken, List<DeadLetter> refused) {}

  Sorted sort(Connection connection, ProjectId project, List<StoredEvent> events)
      throws SQLException {
    Map<StoredEvent, SeriesKey> unknown = new LinkedHashMap<>();
    if (most != Integer.MAX_VALUE) {
      for (StoredEvent event : events) {
        key(event)
            .filter(key -> known.getIfPresent(key) == null)
            .ifPresent(key -> unknown.put(event, key));
      }
    }
    if (unknown.isEmpty()) {
      return new Sorted(events, List.of());
    }
    Set<SeriesKey> there = there(connection, project, Set.copyOf(unknown.values()));
    there.forEach(key -> known.put(key, true));
    Set<SeriesKey> admitted = new HashSet<>(there);
    if (there.containsAll(unknown.values())) {
      return new Sorted(events, List.of());
    }
    long room = most - count(connection, project);
    List<StoredEvent> taken = new ArrayList<>(events.size());
    List<DeadLetter> refused = new ArrayList<>();
    for (StoredEvent event : events) {
      SeriesKey key = unknown.get(event);
      if (key != null && !admitted.contains(key)) {
        if (room <= 0) {
          refused.add(letter(event, key));
          continue;
        }
        admitted.add(key);
        room--;
      }
      taken.add(event);
    }
    return new Sorted(taken, refused);
  }

  private DeadLetter letter(StoredEvent event, SeriesKey key) {
    return DeadLetter.of(
        event.source().orElseThrow(),
        RefusalCode.TOO_MANY_SERIES.text(),
        "The project has %d series, which is the most (pipeline.maxSeries), and \"%s\" with these tags would be one more; leave out tags whose values never end."
            .formatted(most, key.name()));
  }

  /** The series that stands for all that the event adds to. */
  private static Optional<SeriesKey> key(StoredEvent stored) {
    return switch (stored.event()) {
      case Event.Metric metric ->
          Optional.of(
              new SeriesKey(
                  stored.project(),
                  metric.name(),
                  metric.kind().name().toLowerCase(Locale.ROOT),
                  new TreeMap<>(metric.tags())));
      case Event.Stage stage ->
          Optional.of(
              new SeriesKey(
                  stored.project(),
                  Increment.STAGE_DURATION,
                  SeriesKey.BUILT_IN,
                  new TreeMap<>(Increment.tags(stage))));
      case Event.Prediction prediction -> Optional.empty();
      case Event.Feedback feedback -> Optional.empty();
      case Event.ErrorReport error -> Optional.empty();
      case Event.DatasetBatch batch -> Optional.empty();
      case Event.Lineage lineage -> Optional.empty();
      case Event.SparkReport report -> Optional.empty();
    };
  }

  private static Set<SeriesKey> there(
      Connection connection, ProjectId project, Set<SeriesKey> wanted) throws SQLException {
    List<SeriesKey> keys = List.copyOf(wanted);
    Set<SeriesKey> there = new HashSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT wanted.place FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS wanted (name, tags, place)
            WHERE EXISTS (SELECT FROM series s
                          WHERE s.project_id = ? AND s.name = wanted.name
                            AND md5(s.tags::text) = md5(wanted.tags::jsonb::text))
            """)) {
      query.setArray(
          1, connection.createArrayOf("text", keys.stream().map(SeriesKey::name).toArray()));
      query.setArray(
          2,
          connection.createArrayOf(
              "text", keys.stream().map(key -> Columns.json(key.tags())).toArray()));
      query.setObject(3, project.value());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          there.add(keys.get(row.getInt(1) - 1));
        }
      }
    }
    return there;
  }

  private static long count(Connection connection, ProjectId project) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM series WHERE project_id = ?")) {
      query.setObject(1, project.value());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}

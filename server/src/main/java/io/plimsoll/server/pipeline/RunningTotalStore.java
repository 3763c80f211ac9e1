package io.plimsoll.server.pipeline;

import io.plimsoll.events.Buckets;
import io.plimsoll.events.Event;
import io.plimsoll.events.RunningTotal;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Turns running totals into what each adds to the one before, and keeps where they stand. The
 * caller holds the project's lock, and its transaction stores the values themselves, so that each
 * counts once.
 *
 * <p>The first value of a stream counts in full if the sender began at most {@link #YOUNG} before,
 * or if we have watched the sender's measure since before the stream can have begun. Else it says
 * what happened in a time that we know nothing of, and only what comes on top is counted.
 */
final class RunningTotalStore {
  /** How long after its beginning a sender's first values are taken to be all that it counted. */
  static final Duration YOUNG = Duration.ofMinutes(15);

  private RunningTotalStore() {}

  /**
   * What the values add.
   *
   * @param late how many said nothing new, because a newer one was stored before
   */
  record Growth(List<Event.Metric> added, int late) {}

  private record Key(UUID stream, Instant since) {}

  /** One measure of one sender, whose streams are the combinations of attributes. */
  private record Source(UUID reporter, String name) {}

  static Growth advance(Connection connection, ProjectId project, List<Event.Metric> values)
      throws SQLException {
    if (values.isEmpty()) {
      return new Growth(List.of(), 0);
    }
    List<Event.Metric> inOrder = new ArrayList<>(values);
    inOrder.sort(Comparator.comparing(CountedSoFar::time));
    Map<Key, CountedSoFar> standing = standing(connection, project, inOrder);
    Map<Source, Map<Instant, Instant>> watched = watched(connection, project, inOrder, standing);
    Map<Key, Event.Metric> newest = new LinkedHashMap<>();
    List<Event.Metric> added = new ArrayList<>();
    int late = 0;
    for (Event.Metric value : inOrder) {
      Key key = key(value);
      CountedSoFar before = standing.get(key);
      if (before != null && before.isLate(value)) {
        late++;
        continue;
      }
      Map<Instant, Instant> beginnings =
          watched.computeIfAbsent(source(value), source -> new HashMap<>());
      if (before != null) {
        added.add(before.growth(value));
      } else {
        // A time of no length is how a collector says that it does not know the beginning.
        boolean isKnownFromTheBeginning =
            key.since().isBefore(CountedSoFar.time(value))
                && (isYoung(key, value) || isWatched(beginnings, key, value));
        added.add(
            isKnownFromTheBeginning ? CountedSoFar.whole(value) : CountedSoFar.nothing(value));
      }
      beginnings.merge(key.since(), CountedSoFar.time(value), (one, two) -> one);
      standing.put(key, before == null ? CountedSoFar.of(value) : before.after(value));
      newest.put(key, value);
    }
    write(connection, project, newest, standing);
    return new Growth(added, late);
  }

  private static boolean isYoung(Key key, Event.Metric value) {
    return !key.since().isBefore(CountedSoFar.time(value).minus(YOUNG));
  }

  /** {@code beginnings}: when each start of the sender's measure was seen first. */
  private static boolean isWatched(Map<Instant, Instant> beginnings, Key key, Event.Metric value) {
    Instant sameStart = beginnings.get(key.since());
    return (sameStart != null && sameStart.isBefore(CountedSoFar.time(value)))
        || beginnings.values().stream().anyMatch(firstAt -> !firstAt.isAfter(key.since()));
  }

  private static Map<Key, CountedSoFar> standing(
      Connection connection, ProjectId project, List<Event.Metric> values) throws SQLException {
    Set<Key> keys = new HashSet<>();
    values.forEach(value -> keys.add(key(value)));
    Map<Key, CountedSoFar> standing = new HashMap<>();
    try (PreparedStatement read =
        connection.prepareStatement(
            """
            SELECT t.stream, t.since, t.first_at, t.at, t.value, t.buckets
            FROM unnest(?::uuid[], ?::timestamptz[]) AS wanted (stream, since)
            JOIN running_totals t USING (stream, since) WHERE t.project_id = ?
            """)) {
      bind(read, 1, "uuid", keys, Key::stream);
      bind(read, 2, "timestamptz", keys, key -> Timestamp.from(key.since()));
      read.setObject(3, project.value());
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          Optional<StoredBuckets> buckets =
              Optional.ofNullable(Columns.jsonOrNull(row, "buckets", StoredBuckets.class));
          standing.put(
              new Key(row.getObject(1, UUID.class), Columns.instant(row, 2)),
              new CountedSoFar(
                  Columns.instant(row, 3),
                  Columns.instant(row, 4),
                  row.getDouble(5),
                  buckets.map(StoredBuckets::buckets)));
        }
      }
    }
    return standing;
  }

  /** Since when the senders of streams that are new have been watched, by when they began. */
  private static Map<Source, Map<Instant, Instant>> watched(
      Connection connection,
      ProjectId project,
      List<Event.Metric> values,
      Map<Key, CountedSoFar> standing)
      throws SQLException {
    Set<Source> sources = new HashSet<>();
    values.stream()
        .filter(value -> !standing.containsKey(key(value)))
        .forEach(value -> sources.add(source(value)));
    Map<Source, Map<Instant, Instant>> watched = new HashMap<>();
    if (sources.isEmpty()) {
      return watched;
    }
    try (PreparedStatement read =
        connection.prepareStatement(
            """
            SELECT t.reporter, t.name, t.since, min(t.first_at)
            FROM unnest(?::uuid[], ?::text[]) AS wanted (reporter, name)
            JOIN running_totals t USING (reporter, name) WHERE t.project_id = ?
            GROUP BY t.reporter, t.name, t.since
            """)) {
      bind(read, 1, "uuid", sources, Source::reporter);
      bind(read, 2, "text", sources, Source::name);
      read.setObject(3, project.value());
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          watched
              .computeIfAbsent(
                  new Source(row.getObject(1, UUID.class), row.getString(2)),
                  source -> new HashMap<>())
              .put(Columns.instant(row, 3), Columns.instant(row, 4));
        }
      }
    }
    return watched;
  }

  private static void write(
      Connection connection,
      ProjectId project,
      Map<Key, Event.Metric> newest,
      Map<Key, CountedSoFar> standing)
      throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO running_totals (project_id, stream, since, reporter, name, first_at, at,
                                        value, buckets)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::json)
            ON CONFLICT (project_id, stream, since) DO UPDATE SET
              at = excluded.at, value = excluded.value, buckets = excluded.buckets
            """)) {
      for (Map.Entry<Key, Event.Metric> entry : newest.entrySet()) {
        CountedSoFar now = standing.get(entry.getKey());
        if (now == null) {
          continue;
        }
        Source source = source(entry.getValue());
        write.setObject(1, project.value());
        write.setObject(2, entry.getKey().stream());
        write.setTimestamp(3, Timestamp.from(entry.getKey().since()));
        write.setObject(4, source.reporter());
        write.setString(5, source.name());
        write.setTimestamp(6, Timestamp.from(now.firstAt()));
        write.setTimestamp(7, Timestamp.from(now.at()));
        write.setDouble(8, now.value());
        write.setString(9, now.buckets().map(EventTable::json).orElse(null));
        write.addBatch();
      }
      write.executeBatch();
    }
  }

  /** A sender that does not say when it began has always been there. */
  private static Key key(Event.Metric value) {
    RunningTotal running = running(value);
    return new Key(
        running.stream(), running.since().orElse(Instant.EPOCH).truncatedTo(ChronoUnit.MICROS));
  }

  private static Source source(Event.Metric value) {
    return new Source(running(value).reporter(), value.name());
  }

  private static RunningTotal running(Event.Metric value) {
    return value
        .running()
        .orElseThrow(() -> new IllegalArgumentException(value.name() + " is no running total"));
  }

  private static <T> void bind(
      PreparedStatement statement,
      int parameter,
      String type,
      Collection<T> rows,
      Function<T, Object> column)
      throws SQLException {
    statement.setArray(
        parameter,
        statement.getConnection().createArrayOf(type, rows.stream().map(column).toArray()));
  }

  private record StoredBuckets(List<Double> bounds, List<Long> counts) {
    Buckets buckets() {
      return new Buckets(bounds, counts, OptionalDouble.empty(), OptionalDouble.empty());
    }
  }
}

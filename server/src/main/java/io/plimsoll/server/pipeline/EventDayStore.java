package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The days of raw events, each a partition or some: made when their first event comes, and never
 * made again once they were dropped, because the ids in them are forgotten by then.
 */
final class EventDayStore {
  private static final Comparator<EventDay> ORDER =
      Comparator.comparing(EventDay::table)
          .thenComparing(EventDay::date)
          .thenComparing(day -> day.project().value());

  private final Database database;
  private final Duration patience;

  EventDayStore(Database database, Duration patience) {
    this.database = database;
    this.patience = patience;
  }

  /**
   * Makes the days of a batch that are missing, in a transaction of its own because that locks
   * whole tables. Returns the batch with the events buried whose day was dropped.
   */
  Batch ensure(Batch batch) {
    Set<EventDay> days = new HashSet<>();
    batch.events().values().stream()
        .flatMap(List::stream)
        .forEach(event -> days.add(EventDay.of(event)));
    if (days.isEmpty()) {
      return batch;
    }
    Set<EventDay> dropped =
        database.transactWithin(
            patience,
            Scope.NONE,
            handle ->
                which(handle, days, "NOT gate_ensure_day(d.event_table, d.day, d.project_id)"));
    return dropped.isEmpty() ? batch : batch.burying(event -> dropped.contains(EventDay.of(event)));
  }

  /**
   * Makes sure, after rows were written, that their days were not dropped just before.
   *
   * @throws DayDroppedException if one was; nothing of it must be committed
   */
  static void requireNotDropped(Handle handle, Set<EventDay> days) {
    if (!days.isEmpty()
        && !which(handle, days, "gate_is_dropped(d.event_table, d.day, d.project_id)").isEmpty()) {
      throw new DayDroppedException();
    }
  }

  /** Adds to what a project has of its days. */
  static void count(Connection connection, ProjectId project, List<StoredEvent> fresh)
      throws SQLException {
    Map<EventDay, long[]> added = new HashMap<>();
    for (StoredEvent event : fresh) {
      long[] sums = added.computeIfAbsent(EventDay.of(event), absent -> new long[2]);
      sums[0]++;
      sums[1] += event.source().map(record -> record.value().length).orElse(0);
    }
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO stored_days (project_id, event_table, day, events, bytes)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (project_id, event_table, day) DO UPDATE SET
              events = stored_days.events + excluded.events, bytes = stored_days.bytes + excluded.bytes
            """)) {
      for (Map.Entry<EventDay, long[]> day : added.entrySet()) {
        write.setObject(1, project.value());
        write.setString(2, day.getKey().table().table());
        write.setObject(3, day.getKey().date());
        write.setLong(4, day.getValue()[0]);
        write.setLong(5, day.getValue()[1]);
        write.addBatch();
      }
      write.executeBatch();
    }
  }

  private static Set<EventDay> which(Handle handle, Set<EventDay> days, String condition) {
    // In one order, so that two pipelines that make days take their locks in the same.
    List<EventDay> asked = days.stream().sorted(ORDER).toList();
    Connection connection = handle.getConnection();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT d.place
            FROM unnest(?::text[], ?::date[], ?::uuid[]) WITH ORDINALITY AS d (event_table, day, project_id, place)
            WHERE %s
            """
                .formatted(condition))) {
      query.setArray(1, array(connection, "text", asked, day -> day.table().table()));
      query.setArray(2, array(connection, "date", asked, day -> day.date().toString()));
      query.setArray(3, array(connection, "uuid", asked, day -> day.project().value()));
      List<EventDay> found = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(asked.get(row.getInt(1) - 1));
        }
      }
      return Set.copyOf(found);
    } catch (SQLException failure) {
      throw new StorageException(failure);
    }
  }

  private static Array array(
      Connection connection, String type, List<EventDay> days, Function<EventDay, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, days.stream().map(column).toArray());
  }
}

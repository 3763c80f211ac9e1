package io.plimsoll.server.retention;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;

/** Adds up what a project has stored. */
@ApplicationScoped
public class StorageStore {
  private final Database database;

  public StorageStore(Database database) {
    this.database = database;
  }

  /** What there is of a type. */
  record Stored(long events, long bytes, LocalDate firstDay, LocalDate lastDay) {}

  /** By type; one of which nothing is stored is missing. */
  Map<EventType, Stored> find(Tenant tenant) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Map<EventType, Stored> stored = new EnumMap<>(EventType.class);
          handle
              .createQuery(
                  """
                  SELECT event_table, sum(events)::bigint AS events, sum(bytes)::bigint AS bytes,
                         min(day) AS first_day, max(day) AS last_day
                  FROM stored_days GROUP BY event_table
                  """)
              .map(
                  (row, context) ->
                      Map.entry(
                          EventType.parse(row.getString("event_table")),
                          new Stored(
                              row.getLong("events"),
                              row.getLong("bytes"),
                              row.getObject("first_day", LocalDate.class),
                              row.getObject("last_day", LocalDate.class))))
              .forEach(each -> stored.put(each.getKey(), each.getValue()));
          return stored;
        });
  }
}

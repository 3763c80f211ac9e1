package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.stats.NumericProfile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Keeps how long events took from the time at which they happened until they were stored: of every
 * event, by the minute in which that was. The caller holds the project's lock.
 */
final class EventDelayStore {
  /** What the platform promises: so long after it happened, an event is on the screen. */
  static final Duration PROMISE = Duration.ofSeconds(30);

  private EventDelayStore() {}

  /** Takes in events that are stored at {@code now}, but for the moment of the commit. */
  static void add(Connection connection, ProjectId project, Instant now, List<StoredEvent> fresh)
      throws SQLException {
    if (fresh.isEmpty()) {
      return;
    }
    NumericProfile delays = new NumericProfile();
    long inTime = 0;
    for (StoredEvent event : fresh) {
      // The clock of a sender may be ahead of ours.
      long millis = Math.max(0, Duration.between(event.event().occurredAt(), now).toMillis());
      delays.update((double) millis);
      inTime += millis <= PROMISE.toMillis() ? 1 : 0;
    }
    Timestamp minute = Timestamp.from(now.truncatedTo(ChronoUnit.MINUTES));
    NumericProfile merged = merged(connection, project, minute, delays);
    try (PreparedStatement write =
        connection.prepareStatement(
            """
            INSERT INTO event_delays (project_id, minute, events, in_time, sketch)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (project_id, minute) DO UPDATE SET
              events = event_delays.events + excluded.events,
              in_time = event_delays.in_time + excluded.in_time, sketch = excluded.sketch
            """)) {
      write.setObject(1, project.value());
      write.setTimestamp(2, minute);
      write.setLong(3, fresh.size());
      write.setLong(4, inTime);
      write.setBytes(5, merged.toBytes());
      write.executeUpdate();
    }
  }

  private static NumericProfile merged(
      Connection connection, ProjectId project, Timestamp minute, NumericProfile added)
      throws SQLException {
    try (PreparedStatement read =
        connection.prepareStatement(
            "SELECT sketch FROM event_delays WHERE project_id = ? AND minute = ?")) {
      read.setObject(1, project.value());
      read.setTimestamp(2, minute);
      try (ResultSet row = read.executeQuery()) {
        if (!row.next()) {
          return added;
        }
        NumericProfile stored = NumericProfile.fromBytes(row.getBytes(1));
        stored.merge(added);
        return stored;
      }
    }
  }
}

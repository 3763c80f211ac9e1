package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.ProjectId;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A day, in UTC, of one type of event of one project. */
record EventDay(EventTable table, LocalDate date, ProjectId project) {

  /** The day that an event belongs to. */
  static EventDay of(StoredEvent stored) {
    EventTable table = EventTable.of(stored.event());
    return new EventDay(
        table, LocalDate.ofInstant(table.keptBy(stored), ZoneOffset.UTC), stored.project());
  }
}

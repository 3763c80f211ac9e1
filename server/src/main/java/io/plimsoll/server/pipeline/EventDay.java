package io.plimsoll.server.pipeline;

import io.plimsoll.server.platform.database.ProjectId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** A day, in UTC, of one type of event of one project. */
record EventDay(EventTable table, LocalDate date, ProjectId project) {

  /** The day that an event belongs to, if its table is kept by the day. */
  static Optional<EventDay> of(StoredEvent stored) {
    EventTable table = EventTable.of(stored.event());
    return table.isByDay()
        ? Optional.of(
            new EventDay(
                table,
                LocalDate.ofInstant(stored.event().occurredAt(), ZoneOffset.UTC),
                stored.project()))
        : Optional.empty();
  }
}

package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.LogRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that was read from the log and is fit to be stored.
 *
 * @param source the record that it was read from, as one of its project
 */
record StoredEvent(ProjectId project, Instant receivedAt, Event event, Optional<LogRecord> source) {
  StoredEvent(ProjectId project, Instant receivedAt, Event event) {
    this(project, receivedAt, event, Optional.empty());
  }
}

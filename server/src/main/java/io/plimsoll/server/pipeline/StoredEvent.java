package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;

/** An event that was read from the log and is fit to be stored. */
record StoredEvent(ProjectId project, Instant receivedAt, Event event) {}

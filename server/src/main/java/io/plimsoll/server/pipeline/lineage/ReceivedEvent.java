package io.plimsoll.server.pipeline.lineage;

import io.plimsoll.events.Event;
import io.plimsoll.events.LineageFacts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * An event of OpenLineage that is new.
 *
 * @param receivedAt when the log took it
 */
public record ReceivedEvent(Event.Lineage event, Instant receivedAt) {
  /** Stands where an event names no run, no job or no dataset. */
  static final UUID NIL = new UUID(0, 0);

  /** When it happened, in the grain in which the database compares times. */
  Instant at() {
    return event.occurredAt().truncatedTo(ChronoUnit.MICROS);
  }

  LineageFacts facts() {
    return event.facts();
  }

  Optional<UUID> runId() {
    return facts().run().map(LineageFacts.Run::id);
  }

  Optional<UUID> jobId() {
    return facts().job().map(job -> job.name().id());
  }
}

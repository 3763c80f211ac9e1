package io.plimsoll.server.platform.eventlog;

import io.plimsoll.events.Event;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import io.plimsoll.events.LineageReader;
import java.time.Instant;

/** Reads what a topic holds, each in the form of its own events. Thread-safe. */
public final class TopicReader {
  private final LineageReader ofLineage = new LineageReader();
  private final EventReader ofEvents;

  /**
   * @param limits of events; those of OpenLineage have limits of their own
   */
  public TopicReader(Limits limits) {
    this.ofEvents = new EventReader(limits);
  }

  /**
   * Reads one event.
   *
   * @param now the time against which the time of the event is judged
   */
  public Event read(Topic topic, byte[] json, Instant now) throws EventRefusedException {
    return topic == Topic.LINEAGE ? ofLineage.read(json, now) : ofEvents.read(json, now);
  }
}

package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.Limits;
import io.plimsoll.server.platform.eventlog.LogRecord;
import io.plimsoll.server.platform.eventlog.Topic;
import io.plimsoll.server.platform.eventlog.TopicReader;
import java.time.Duration;

/**
 * Reads the event of a record. Its time is judged against the time at which the broker took it, so
 * that neither a pipeline that is behind nor one whose clock is wrong judges otherwise than the
 * door did; and with some room, because an event that was acknowledged must not be refused here for
 * what the door's clock and the broker's differ in. What came past the door meets its limits here.
 */
final class LogReader {
  private static final Duration ROOM = Duration.ofDays(7);

  private final TopicReader ofTheDoor;
  private final TopicReader ofProducers;

  /**
   * @param kept how long events are kept, which is how old one may be
   */
  LogReader(Duration kept) {
    Limits limits = Limits.DEFAULTS.withOldest(kept);
    this.ofProducers = new TopicReader(limits);
    this.ofTheDoor =
        new TopicReader(limits.withOldest(kept.plus(ROOM)).withAhead(limits.ahead().plus(ROOM)));
  }

  Event read(LogRecord record) throws EventRefusedException {
    TopicReader reader = record.topic() == Topic.DIRECT ? ofProducers : ofTheDoor;
    return reader.read(record.topic(), record.value(), record.appendedAt());
  }
}

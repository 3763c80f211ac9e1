package io.plimsoll.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The queue between the caller and the sending thread: bounded in events and in bytes. Its owner
 * holds a lock. Every event has a place in the sequence of all, so that a flush can tell when what
 * came before it is settled although the oldest may be dropped.
 */
final class Buffer {
  private final Settings settings;
  private final Deque<byte[]> events = new ArrayDeque<>();
  private final Deque<Long> times = new ArrayDeque<>();
  private long bytes;
  private long nextPlace;

  Buffer(Settings settings) {
    this.settings = settings;
  }

  int size() {
    return events.size();
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  long nextPlace() {
    return nextPlace;
  }

  /** The place of the oldest event, or of the next one if none is held. */
  long firstPlace() {
    return nextPlace - events.size();
  }

  /** When the oldest event came. */
  long oldestSince() {
    return times.element();
  }

  boolean fillsABatch() {
    return events.size() >= settings.batchEvents() || bytes >= settings.batchBytes();
  }

  /**
   * Takes one event and says how many of the oldest had to go for it: a monitor is worth most when
   * it shows the present.
   */
  int append(byte[] event, long now) {
    events.addLast(event);
    times.addLast(now);
    bytes += event.length;
    nextPlace++;
    int dropped = 0;
    while (events.size() > settings.queueEvents()
        || (bytes > settings.queueBytes() && events.size() > 1)) {
      pop();
      dropped++;
    }
    return dropped;
  }

  /** Removes the next batch; it has at least one event if any is held. */
  List<byte[]> take() {
    List<byte[]> batch = new ArrayList<>();
    long size = 0;
    while (!events.isEmpty() && batch.size() < settings.batchEvents()) {
      size += events.element().length;
      if (!batch.isEmpty() && size > settings.batchBytes()) {
        break;
      }
      batch.add(pop());
    }
    return batch;
  }

  int clear() {
    int left = events.size();
    events.clear();
    times.clear();
    bytes = 0;
    return left;
  }

  private byte[] pop() {
    byte[] event = events.remove();
    times.remove();
    bytes -= event.length;
    return event;
  }
}

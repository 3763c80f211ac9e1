package io.plimsoll.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How old events are when their committed row can be read: a thread of its own looks for those that
 * it was told of, again and again, over a connection of its own. What it says is too much by up to
 * the time between two looks.
 */
final class Sightings implements AutoCloseable {
  static final Duration BETWEEN = Duration.ofMillis(20);

  private static final Duration LAST = Duration.ofSeconds(60);
  private static final long MINUTE = 60_000_000;

  private final Storage storage;
  private final EvenClock clock;
  private final Queue<Expected> told = new ConcurrentLinkedQueue<>();
  private final Map<EventKind, Map<UUID, Expected>> missing = new EnumMap<>(EventKind.class);
  private final List<Histogram> byMinute = new ArrayList<>();
  private final long from;
  private final Thread thread;
  private volatile boolean isOver;
  private volatile String failure = "";

  private Sightings(Storage storage, EvenClock clock, long from) {
    this.storage = storage;
    this.clock = clock;
    this.from = from;
    this.thread = Thread.ofPlatform().name("sightings").start(this::look);
  }

  /**
   * An event to be looked for.
   *
   * @param micros when it came about, since 1970
   */
  record Expected(EventKind kind, UUID id, long micros) {}

  /**
   * Begins to look.
   *
   * @param from what came about before, in microseconds since 1970, is looked for but not counted
   */
  static Sightings begin(Storage storage, EvenClock clock, long from) {
    return new Sightings(storage, clock, from);
  }

  /** Called by any thread. */
  void expect(Expected event) {
    told.add(event);
  }

  /** Expects one of every so many events that users make; to be told by one thread. */
  SimulatedUser.Watcher sampling(int every) {
    long[] count = {0};
    return (event, id, micros) -> {
      if (count[0]++ % every == 0) {
        expect(new Expected(event.kind(), id, micros));
      }
    };
  }

  /**
   * Waits until all events were seen; returns their ages in microseconds, by the minute in which
   * they came about.
   */
  List<Histogram> finish() throws InterruptedException {
    isOver = true;
    thread.join();
    if (!failure.isEmpty()) {
      throw new BenchmarkException(failure);
    }
    return List.copyOf(byMinute);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    storage.close();
  }

  private void look() {
    long giveUp = Long.MAX_VALUE;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (isOver && giveUp == Long.MAX_VALUE) {
          giveUp = clock.micros() + LAST.toNanos() / 1_000;
        }
        takeNew();
        for (Map.Entry<EventKind, Map<UUID, Expected>> each : missing.entrySet()) {
          see(each.getKey(), each.getValue());
        }
        long left = missing.values().stream().mapToLong(Map::size).sum();
        if (isOver && left == 0 && told.isEmpty()) {
          return;
        }
        if (clock.micros() > giveUp) {
          failure = "%,d of the events that were looked for were never seen.".formatted(left);
          return;
        }
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    } catch (SQLException problem) {
      failure = "The database cannot be read: " + problem.getMessage();
    }
  }

  private void takeNew() {
    for (Expected event = told.poll(); event != null; event = told.poll()) {
      missing.computeIfAbsent(event.kind(), kind -> new HashMap<>()).put(event.id(), event);
    }
  }

  private void see(EventKind kind, Map<UUID, Expected> expected) throws SQLException {
    if (expected.isEmpty()) {
      return;
    }
    List<UUID> seen = storage.committed(kind, expected.values());
    long now = clock.micros();
    for (UUID id : seen) {
      Expected event = expected.remove(id);
      if (event != null && event.micros() >= from) {
        ofMinute((int) ((event.micros() - from) / MINUTE)).recordValue(now - event.micros());
      }
    }
  }

  private Histogram ofMinute(int minute) {
    while (byMinute.size() <= minute) {
      byMinute.add(new Histogram(3));
    }
    return byMinute.get(minute);
  }
}

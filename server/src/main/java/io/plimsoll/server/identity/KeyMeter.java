package io.plimsoll.server.identity;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one key has used in this process. Thread-safe, without a lock on the way of a request.
 *
 * <p>The rate is held by a token bucket in the form of the virtual scheduling algorithm (ITU-T
 * I.371, Annex A): one number says when the bucket will be full again, so that nothing has to fill
 * it.
 */
final class KeyMeter {
  private final Principal.Machine machine;
  private final AtomicLong fullAt;
  private final Deque<Day> past = new ArrayDeque<>();
  private volatile Day today;

  /** Starts with a full bucket, and with what all processes together have saved of the day. */
  KeyMeter(Principal.Machine machine, long now, long epochDay) {
    this.machine = machine;
    this.fullAt = new AtomicLong(now);
    this.today = new Day(epochDay, machine.usedToday().on(epochDay));
  }

  /** One day's requests; those of other processes are known as of the last time of saving. */
  static final class Day {
    final long epochDay;
    final AtomicLong unsaved = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    private volatile long saved;

    Day(long epochDay, long saved) {
      this.epochDay = epochDay;
      this.saved = saved;
    }

    long used() {
      return saved + unsaved.get();
    }

    /** {@code count} requests of those here are saved; {@code total} is what all have saved. */
    void saved(long count, long refusals, long total) {
      unsaved.addAndGet(-count);
      refused.addAndGet(-refusals);
      saved = total;
    }
  }

  Principal.Machine machine() {
    return machine;
  }

  /** Takes a request of the bucket, or says for how many nanoseconds there is none. */
  long takeOrWait(KeyLimits limits, long now) {
    long one = limits.nanosOfOne();
    long room = one * (limits.burst() - 1);
    while (true) {
      long before = fullAt.get();
      long from = Math.max(before, now);
      long early = from - now - room;
      if (early > 0) {
        return early;
      }
      if (fullAt.compareAndSet(before, from + one)) {
        return 0;
      }
    }
  }

  /** For how long the bucket is not full, in nanoseconds. */
  long nanosUntilFull(long now) {
    return Math.max(0, fullAt.get() - now);
  }

  /** Counts a request of the day; false if the limit leaves no room, and then it is not counted. */
  boolean count(KeyLimits limits, long epochDay) {
    Day day = on(epochDay);
    day.unsaved.incrementAndGet();
    if (limits.requestsPerDay() == 0 || day.used() <= limits.requestsPerDay()) {
      return true;
    }
    day.unsaved.decrementAndGet();
    return false;
  }

  void countRefusal(long epochDay) {
    on(epochDay).refused.incrementAndGet();
  }

  long used(long epochDay) {
    return on(epochDay).used();
  }

  /** Days that have something to save, the current one last. */
  synchronized Iterable<Day> days() {
    past.removeIf(day -> day.unsaved.get() == 0 && day.refused.get() == 0);
    Deque<Day> all = new ArrayDeque<>(past);
    all.add(today);
    return all;
  }

  private Day on(long epochDay) {
    Day day = today;
    // A clock that is set back must not begin a day a second time.
    return day.epochDay >= epochDay ? day : turn(epochDay);
  }

  private synchronized Day turn(long epochDay) {
    if (today.epochDay < epochDay) {
      past.add(today);
      today = new Day(epochDay, 0);
    }
    return today;
  }
}

package io.plimsoll.server.identity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one key, or all of a project, has used in this process. Thread-safe, without a lock on the
 * way of a request.
 *
 * <p>The rate is held by a token bucket in the form of the virtual scheduling algorithm (ITU-T
 * I.371, Annex A): one number says when the bucket will be full again, so that nothing has to fill
 * it.
 */
final class KeyMeter {
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final AtomicLong fullAt;
  private final Deque<Day> past = new ArrayDeque<>();
  private volatile Day today;

  /** Starts with a full bucket, and with what all processes together have saved of the day. */
  KeyMeter(Moment moment, long usedToday) {
    this.fullAt = new AtomicLong(moment.nanos());
    this.today = new Day(moment.today(), usedToday);
  }

  /** A time, by the two clocks: one that only goes on, for rates, and that of the days. */
  record Moment(long nanos, long millis) {
    private static final long MILLIS_OF_A_DAY = Duration.ofDays(1).toMillis();

    long today() {
      return Math.floorDiv(millis, MILLIS_OF_A_DAY);
    }

    /** Seconds until the next day. */
    long dayEndsIn() {
      return Math.ceilDiv((today() + 1) * MILLIS_OF_A_DAY - millis, 1_000L);
    }
  }

  /** Counts a request against limits, and says whether it is let in and what is left. */
  Admission.Standing admit(KeyLimits limits, Moment moment) {
    long today = moment.today();
    if (limits.isNone()) {
      count(limits, today);
      return new Admission.Standing(limits, 0, 0, 0, 0, moment.dayEndsIn());
    }
    long wait = limits.requestsPerSecond() == 0 ? 0 : takeOrWait(limits, moment.nanos());
    long retryAfter = Math.ceilDiv(wait, NANOS);
    if (wait == 0 && !count(limits, today)) {
      retryAfter = moment.dayEndsIn();
    }
    if (retryAfter > 0) {
      countRefusal(today);
    }
    return standing(limits, moment, retryAfter);
  }

  private Admission.Standing standing(KeyLimits limits, Moment moment, long retryAfter) {
    long left = 0;
    long untilMore = 0;
    if (limits.requestsPerSecond() > 0) {
      long one = limits.nanosOfOne();
      long untilFull = nanosUntilFull(moment.nanos());
      left = Math.max(0, limits.burst() - Math.ceilDiv(untilFull, one));
      // Until the next request is earned: a client told of a longer time would wait for nothing.
      untilMore = untilFull == 0 ? 0 : Math.floorMod(untilFull - 1, one) + 1;
    }
    long leftToday =
        limits.requestsPerDay() == 0
            ? 0
            : Math.max(0, limits.requestsPerDay() - used(moment.today()));
    return new Admission.Standing(
        limits, retryAfter, left, Math.ceilDiv(untilMore, NANOS), leftToday, moment.dayEndsIn());
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

  /** Turns a request that was counted into one that was refused. */
  void takeBack(long epochDay) {
    Day day = on(epochDay);
    day.unsaved.decrementAndGet();
    day.refused.incrementAndGet();
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

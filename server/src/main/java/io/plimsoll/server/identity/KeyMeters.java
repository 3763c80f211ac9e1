package io.plimsoll.server.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds keys to their limits. A request costs a look-up and a few numbers in memory, and never asks
 * the database: what was used is saved every two seconds, and what other processes have used is
 * learned with that. So the rate is that of one process, and a day's limit may be passed by what
 * other processes let in within two seconds; a process that is killed forgets what it had not
 * saved. There is one meter for each key that this process has ever seen.
 */
@Singleton
public class KeyMeters {
  private static final Logger LOG = Logger.getLogger(KeyMeters.class);
  private static final Duration SAVE_EVERY = Duration.ofSeconds(2);
  private static final Duration LAST_SAVE = Duration.ofSeconds(5);
  private static final long MILLIS_OF_A_DAY = Duration.ofDays(1).toMillis();
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final Account account;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Counter refusals;
  private final Map<UUID, KeyMeter> meters = new ConcurrentHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread saver;

  /** Where the use of keys is added up over all processes; may fail, and is asked again then. */
  @FunctionalInterface
  interface Account {
    /** Adds to a key's day; returns all requests of that day. */
    long add(Principal.Machine key, long epochDay, long requests, long refused);
  }

  @Inject
  public KeyMeters(KeyUseStore store, InstantSource clock, MeterRegistry registry) {
    this(store, clock, System::nanoTime, registry);
  }

  /** {@code nanos} is the time by which rates are held; it only has to go on. */
  KeyMeters(Account account, InstantSource clock, LongSupplier nanos, MeterRegistry registry) {
    this.account = account;
    this.clock = clock;
    this.nanos = nanos;
    this.refusals =
        Counter.builder("plimsoll.keys.refused")
            .description("Requests that were refused because their key had used up its limit")
            .register(registry);
  }

  /** Counts a request of a key, and says whether it is let in. */
  public Admission admit(Principal.Machine machine) {
    long now = nanos.getAsLong();
    long millis = clock.millis();
    long today = Math.floorDiv(millis, MILLIS_OF_A_DAY);
    KeyMeter meter = meters.get(machine.keyId());
    if (meter == null) {
      meter = meters.computeIfAbsent(machine.keyId(), id -> new KeyMeter(machine, now, today));
    }
    KeyLimits limits = machine.limits();
    if (limits.isNone()) {
      meter.count(limits, today);
      return Admission.FREE;
    }
    long wait = limits.requestsPerSecond() == 0 ? 0 : meter.takeOrWait(limits, now);
    long dayEndsIn = Math.ceilDiv((today + 1) * MILLIS_OF_A_DAY - millis, 1_000L);
    long retryAfter = Math.ceilDiv(wait, NANOS);
    if (wait == 0 && !meter.count(limits, today)) {
      retryAfter = dayEndsIn;
    }
    if (retryAfter > 0) {
      meter.countRefusal(today);
      refusals.increment();
    }
    return admission(machine, meter, now, today, retryAfter, dayEndsIn);
  }

  /** Starts saving what is used. */
  public void start() {
    saver = Thread.ofVirtual().name("key-meters").start(this::keepSaving);
  }

  /** Saves the rest. */
  public void stop() {
    stopped.countDown();
    Thread running = saver;
    if (running == null) {
      return;
    }
    try {
      running.join(LAST_SAVE);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** Saves what was used since the last time, and learns what other processes have saved. */
  void save() {
    for (KeyMeter meter : meters.values()) {
      for (KeyMeter.Day day : meter.days()) {
        long used = day.unsaved.get();
        long refused = day.refused.get();
        if (used > 0 || refused > 0) {
          long total = account.add(meter.machine(), day.epochDay, used, refused);
          day.saved(used, refused, total);
        }
      }
    }
  }

  private static Admission admission(
      Principal.Machine machine,
      KeyMeter meter,
      long now,
      long today,
      long retryAfter,
      long dayEndsIn) {
    KeyLimits limits = machine.limits();
    long left = 0;
    long untilMore = 0;
    if (limits.requestsPerSecond() > 0) {
      long one = limits.nanosOfOne();
      long untilFull = meter.nanosUntilFull(now);
      left = Math.max(0, limits.burst() - Math.ceilDiv(untilFull, one));
      // Until the next request is earned: a client told of a longer time would wait for nothing.
      untilMore = untilFull == 0 ? 0 : Math.floorMod(untilFull - 1, one) + 1;
    }
    long leftToday =
        limits.requestsPerDay() == 0 ? 0 : Math.max(0, limits.requestsPerDay() - meter.used(today));
    return new Admission(
        machine.name(),
        limits,
        retryAfter,
        left,
        Math.ceilDiv(untilMore, NANOS),
        leftToday,
        dayEndsIn);
  }

  private void keepSaving() {
    boolean isOver = false;
    while (!isOver) {
      try {
        isOver = stopped.await(SAVE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        save();
      } catch (InterruptedException stop) {
        return;
      } catch (RuntimeException failure) {
        // What was not saved stays counted here and is saved with the next round.
        LOG.warnf(failure, "the use of keys could not be saved");
      }
    }
  }
}

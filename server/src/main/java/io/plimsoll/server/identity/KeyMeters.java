package io.plimsoll.server.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.platform.config.Plans;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds keys to their limits, and their projects to their plans. A request costs a look-up and a
 * few numbers in memory, and never asks the database: what was used is saved every two seconds, and
 * what other processes have used is learned with that. So the rate is that of one process, and a
 * day's limit may be passed by what other processes let in within two seconds; a process that is
 * killed forgets what it had not saved. There is one meter for each key that this process has ever
 * seen.
 */
@Singleton
public class KeyMeters {
  private static final Logger LOG = Logger.getLogger(KeyMeters.class);
  private static final Duration SAVE_EVERY = Duration.ofSeconds(2);
  private static final Duration LAST_SAVE = Duration.ofSeconds(5);

  private final Account account;
  private final PlanMeters plans;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Counter refusals;
  private final Map<UUID, Held> meters = new ConcurrentHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread saver;

  /** Where the use of keys is added up over all processes; may fail, and is asked again then. */
  @FunctionalInterface
  interface Account {
    /** Adds to a key's day; returns all requests of that day. */
    long add(Principal.Machine key, long epochDay, long requests, long refused);
  }

  @Inject
  public KeyMeters(
      KeyUseStore store, PlanMeters plans, InstantSource clock, MeterRegistry registry) {
    this(store, plans, clock, System::nanoTime, registry);
  }

  /** {@code nanos} is the time by which rates are held; it only has to go on. */
  KeyMeters(
      Account account,
      PlanMeters plans,
      InstantSource clock,
      LongSupplier nanos,
      MeterRegistry registry) {
    this.account = account;
    this.plans = plans;
    this.clock = clock;
    this.nanos = nanos;
    this.refusals =
        Counter.builder("plimsoll.keys.refused")
            .description("Requests that were refused because their key had used up its limit")
            .register(registry);
  }

  /** Counts a request of a key and of its project, and says whether it is let in. */
  public Admission admit(Principal.Machine machine) {
    KeyMeter.Moment moment = new KeyMeter.Moment(nanos.getAsLong(), clock.millis());
    Held held = meters.get(machine.keyId());
    if (held == null) {
      held = meters.computeIfAbsent(machine.keyId(), id -> held(machine, moment));
    }
    Plans.Plan plan = plans.plan(machine.tenant());
    if (machine.limits().isNone() && !plan.isMetered()) {
      held.meter().count(KeyLimits.NONE, moment.today());
      return Admission.FREE;
    }
    Admission admission = admit(machine, held.meter(), plan, moment);
    if (admission.retryAfter() > 0) {
      refusals.increment();
    }
    return admission;
  }

  private Admission admit(
      Principal.Machine machine, KeyMeter meter, Plans.Plan plan, KeyMeter.Moment moment) {
    Admission.Standing own = meter.admit(machine.limits(), moment);
    // Only who is let in counts against the plan: a key over its limit must not use up that of all.
    if (own.isRefused() || !plan.isMetered()) {
      return new Admission(machine.name(), own, plan.name(), Optional.empty());
    }
    Admission.Standing ofPlan = plans.admit(machine.tenant(), plan, moment);
    if (ofPlan.isRefused()) {
      meter.takeBack(moment.today());
    }
    return new Admission(machine.name(), own, plan.name(), Optional.of(ofPlan));
  }

  private static Held held(Principal.Machine machine, KeyMeter.Moment moment) {
    long used = machine.usedToday().on(moment.today());
    return new Held(machine, new KeyMeter(moment, used));
  }

  /** A key and its meter. */
  private record Held(Principal.Machine machine, KeyMeter meter) {}

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
    for (Held held : meters.values()) {
      for (KeyMeter.Day day : held.meter().days()) {
        long used = day.unsaved.get();
        long refused = day.refused.get();
        if (used > 0 || refused > 0) {
          long total = account.add(held.machine(), day.epochDay, used, refused);
          day.saved(used, refused, total);
        }
      }
    }
    plans.learn();
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

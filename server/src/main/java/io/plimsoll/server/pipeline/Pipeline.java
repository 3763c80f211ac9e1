package io.plimsoll.server.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.events.RefusalCode;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.crypto.SecretBox;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.DatabaseAwayException;
import io.plimsoll.server.platform.eventlog.EventConsumer;
import io.plimsoll.server.platform.eventlog.EventLog;
import io.plimsoll.server.platform.eventlog.KafkaAddress;
import io.plimsoll.server.platform.eventlog.LogRecord;
import io.plimsoll.server.platform.eventlog.Topic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The role that turns the log into rows: one thread, one transaction a poll. What fails for reasons
 * that pass (the database is away) is tried again from the stored place; a record that the database
 * will never take is found by storing one by one, and buried.
 */
@Singleton
public class Pipeline {
  private static final Logger LOG = Logger.getLogger(Pipeline.class);
  private static final int MAX_RECORDS = 10_000;
  private static final long MAX_BYTES = 32L << 20;

  private static final Duration LEAST_BACK_OFF = Duration.ofMillis(100);
  private static final Duration STANDSTILL = Duration.ofMinutes(1);
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(5);
  private static final Duration LOOK_AT_CLOCK_EVERY = Duration.ofSeconds(1);

  private final KafkaAddress address;
  private final PipelineStore store;
  private final EventLog log;
  private final LogReader reader;
  private final Signers signers;
  private final InstantSource clock;
  private final PipelineMeters meters;
  private final GatheringTime gathering = new GatheringTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean isRunning;
  private volatile boolean wasClockSetBack;
  private volatile long cameRoundAt = System.nanoTime();
  private volatile @Nullable EventConsumer consumer;

  public Pipeline(
      KafkaAddress address,
      Database database,
      SecretBox secrets,
      EventLog log,
      InstantSource clock,
      PlimsollConfig config,
      MeterRegistry registry) {
    this.address = address;
    this.store =
        new PipelineStore(database, secrets, clock, new SeriesLimitStore(config.maxSeries()));
    this.signers = new Signers(new SignerStore(database));
    this.log = log;
    this.clock = clock;
    this.reader = new LogReader(Duration.ofDays(config.retentionDays()));
    this.meters = new PipelineMeters(registry);
  }

  public void start() {
    isRunning = true;
    Thread.ofPlatform().name("pipeline").start(this::runUntilStopped);
    Thread.ofVirtual().name("pipeline-clock").start(this::watchClock);
  }

  /** Whether its thread still runs, or has not been started or asked to end. */
  public boolean isAlive() {
    return !isRunning || ended.getCount() > 0;
  }

  /** Whether it has come round within the last minute, with records or without. */
  public boolean isMoving() {
    return isRunning && System.nanoTime() - cameRoundAt < STANDSTILL.toNanos();
  }

  /** Stops after the batch at hand. */
  public void stop() {
    if (!isRunning) {
      return;
    }
    isRunning = false;
    wake();
    try {
      if (!ended.await(20, TimeUnit.SECONDS)) {
        LOG.warn("the pipeline did not end in time; its batch will be read again");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    EventConsumer waiting = consumer;
    if (waiting != null) {
      waiting.wake();
    }
  }

  /** Beside the thread that reads: what waits in Kafka's client waits for the time that it was. */
  private void watchClock() {
    ClockWatch watch = new ClockWatch(clock, System::nanoTime);
    try {
      while (!ended.await(LOOK_AT_CLOCK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        if (watch.wasSetBack()) {
          LOG.warn("the clock was set back; the log is read by a new client");
          wasClockSetBack = true;
          wake();
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Goes on whatever happens, with a new consumer where the old one may be stuck: after failures in
   * a row of which the database is not the cause, and when the clock was set back.
   */
  private void runUntilStopped() {
    Duration backOff = LEAST_BACK_OFF;
    try {
      while (isRunning) {
        wasClockSetBack = false;
        try (EventConsumer opened =
            new EventConsumer(address, "plimsoll-pipeline", MAX_RECORDS, store::place)) {
          consumer = opened;
          backOff = runUntilStuck(opened);
        } catch (RuntimeException failure) {
          LOG.warnf("reading the log is begun again: %s", failure.toString());
        }
        if (isRunning) {
          pause(backOff);
        }
      }
    } finally {
      ended.countDown();
    }
  }

  private Duration runUntilStuck(EventConsumer opened) {
    Duration backOff = LEAST_BACK_OFF;
    while (isRunning && !wasClockSetBack) {
      try {
        step(opened);
        cameRoundAt = System.nanoTime();
        backOff = LEAST_BACK_OFF;
      } catch (StalePlaceException | DayDroppedException stale) {
        LOG.infof("reading again: %s", stale.getMessage());
        opened.rewind();
      } catch (RuntimeException failure) {
        LOG.warnf("a batch could not be stored and is tried again: %s", failure.toString());
        if (backOff.equals(MAX_BACK_OFF) && !DatabaseAwayException.isBelow(failure)) {
          return backOff;
        }
        pause(backOff);
        backOff = longer(backOff);
        opened.rewind();
      }
    }
    return LEAST_BACK_OFF;
  }

  private static Duration longer(Duration backOff) {
    Duration twice = backOff.multipliedBy(2);
    return twice.compareTo(MAX_BACK_OFF) > 0 ? MAX_BACK_OFF : twice;
  }

  private void step(EventConsumer from) {
    long started = System.nanoTime();
    List<LogRecord> records = new ArrayList<>(from.poll(Duration.ofMillis(500)));
    if (records.isEmpty()) {
      meters.learnLags(from.lags());
      return;
    }
    long bytes = bytes(records);
    Duration left = gathering.next().minusNanos(System.nanoTime() - started);
    while (records.size() < MAX_RECORDS && bytes < MAX_BYTES && left.isPositive() && isRunning) {
      List<LogRecord> more = from.poll(left);
      records.addAll(more);
      bytes += bytes(more);
      left = gathering.next().minusNanos(System.nanoTime() - started);
    }
    long gathered = System.nanoTime();
    store(records);
    gathering.learn(Duration.ofNanos(System.nanoTime() - gathered));
    meters.learnLags(from.lags());
  }

  private static long bytes(List<LogRecord> records) {
    return records.stream().mapToLong(record -> record.value().length).sum();
  }

  private void store(List<LogRecord> records) {
    Batch batch = read(records);
    try {
      count(batch, store.store(batch));
    } catch (StorageException failure) {
      if (!failure.isForData()) {
        throw failure;
      }
      records.forEach(this::storeAlone);
    }
  }

  private void storeAlone(LogRecord record) {
    Batch alone = read(List.of(record));
    try {
      count(alone, store.store(alone));
    } catch (StorageException failure) {
      if (!failure.isForData()) {
        throw failure;
      }
      DeadLetter letter =
          DeadLetter.of(
              record.of(alone.project()),
              RefusalCode.NOT_STORABLE.text(),
              "The database cannot hold this event: " + failure.getMessage());
      Batch dead = new Batch(Map.of(), List.of(letter), alone.advances());
      count(dead, store.store(dead));
    }
  }

  private Batch read(List<LogRecord> records) {
    return Batch.of(records, reader, signers.of(records));
  }

  private void count(Batch batch, PipelineStore.Outcome outcome) {
    meters.count(batch, outcome, clock.instant());
    for (DeadLetter letter : outcome.letters()) {
      letter
          .project()
          .ifPresent(
              project ->
                  log.tryAppend(
                      new EventLog.Entry(
                          Topic.DEAD_LETTERS, project, letter.code(), letter.toJson())));
    }
  }

  private void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException stop) {
      isRunning = false;
    }
  }
}

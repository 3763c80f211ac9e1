package io.plimsoll.server.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.events.EventReader;
import io.plimsoll.events.Limits;
import io.plimsoll.events.RefusalCode;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.Database;
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
import java.util.concurrent.atomic.AtomicLong;
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
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(5);

  private final KafkaAddress address;
  private final PipelineStore store;
  private final EventLog log;
  private final EventReader reader;
  private final Signers signers;
  private final InstantSource clock;
  private final Counter stored;
  private final Counter repeated;
  private final Counter buried;
  private final Counter late;
  private final GatheringTime gathering = new GatheringTime();
  private final AtomicLong lag = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean isRunning;
  private volatile @Nullable EventConsumer consumer;

  public Pipeline(
      KafkaAddress address,
      Database database,
      EventLog log,
      InstantSource clock,
      PlimsollConfig config,
      MeterRegistry meters) {
    this.address = address;
    this.store = new PipelineStore(database);
    this.signers = new Signers(new SignerStore(database));
    this.log = log;
    this.clock = clock;
    // The log may hold an event that was accepted at the edge of the limit some days ago.
    Duration oldest = Duration.ofDays(config.retentionDays()).plus(config.kafka().retention());
    this.reader = new EventReader(Limits.DEFAULTS.withOldest(oldest));
    this.stored = meters.counter("plimsoll.pipeline.events", "outcome", "stored");
    this.repeated = meters.counter("plimsoll.pipeline.events", "outcome", "repeated");
    this.buried = meters.counter("plimsoll.pipeline.events", "outcome", "buried");
    this.late = meters.counter("plimsoll.pipeline.totals", "outcome", "late");
    Gauge.builder("plimsoll.pipeline.lag", lag, AtomicLong::get)
        .description("Records in the log that this process has still to store")
        .register(meters);
  }

  public void start() {
    isRunning = true;
    Thread.ofPlatform().name("pipeline").start(this::runUntilStopped);
  }

  /** Stops after the batch at hand. */
  public void stop() {
    if (!isRunning) {
      return;
    }
    isRunning = false;
    EventConsumer waiting = consumer;
    if (waiting != null) {
      waiting.wake();
    }
    try {
      if (!ended.await(20, TimeUnit.SECONDS)) {
        LOG.warn("the pipeline did not end in time; its batch will be read again");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void runUntilStopped() {
    try (EventConsumer opened =
        new EventConsumer(address, "plimsoll-pipeline", MAX_RECORDS, store::place)) {
      consumer = opened;
      Duration backOff = LEAST_BACK_OFF;
      while (isRunning) {
        try {
          step(opened);
          backOff = LEAST_BACK_OFF;
        } catch (StalePlaceException stale) {
          LOG.infof("reading again: %s", stale.getMessage());
          rewind(opened);
        } catch (RuntimeException failure) {
          LOG.warnf("a batch could not be stored and is tried again: %s", failure.toString());
          pause(backOff);
          backOff =
              backOff.multipliedBy(2).compareTo(MAX_BACK_OFF) > 0
                  ? MAX_BACK_OFF
                  : backOff.multipliedBy(2);
          rewind(opened);
        }
      }
    } finally {
      ended.countDown();
    }
  }

  private void step(EventConsumer from) {
    long started = System.nanoTime();
    List<LogRecord> records = new ArrayList<>(from.poll(Duration.ofMillis(500)));
    if (records.isEmpty()) {
      lag.set(from.lag());
      return;
    }
    Duration left = gathering.next().minusNanos(System.nanoTime() - started);
    while (hasRoom(records) && left.isPositive() && isRunning) {
      records.addAll(from.poll(left));
      left = gathering.next().minusNanos(System.nanoTime() - started);
    }
    long gathered = System.nanoTime();
    store(records);
    gathering.learn(Duration.ofNanos(System.nanoTime() - gathered));
    lag.set(from.lag());
  }

  private static boolean hasRoom(List<LogRecord> records) {
    return records.size() < MAX_RECORDS
        && records.stream().mapToLong(record -> record.value().length).sum() < MAX_BYTES;
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
    return Batch.of(records, reader, signers.of(records), clock.instant());
  }

  private void count(Batch batch, PipelineStore.Outcome outcome) {
    stored.increment(outcome.fresh());
    repeated.increment(outcome.repeated());
    buried.increment(outcome.buried());
    late.increment(outcome.late());
    for (DeadLetter letter : batch.deadLetters()) {
      letter
          .project()
          .ifPresent(
              project ->
                  log.tryAppend(
                      new EventLog.Entry(
                          Topic.DEAD_LETTERS, project, letter.code(), letter.toJson())));
    }
  }

  private static void rewind(EventConsumer from) {
    try {
      from.rewind();
    } catch (RuntimeException databaseAway) {
      // The next step fails in the same way and comes back here after a longer pause.
      LOG.debugf("cannot rewind yet: %s", databaseAway.toString());
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

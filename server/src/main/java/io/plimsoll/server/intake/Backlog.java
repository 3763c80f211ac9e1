package io.plimsoll.server.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.eventlog.KafkaAddress;
import io.plimsoll.server.platform.eventlog.LogEnds;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * How much waits in the log to be stored. While the database is away the log goes on taking events,
 * but not for ever: Kafka forgets what is too old, read or not, and its disk has an end. Beyond the
 * limit the doors are closed, so that senders keep what they have. The places of the pipeline are
 * those of the last time that the database answered; they do not move without it.
 */
@Singleton
public class Backlog {
  private static final Logger LOG = Logger.getLogger(Backlog.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Duration FORGOTTEN = Duration.ofSeconds(15);
  private static final int MOST_SILENCES = 2;
  private static final long RETRY_SECONDS = 5;

  private final KafkaAddress address;
  private final BacklogStore store;
  private final long most;
  private final AtomicLong waiting = new AtomicLong();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile long seenAt = System.nanoTime();
  private volatile Optional<Map<LogEnds.Partition, Long>> places = Optional.empty();
  private final List<Thread> watchers = new ArrayList<>();

  public Backlog(
      KafkaAddress address, BacklogStore store, PlimsollConfig config, MeterRegistry meters) {
    this.address = address;
    this.store = store;
    this.most = config.kafka().maxBacklog();
    Gauge.builder("plimsoll.intake.backlog", waiting, AtomicLong::get)
        .description("Records in Kafka that no pipeline has stored yet")
        .register(meters);
  }

  /** Starts looking. */
  public void start() {
    // A database that is away takes its time to say so, and the log goes on growing meanwhile.
    watchers.add(Thread.ofVirtual().name("backlog-places").start(this::watchPlaces));
    watchers.add(Thread.ofVirtual().name("backlog-ends").start(this::watchEnds));
  }

  public void stop() {
    stopped.countDown();
    try {
      for (Thread watcher : watchers) {
        boolean unused = watcher.join(STOP_LIMIT);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether Kafka has answered lately. */
  public boolean isLogThere() {
    return System.nanoTime() - seenAt < FORGOTTEN.toNanos();
  }

  /** Whether more may come. */
  public boolean hasRoom() {
    return waiting.get() <= most;
  }

  /** How many records wait, as of a moment ago. */
  public long waiting() {
    return waiting.get();
  }

  /** Refuses more while too much waits already. */
  void require() {
    long now = waiting.get();
    if (now > most) {
      throw new ProblemException(
          ErrorCode.BACKLOG_FULL,
          "%d events wait to be stored, and at most %d may; send these again later."
              .formatted(now, most),
          Map.of(ProblemException.RETRY_AFTER, RETRY_SECONDS));
    }
  }

  /**
   * Asks by a new client after silences in a row: where the clock of the machine was set back, the
   * old one waits for the time that it was.
   */
  private void watchEnds() {
    boolean isOver = false;
    while (!isOver) {
      try (LogEnds ends = new LogEnds(address)) {
        int silences = 0;
        while (!isOver && silences < MOST_SILENCES) {
          silences = lookAtEnds(ends) ? 0 : silences + 1;
          isOver = isStoppedAfterAPause();
        }
      }
    }
  }

  private void watchPlaces() {
    do {
      lookAtPlaces();
    } while (!isStoppedAfterAPause());
  }

  private boolean isStoppedAfterAPause() {
    try {
      return stopped.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void lookAtPlaces() {
    try {
      places = Optional.of(store.places());
    } catch (RuntimeException away) {
      LOG.debugf("the places of the pipeline are those of before: %s", away.getMessage());
    }
  }

  /** Whether Kafka answered; while it does not, nothing can be appended either. */
  private boolean lookAtEnds(LogEnds ends) {
    Optional<Map<LogEnds.Partition, LogEnds.Span>> answer = ends.ask();
    answer.ifPresent(
        spans -> {
          // Until the places are known, all that the log holds would seem to wait.
          places.ifPresent(known -> waiting.set(count(spans, known)));
          seenAt = System.nanoTime();
        });
    return answer.isPresent();
  }

  /** Adds up what lies behind the places; a partition that was never read waits as a whole. */
  static long count(
      Map<LogEnds.Partition, LogEnds.Span> spans, Map<LogEnds.Partition, Long> places) {
    long sum = 0;
    for (Map.Entry<LogEnds.Partition, LogEnds.Span> each : spans.entrySet()) {
      LogEnds.Span span = each.getValue();
      long place = Optional.ofNullable(places.get(each.getKey())).orElse(span.begin());
      sum += Math.max(0, span.end() - Math.max(span.begin(), place));
    }
    return sum;
  }
}

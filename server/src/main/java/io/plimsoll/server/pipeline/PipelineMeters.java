package io.plimsoll.server.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What the pipeline tells of itself. */
final class PipelineMeters {
  private final Counter stored;
  private final Counter repeated;
  private final Counter buried;
  private final Counter late;
  private final Counter skipped;
  private final Timer sinceItHappened;
  private final Timer sinceItWasTaken;
  private final AtomicLong lag = new AtomicLong();
  private final AtomicLong longestLag = new AtomicLong();

  PipelineMeters(MeterRegistry meters) {
    this.stored = meters.counter("plimsoll.pipeline.events", "outcome", "stored");
    this.repeated = meters.counter("plimsoll.pipeline.events", "outcome", "repeated");
    this.buried = meters.counter("plimsoll.pipeline.events", "outcome", "buried");
    this.late = meters.counter("plimsoll.pipeline.totals", "outcome", "late");
    this.skipped =
        Counter.builder("plimsoll.pipeline.skipped")
            .description("Records that Kafka had forgotten before they were stored")
            .register(meters);
    this.sinceItHappened =
        timer("plimsoll.pipeline.delay", "From the time of an event until it was stored", meters);
    this.sinceItWasTaken =
        timer(
            "plimsoll.pipeline.storing",
            "From the time that Kafka took an event until it was stored",
            meters);
    Gauge.builder("plimsoll.pipeline.lag", lag, AtomicLong::get)
        .description("Records in the log that this process has still to store")
        .register(meters);
    Gauge.builder("plimsoll.pipeline.lag.longest", longestLag, AtomicLong::get)
        .description("The same of the partition that is furthest behind")
        .register(meters);
  }

  private static Timer timer(String name, String description, MeterRegistry meters) {
    return Timer.builder(name)
        .description(description)
        .publishPercentiles(0.5, 0.99)
        .distributionStatisticExpiry(Duration.ofMinutes(5))
        .maximumExpectedValue(Duration.ofDays(2))
        .register(meters);
  }

  /** Counts a batch that is stored for good. */
  void count(Batch batch, PipelineStore.Outcome outcome, Instant now) {
    stored.increment(outcome.fresh());
    repeated.increment(outcome.repeated());
    buried.increment(outcome.buried());
    late.increment(outcome.late());
    skipped.increment((double) outcome.skipped());
    for (List<StoredEvent> events : batch.events().values()) {
      for (StoredEvent event : events) {
        sinceItHappened.record(notNegative(Duration.between(event.event().occurredAt(), now)));
        sinceItWasTaken.record(notNegative(Duration.between(event.receivedAt(), now)));
      }
    }
  }

  /** Takes in how far each partition of this process is behind. */
  void learnLags(List<Long> lags) {
    lag.set(lags.stream().mapToLong(Long::longValue).sum());
    longestLag.set(lags.stream().mapToLong(Long::longValue).max().orElse(0));
  }

  /** The clock of a sender may be ahead of ours. */
  private static Duration notNegative(Duration delay) {
    return delay.isNegative() ? Duration.ZERO : delay;
  }
}

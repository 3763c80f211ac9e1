package io.plimsoll.server.serving;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.plimsoll.inference.InferenceEngine;
import io.plimsoll.inference.ModelMemory;
import io.plimsoll.inference.PythonModel;
import io.plimsoll.inference.python.DropReason;
import io.plimsoll.inference.python.WorkerPool;
import io.plimsoll.inference.python.WorkerReason;
import io.plimsoll.server.registry.ServedVersion;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The metrics of single versions, for as long as they are loaded here: workers, and why they come
 * and go; batches; calls that waited or were sent away. One thread follows what is loaded.
 */
@Singleton
public class ServingMeters {
  private final MeterRegistry registry;
  private final Map<UUID, Metered> metered = new HashMap<>();

  public ServingMeters(MeterRegistry registry, InferenceEngine engine) {
    this.registry = registry;
    add(engine.models());
  }

  private void add(ModelMemory models) {
    Gauge.builder("plimsoll.serving.models.open", models, each -> each.counts().models())
        .description("Models that are open inside the server")
        .register(registry);
    Gauge.builder("plimsoll.serving.models.memory", models, each -> each.counts().usedBytes())
        .description("Memory that those are taken to need")
        .baseUnit("bytes")
        .register(registry);
    FunctionCounter.builder(
            "plimsoll.serving.models.evicted", models, each -> each.counts().evictions())
        .description("Models that were closed to make room for others")
        .register(registry);
    Timer coldStarts =
        Timer.builder("plimsoll.serving.models.cold.start")
            .description("Calls that had to open their model first, and how long that took")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    models.onColdStart(nanos -> coldStarts.record(nanos, TimeUnit.NANOSECONDS));
  }

  /** A version opened again is another one: what was counted for it began anew. */
  private record Metered(LoadedVersion version, List<Meter> meters) {}

  /** Registers what has come, and removes what has gone. */
  void follow(Collection<LoadedVersion> loaded) {
    Map<UUID, LoadedVersion> present =
        loaded.stream().collect(Collectors.toMap(each -> each.version().versionId(), each -> each));
    metered
        .entrySet()
        .removeIf(
            entry -> {
              boolean isGone = present.get(entry.getKey()) != entry.getValue().version();
              if (isGone) {
                entry.getValue().meters().forEach(registry::remove);
              }
              return isGone;
            });
    present.forEach(
        (id, version) -> metered.computeIfAbsent(id, absent -> new Metered(version, add(version))));
  }

  private List<Meter> add(LoadedVersion version) {
    return version.model() instanceof PythonModel python
        ? add(python.workers(), tags(version.version()))
        : List.of();
  }

  private static Tags tags(ServedVersion version) {
    return Tags.of(
        "project",
        version.project().value().toString(),
        "model",
        version.model(),
        "version",
        String.valueOf(version.number()));
  }

  private List<Meter> add(WorkerPool pool, Tags tags) {
    List<Meter> meters = new ArrayList<>();
    meters.add(
        Gauge.builder("plimsoll.serving.workers", pool, each -> each.workerCounts().ready())
            .description("Worker processes, by state")
            .tags(tags.and("state", "ready"))
            .register(registry));
    meters.add(
        Gauge.builder("plimsoll.serving.workers", pool, each -> each.workerCounts().starting())
            .description("Worker processes, by state")
            .tags(tags.and("state", "starting"))
            .register(registry));
    meters.add(
        Gauge.builder(
                "plimsoll.serving.worker.memory", pool, each -> each.workerCounts().residentBytes())
            .description("Memory that the worker processes of a version hold")
            .baseUnit("bytes")
            .tags(tags)
            .register(registry));
    meters.add(
        Gauge.builder("plimsoll.serving.queue.waiting", pool, WorkerPool::waiting)
            .description("Calls that wait for a worker")
            .tags(tags)
            .register(registry));
    meters.add(
        FunctionTimer.builder(
                "plimsoll.serving.queue.wait",
                pool,
                each -> each.queueCounts().taken(),
                each -> each.queueCounts().waitNanos(),
                TimeUnit.NANOSECONDS)
            .description("Calls that had to wait for a worker, and how long")
            .tags(tags)
            .register(registry));
    meters.add(
        counter(
            "plimsoll.serving.batches",
            "Runs of a model",
            pool,
            tags,
            each -> each.counts().batches()));
    meters.add(
        counter(
            "plimsoll.serving.batch.calls",
            "Calls in those runs",
            pool,
            tags,
            each -> each.counts().calls()));
    meters.add(
        counter(
            "plimsoll.serving.batch.rows",
            "Rows in those runs",
            pool,
            tags,
            each -> each.counts().rows()));
    for (WorkerReason reason : WorkerReason.values()) {
      Tags reasoned = tags.and("reason", reason.word());
      meters.add(
          FunctionCounter.builder(
                  "plimsoll.serving.worker.starts",
                  pool,
                  each -> each.workerCounts().starts().getOrDefault(reason, 0L))
              .description("Worker processes that were started, by reason")
              .tags(reasoned)
              .register(registry));
      meters.add(
          FunctionCounter.builder(
                  "plimsoll.serving.worker.ends",
                  pool,
                  each -> each.workerCounts().ends().getOrDefault(reason, 0L))
              .description("Worker processes that have ended, by reason")
              .tags(reasoned)
              .register(registry));
    }
    for (DropReason reason : DropReason.values()) {
      meters.add(
          FunctionCounter.builder(
                  "plimsoll.serving.calls.dropped",
                  pool,
                  each -> each.queueCounts().dropped().getOrDefault(reason, 0L))
              .description("Calls that were sent away before a worker began with them, by reason")
              .tags(tags.and("reason", reason.word()))
              .register(registry));
    }
    return meters;
  }

  private Meter counter(
      String name,
      String description,
      WorkerPool pool,
      Tags tags,
      ToDoubleFunction<WorkerPool> count) {
    return FunctionCounter.builder(name, pool, count)
        .description(description)
        .tags(tags)
        .register(registry);
  }
}

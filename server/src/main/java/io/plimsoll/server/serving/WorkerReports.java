package io.plimsoll.server.serving;

import io.plimsoll.inference.PythonModel;
import io.plimsoll.inference.python.DropReason;
import io.plimsoll.inference.python.WorkerCounts;
import io.plimsoll.inference.python.WorkerPool;
import io.plimsoll.inference.python.WorkerReason;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells the dashboard what the workers of Python versions do here: what has changed at once, the
 * rest every few seconds, so that a process that died is not taken for one that still serves. One
 * thread follows what is loaded.
 */
@Singleton
public class WorkerReports {
  private static final Duration REPEAT = Duration.ofSeconds(10);

  /** Less than this is no news. */
  private static final long MEMORY_STEP = 16L << 20;

  private final ReplicaStore replicas;
  private final InstantSource clock;
  private final Map<UUID, Sent> sent = new HashMap<>();

  public WorkerReports(ReplicaStore replicas, InstantSource clock) {
    this.replicas = replicas;
    this.clock = clock;
  }

  /** What is stored of a version's workers; the insight package reads it. */
  record Report(
      int ready,
      int starting,
      long residentBytes,
      int waiting,
      Map<String, Long> starts,
      Map<String, Long> ends,
      Map<String, Long> dropped) {

    static Report of(WorkerPool pool) {
      WorkerCounts counts = pool.workerCounts();
      return new Report(
          counts.ready(),
          counts.starting(),
          Math.ceilDiv(counts.residentBytes(), MEMORY_STEP) * MEMORY_STEP,
          pool.waiting(),
          words(counts.starts(), WorkerReason::word),
          words(counts.ends(), WorkerReason::word),
          words(pool.queueCounts().dropped(), DropReason::word));
    }

    private static <R> Map<String, Long> words(Map<R, Long> counts, Function<R, String> word) {
      return counts.entrySet().stream()
          .filter(entry -> entry.getValue() > 0)
          .collect(
              Collectors.toMap(
                  entry -> word.apply(entry.getKey()),
                  Map.Entry::getValue,
                  Long::sum,
                  TreeMap::new));
    }
  }

  private record Sent(Report report, Instant at) {}

  void follow(Collection<LoadedVersion> loaded) {
    Instant now = clock.instant();
    Map<UUID, LoadedVersion> present = new HashMap<>();
    loaded.forEach(version -> present.put(version.version().versionId(), version));
    sent.keySet().retainAll(present.keySet());
    present.forEach(
        (id, version) -> {
          if (version.model() instanceof PythonModel python) {
            Report report = Report.of(python.workers());
            Sent before = sent.get(id);
            boolean isNews = before == null || !before.report().equals(report);
            if (before == null || isNews || before.at().plus(REPEAT).isBefore(now)) {
              replicas.reportWorkers(version.version(), report, isNews);
              sent.put(id, new Sent(report, now));
            }
          }
        });
  }
}

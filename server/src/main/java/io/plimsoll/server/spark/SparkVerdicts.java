package io.plimsoll.server.spark;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.spark.SparkApplicationStore.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.UUID;

/**
 * Verdicts for lists. Each takes all that was reported of an application, so that it is remembered
 * while nothing new is heard of it; the longer it is silent, the longer, because reports may come
 * late. An id belongs to one project. Thread-safe.
 */
@ApplicationScoped
class SparkVerdicts {
  static final int HISTORY = 20;
  static final int PARTS = 500;

  private static final int MOST = 5_000;
  private static final Duration LEAST = Duration.ofSeconds(20);
  private static final int SHARE_OF_SILENCE = 4;

  private final SparkApplicationStore store;
  private final InstantSource clock;
  private final Map<UUID, Remembered> remembered =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Entry<UUID, Remembered> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param heardAt when the application was last heard of
   */
  private record Remembered(SparkVerdict verdict, Instant heardAt, Instant until) {}

  SparkVerdicts(SparkApplicationStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  SparkVerdict of(Tenant tenant, SparkApplication application) {
    Instant now = clock.instant();
    Instant heardAt = application.lastReportAt();
    synchronized (remembered) {
      Remembered known = remembered.get(application.id());
      if (known != null && known.heardAt().equals(heardAt) && now.isBefore(known.until())) {
        return known.verdict();
      }
    }
    SparkVerdict verdict = judge(tenant, application);
    Duration hold = Duration.between(heardAt, now).dividedBy(SHARE_OF_SILENCE);
    Instant until = now.plus(hold.compareTo(LEAST) > 0 ? hold : LEAST);
    synchronized (remembered) {
      remembered.put(application.id(), new Remembered(verdict, heardAt, until));
    }
    return verdict;
  }

  private SparkVerdict judge(Tenant tenant, SparkApplication application) {
    SparkParts parts =
        new SparkParts(
            store.parts(tenant, application, Kind.STAGE, PARTS),
            List.of(),
            store.parts(tenant, application, Kind.EXECUTOR, PARTS),
            store.parts(tenant, application, Kind.QUERY, PARTS),
            store.parts(tenant, application, Kind.STREAM, PARTS),
            store.parts(tenant, application, Kind.PROGRESS, PARTS).reversed());
    List<SparkAdvice> advice = Advisor.advise(application, parts);
    List<SparkRun> history =
        store.list(tenant, application.name(), null, application.id(), HISTORY).stream()
            .map(SparkRun::of)
            .toList();
    return new SparkVerdict(
        advice.isEmpty() ? null : advice.getFirst(),
        advice.size(),
        Regressions.of(SparkRun.of(application), history));
  }
}

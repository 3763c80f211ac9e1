package io.plimsoll.server.spark;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.spark.SparkApplicationStore.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What there is to be told of the applications of a project; the monitor asks. */
@ApplicationScoped
public class SparkWatch {
  private static final int PARTS = 500;

  private final SparkApplicationStore applications;
  private final RunWatchStore runs;

  public SparkWatch(SparkApplicationStore applications, RunWatchStore runs) {
    this.applications = applications;
    this.runs = runs;
  }

  /** A run whose streaming queries are under way, and how they stand. */
  public record Streaming(SparkApplication run, List<StreamHealth> streams) {
    public Streaming {
      streams = List.copyOf(streams);
    }
  }

  /**
   * Of each name the run that failed or was killed last and the one that was lost last, unless a
   * later one has made up for it.
   *
   * @param within how long ago it may be at most
   */
  public List<TroubledRun> troubled(Tenant tenant, Duration within) {
    return runs.troubled(tenant, within);
  }

  public List<Streaming> streaming(Tenant tenant) {
    return runs.streaming(tenant).stream()
        .map(run -> new Streaming(run, runs.streams(tenant, run)))
        .toList();
  }

  public Optional<SparkApplication> find(Tenant tenant, UUID run) {
    return applications.find(tenant, run);
  }

  /** What could be better about a run, the worst first. */
  public List<SparkAdvice> advice(Tenant tenant, SparkApplication run) {
    return Advisor.advise(
        run,
        new SparkParts(
            applications.parts(tenant, run, Kind.STAGE, PARTS),
            List.of(),
            applications.parts(tenant, run, Kind.EXECUTOR, PARTS),
            applications.parts(tenant, run, Kind.QUERY, PARTS),
            applications.parts(tenant, run, Kind.STREAM, PARTS),
            applications.parts(tenant, run, Kind.PROGRESS, PARTS).reversed()));
  }
}

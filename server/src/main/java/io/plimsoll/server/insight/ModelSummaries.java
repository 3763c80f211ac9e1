package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.insight.ModelSummary.SparklinePoint;
import io.plimsoll.server.insight.TrafficStore.Bucket;
import io.plimsoll.server.insight.TrafficStore.Counts;
import io.plimsoll.server.insight.TrafficStore.LastSeen;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.stats.NumericProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts together what the registry, the pipeline and the monitor know of each model. */
@ApplicationScoped
public class ModelSummaries {
  private static final int SPARKLINE_POINTS = 60;

  private final CatalogueStore catalogue;
  private final TrafficStore traffic;
  private final JudgementStore judgements;
  private final Addresses addresses;

  public ModelSummaries(
      CatalogueStore catalogue,
      TrafficStore traffic,
      JudgementStore judgements,
      Addresses addresses) {
    this.catalogue = catalogue;
    this.traffic = traffic;
    this.judgements = judgements;
    this.addresses = addresses;
  }

  /** All models of a project, by name. */
  List<ModelSummary> all(Tenant tenant, Duration window, Instant now) {
    return read(tenant, null, window, now);
  }

  /** One model, if the project has it. */
  Optional<ModelSummary> one(Tenant tenant, String model, Duration window, Instant now) {
    return read(tenant, model, window, now).stream()
        .filter(summary -> summary.name().equals(model))
        .findFirst();
  }

  private List<ModelSummary> read(
      Tenant tenant, @Nullable String model, Duration window, Instant now) {
    TimeRange range = TimeRange.last(window, now);
    Step step = Step.fitting(range, SPARKLINE_POINTS);
    TrafficStore.Selection selection = new TrafficStore.Selection(range, model, null);
    Readings readings =
        new Readings(
            window,
            step.buckets(range, now),
            catalogue.served(tenant).stream()
                .collect(Collectors.toMap(CatalogueStore.Served::name, Function.identity())),
            traffic.lastSeen(tenant),
            traffic.counts(tenant, selection, step),
            byModel(traffic.latencies(tenant, selection, step)),
            judgements.marks(tenant, now));
    TreeSet<String> names = new TreeSet<>(readings.served().keySet());
    names.addAll(readings.seen().keySet());
    return names.stream().map(name -> summary(name, readings)).toList();
  }

  private ModelSummary summary(String name, Readings readings) {
    CatalogueStore.Served served = readings.served().get(name);
    LastSeen seen = readings.seen().get(name);
    boolean isLive = served != null && served.production() != null;
    return new ModelSummary(
        name,
        served == null ? ModelSummary.Kind.OBSERVED : ModelSummary.Kind.SERVED,
        served == null ? ModelState.OBSERVED : served.state(),
        served == null ? null : served.production(),
        served == null ? null : served.framework(),
        served == null ? null : served.engine(),
        isLive ? addresses.endpoint(name) : null,
        readings.marks().getOrDefault(name, Mark.unjudged()),
        readings.load(name),
        readings.sparkline(name),
        seen == null ? null : seen.at());
  }

  private static Map<String, NumericProfile> byModel(Map<Bucket, NumericProfile> latencies) {
    Map<String, NumericProfile> merged = new HashMap<>();
    latencies.forEach(
        (bucket, latency) -> {
          NumericProfile known = merged.putIfAbsent(bucket.model(), latency);
          if (known != null) {
            known.merge(latency);
          }
        });
    return merged;
  }

  private record Readings(
      Duration window,
      List<Instant> buckets,
      Map<String, CatalogueStore.Served> served,
      Map<String, LastSeen> seen,
      Map<Bucket, Counts> counts,
      Map<String, NumericProfile> latencies,
      Map<String, Mark> marks) {

    Counts at(String model, Instant bucket) {
      return counts.getOrDefault(new Bucket(model, bucket), Counts.NONE);
    }

    ModelSummary.Load load(String model) {
      Counts sum =
          buckets.stream().map(bucket -> at(model, bucket)).reduce(Counts.NONE, Counts::plus);
      NumericProfile latency = latencies.getOrDefault(model, new NumericProfile());
      return ModelSummary.Load.of(window, sum, Traffic.quantile(latency, 0.95));
    }

    List<SparklinePoint> sparkline(String model) {
      return buckets.stream()
          .map(
              bucket -> {
                Counts counts = at(model, bucket);
                return new SparklinePoint(bucket, counts.requests(), counts.errors());
              })
          .toList();
    }
  }
}

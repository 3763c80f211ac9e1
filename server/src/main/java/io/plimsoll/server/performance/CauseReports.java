package io.plimsoll.server.performance;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.CauseReport.Cause;
import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceReports.Estimates;
import io.plimsoll.server.performance.PerformanceReports.Material;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.ProfileWindowStore.Traffic;
import io.plimsoll.stats.performance.Estimate;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ranks features by how closely their drift goes with the change in performance from chunk to chunk
 * (the correlation ranker of NannyML). That two things move together does not say that one is the
 * cause; it says where to look first.
 */
@ApplicationScoped
public class CauseReports {
  private static final int FEWEST_CHUNKS = 3;
  private static final String FEATURE = "feature";

  private final PerformanceReports reports;
  private final CauseStore store;
  private final ProfileWindowStore profiles;

  public CauseReports(PerformanceReports reports, CauseStore store, ProfileWindowStore profiles) {
    this.reports = reports;
    this.store = store;
    this.profiles = profiles;
  }

  CauseReport report(Tenant tenant, Question question, @Nullable Metric asked) {
    return report(tenant, question, reports.gather(tenant, question, Estimates.ALL), asked);
  }

  /** The same of what was read already. */
  CauseReport report(Tenant tenant, Question question, Material material, @Nullable Metric asked) {
    Metric metric = asked == null ? material.subject().main() : asked;
    String version = material.known().version();
    double mean = material.line(metric).lines().estimate();
    NavigableMap<Chunk, Double> changes = changes(material, metric, mean);
    if (version == null || changes.size() < FEWEST_CHUNKS) {
      return new CauseReport(
          question.model(),
          version,
          question.from(),
          question.to(),
          null,
          changes.size(),
          "%d chunks have both a reference and a performance of their own; %d are needed to see what moves with it."
              .formatted(changes.size(), FEWEST_CHUNKS),
          List.of(),
          List.of());
    }
    List<Cause> causes =
        new ArrayList<>(causes(tenant, question.model(), version, material, changes));
    causes.sort(
        Comparator.comparing((Cause each) -> each.driftedChunks() == 0 && each.events().isEmpty())
            .thenComparing(
                each -> each.correlation() == null ? -2 : each.correlation(),
                Comparator.reverseOrder())
            .thenComparing(Cause::drift, Comparator.reverseOrder()));
    return new CauseReport(
        question.model(),
        version,
        question.from(),
        question.to(),
        metric,
        changes.size(),
        "",
        causes,
        store.events(tenant, question.model(), question.from(), question.to()));
  }

  /** How far the value that holds is from the reference's mean, in each chunk of the window. */
  private static NavigableMap<Chunk, Double> changes(
      Material material, Metric metric, double mean) {
    NavigableMap<Chunk, Double> changes = new TreeMap<>(Comparator.comparing(Chunk::from));
    for (Chunk chunk : material.window()) {
      Estimate real = material.realised(chunk).getOrDefault(metric, Estimate.UNDEFINED);
      Estimate expected = material.estimated(chunk).getOrDefault(metric, Estimate.UNDEFINED);
      Estimate holds = material.isLabelled(chunk) || !expected.isDefined() ? real : expected;
      if (holds.isDefined() && !Double.isNaN(mean)) {
        changes.put(chunk, Math.abs(holds.value() - mean));
      }
    }
    return changes;
  }

  /** The reference is held, and one chunk after the other beside it. */
  private List<Cause> causes(
      Tenant tenant,
      String model,
      String version,
      Material material,
      NavigableMap<Chunk, Double> changes) {
    Map<String, MergedProfile> reference = new HashMap<>();
    for (Chunk chunk : material.reference()) {
      read(tenant, model, version, chunk)
          .forEach(
              (feature, own) ->
                  reference.computeIfAbsent(feature, each -> new MergedProfile()).add(own));
    }
    Map<String, FeatureCourse> courses = new TreeMap<>();
    reference.forEach(
        (feature, merged) -> courses.put(feature, new FeatureCourse(feature, merged.prevailing())));
    changes.forEach(
        (chunk, change) -> {
          Map<String, MergedProfile> own = read(tenant, model, version, chunk);
          own.keySet()
              .forEach(
                  feature ->
                      courses.computeIfAbsent(
                          feature,
                          name -> new FeatureCourse(name, new MergedProfile().prevailing())));
          courses.forEach(
              (feature, course) ->
                  course.add(chunk, own.getOrDefault(feature, new MergedProfile()), change));
        });
    return courses.values().stream().map(FeatureCourse::cause).toList();
  }

  /** What is asked of a chunk's features; outputs move with performance by themselves. */
  private Map<String, MergedProfile> read(
      Tenant tenant, String model, String version, Chunk chunk) {
    Map<String, MergedProfile> features = new HashMap<>();
    profiles
        .read(tenant, new Traffic(model, version, chunk.from(), chunk.to()), Map::entry)
        .forEach(
            (column, profile) -> {
              if (column.getKey().equals(FEATURE)) {
                features.put(column.getValue(), profile);
              }
            });
    return features;
  }
}

package io.plimsoll.server.performance;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.CauseReport.Cause;
import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceReports.Material;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.Psi;
import io.plimsoll.stats.performance.Estimate;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Ranks features by how closely their drift goes with the change in performance from chunk to chunk
 * (the correlation ranker of NannyML). That two things move together does not say that one is the
 * cause; it says where to look first.
 */
@ApplicationScoped
public class CauseReports {
  private static final double DRIFTED = 0.2;
  private static final int FEWEST_CHUNKS = 3;

  /** Missing in so many more of a hundred rows than in the reference is worth telling. */
  private static final double MORE_MISSING = 0.05;

  private final PerformanceReports reports;
  private final CauseStore store;

  public CauseReports(PerformanceReports reports, CauseStore store) {
    this.reports = reports;
    this.store = store;
  }

  CauseReport report(Tenant tenant, Question question, @Nullable Metric asked) {
    Material material = reports.gather(tenant, question, true);
    Metric metric = asked == null ? material.subject().main() : asked;
    String version = material.known().version();
    double mean = material.line(metric).lines().estimate();
    Map<Chunk, Double> changes = changes(material, metric, mean);
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
    Profiles profiles = new Profiles(material);
    material
        .chunks()
        .keySet()
        .forEach(
            chunk ->
                store.profiles(
                    tenant, question.model(), version, chunk.from(), chunk.to(), profiles::add));
    List<Cause> causes = new ArrayList<>();
    for (String feature : profiles.features()) {
      causes.add(cause(feature, profiles, changes));
    }
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
  private static Map<Chunk, Double> changes(Material material, Metric metric, double mean) {
    Map<Chunk, Double> changes = new HashMap<>();
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

  private static Cause cause(String feature, Profiles profiles, Map<Chunk, Double> changes) {
    Profile reference = profiles.reference(feature);
    List<Double> drifts = new ArrayList<>();
    List<Double> moves = new ArrayList<>();
    double most = 0;
    double noise = 0;
    int drifted = 0;
    for (Map.Entry<Chunk, Double> change : changes.entrySet()) {
      Profile current = profiles.as(change.getKey(), feature, reference);
      if (reference.rows() == 0 || current.rows() == 0) {
        continue;
      }
      DriftScore score = Psi.score(reference, current);
      drifts.add(score.value());
      moves.add(change.getValue());
      drifted += score.value() > DRIFTED && score.value() > score.noise() ? 1 : 0;
      if (score.value() >= most) {
        most = score.value();
        noise = score.noise();
      }
    }
    double correlation = correlation(drifts, moves);
    return new Cause(
        feature,
        Finite.orNull(correlation),
        Finite.orNull(pValue(correlation, drifts.size())),
        most,
        noise,
        drifted,
        events(feature, profiles, reference, changes));
  }

  private static List<Event> events(
      String feature, Profiles profiles, Profile reference, Map<Chunk, Double> changes) {
    List<Event> events = new ArrayList<>();
    double usual = reference.rows() == 0 ? 0 : (double) reference.missing() / reference.rows();
    boolean wasMissing = false;
    boolean wasAway = false;
    boolean wasOther = false;
    for (Chunk chunk : new TreeMap<>(byStart(changes)).values()) {
      Profile own = profiles.of(chunk, feature);
      boolean isAway = own.rows() == 0 != (reference.rows() == 0);
      if (isAway && !wasAway) {
        String message =
            reference.rows() == 0
                ? "%s is new: no row of the reference has it.".formatted(feature)
                : "%s is gone: no row has it.".formatted(feature);
        events.add(new Event(chunk.from(), Event.Kind.SCHEMA_CHANGE, message));
      }
      boolean isOther = own.count() > 0 && reference.count() > 0 && own.type() != reference.type();
      if (isOther && !wasOther) {
        events.add(
            new Event(
                chunk.from(),
                Event.Kind.TYPE_CHANGE,
                "%s has other values than in the reference: %s where it was %s."
                    .formatted(feature, own.type(), reference.type())));
      }
      double share = own.rows() == 0 ? usual : (double) own.missing() / own.rows();
      boolean isMissing = share > usual + MORE_MISSING;
      if (isMissing && !wasMissing) {
        events.add(
            new Event(
                chunk.from(),
                Event.Kind.MISSING_VALUES,
                "%s is missing in %.1f %% of the rows, %.1f %% in the reference."
                    .formatted(feature, 100 * share, 100 * usual)));
      }
      wasAway = isAway;
      wasOther = isOther;
      wasMissing = isMissing;
    }
    return events;
  }

  private static Map<Instant, Chunk> byStart(Map<Chunk, Double> chunks) {
    Map<Instant, Chunk> byStart = new HashMap<>();
    chunks.keySet().forEach(chunk -> byStart.put(chunk.from(), chunk));
    return byStart;
  }

  private static double correlation(List<Double> one, List<Double> other) {
    double meanOne = one.stream().mapToDouble(each -> each).average().orElse(0);
    double meanOther = other.stream().mapToDouble(each -> each).average().orElse(0);
    double both = 0;
    double ofOne = 0;
    double ofOther = 0;
    for (int at = 0; at < one.size(); at++) {
      double left = one.get(at) - meanOne;
      double right = other.get(at) - meanOther;
      both += left * right;
      ofOne += left * left;
      ofOther += right * right;
    }
    return both / Math.sqrt(ofOne * ofOther);
  }

  private static double pValue(double correlation, int chunks) {
    if (chunks < FEWEST_CHUNKS + 1 || Double.isNaN(correlation)) {
      return Double.NaN;
    }
    double t =
        correlation * Math.sqrt((chunks - 2) / Math.max(1e-300, 1 - correlation * correlation));
    return 2 * TDistribution.of(chunks - 2.0).survivalProbability(Math.abs(t));
  }

  /** The values of the features by chunk, and those of the reference together. */
  private static final class Profiles {
    private final NavigableMap<Instant, Chunk> chunks = new TreeMap<>();
    private final Material material;
    private final Map<Chunk, Map<String, MergedProfile>> byChunk = new HashMap<>();
    private final Map<String, MergedProfile> reference = new HashMap<>();
    private final TreeSet<String> features = new TreeSet<>();

    Profiles(Material material) {
      this.material = material;
      material.chunks().keySet().forEach(chunk -> chunks.put(chunk.from(), chunk));
    }

    void add(CauseStore.Bucket bucket) {
      Map.Entry<Instant, Chunk> entry = chunks.floorEntry(bucket.at());
      if (entry == null) {
        return;
      }
      features.add(bucket.feature());
      if (material.reference().contains(entry.getValue())) {
        // Merging changes what is added, so that the reference gets a copy of its own.
        reference
            .computeIfAbsent(bucket.feature(), feature -> new MergedProfile())
            .add(Profile.fromBytes(bucket.profile().toBytes()));
      }
      byChunk
          .computeIfAbsent(entry.getValue(), chunk -> new HashMap<>())
          .computeIfAbsent(bucket.feature(), feature -> new MergedProfile())
          .add(bucket.profile());
    }

    Set<String> features() {
      return features;
    }

    Profile reference(String feature) {
      return reference.getOrDefault(feature, new MergedProfile()).prevailing();
    }

    /** The values of a feature as the type of the reference. */
    Profile as(Chunk chunk, String feature, Profile reference) {
      return merged(chunk, feature).as(reference.type());
    }

    Profile of(Chunk chunk, String feature) {
      return merged(chunk, feature).prevailing();
    }

    private MergedProfile merged(Chunk chunk, String feature) {
      return byChunk.getOrDefault(chunk, Map.of()).getOrDefault(feature, new MergedProfile());
    }
  }
}

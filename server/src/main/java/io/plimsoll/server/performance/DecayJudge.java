package io.plimsoll.server.performance;

import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.DecayFinding.Basis;
import io.plimsoll.server.performance.PerformanceReports.Material;
import io.plimsoll.stats.performance.Decay;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the newest chunks of a model by the lines of its reference, for whoever is to be told.
 * What labels say goes before what was expected without them: of the chunks after the newest one
 * with labels, the estimate is judged.
 *
 * <p>A chunk that is over is judged as a chart shows it. One that still grows is looked at again
 * and again, and would be beyond three standard errors by chance far more often than a chunk that
 * is looked at once: it takes four until a decay is told, and three to hold on to one.
 */
final class DecayJudge {
  private static final double ERRORS = 3;
  private static final double ERRORS_WHILE_GROWING = 4;

  /** In so few chunks an estimator has not yet shown by how much it is off. */
  private static final int FEWEST_GAPS = 3;

  /** Beyond all measure is told as this many times what is allowed. */
  private static final double MOST_BEYOND = 1e6;

  private final Material material;
  private final Set<Metric> decayedBefore;
  private final Instant now;

  /**
   * Of a model.
   *
   * @param decayedBefore what was told to have decayed when it was last judged
   */
  DecayJudge(Material material, Set<Metric> decayedBefore, Instant now) {
    this.material = material;
    this.decayedBefore = Set.copyOf(decayedBefore);
    this.now = now;
  }

  /** At most two findings of each figure: the newest with labels, and the newest after it. */
  List<DecayFinding> judge(List<Metric> metrics) {
    List<DecayFinding> findings = new ArrayList<>();
    for (Metric metric : metrics) {
      Decay line = material.line(metric);
      if (Double.isFinite(line.lines().estimate())) {
        findings.addAll(judge(metric, line));
      }
    }
    return findings;
  }

  private List<DecayFinding> judge(Metric metric, Decay line) {
    double gap = usualGap(metric);
    List<DecayFinding> newest = new ArrayList<>();
    Optional<DecayFinding> before = Optional.empty();
    for (Chunk chunk : material.window()) {
      if (material.reference().contains(chunk)) {
        continue;
      }
      Optional<DecayFinding> found = judge(metric, line, chunk, gap, before);
      if (found.isPresent()) {
        DecayFinding finding = found.get();
        newest.removeIf(
            each -> each.basis() == finding.basis() || finding.basis() == Basis.REALISED);
        newest.add(finding);
        before = found;
      }
    }
    return newest;
  }

  private Optional<DecayFinding> judge(
      Metric metric, Decay line, Chunk chunk, double gap, Optional<DecayFinding> before) {
    Optional<Basis> known = basis(metric, chunk);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Basis basis = known.get();
    boolean isRealised = basis == Basis.REALISED;
    Estimate value = isRealised ? realised(metric, chunk) : estimated(metric, chunk);
    boolean isOver = !chunk.to().isAfter(now);
    double errors = isOver || decayedBefore.contains(metric) ? ERRORS : ERRORS_WHILE_GROWING;
    double mean = line.lines().estimate();
    double bound = line.isHighBetter() ? line.lines().lower() : line.lines().upper();
    double toTheLine = Math.max(Math.abs(mean - bound), isRealised ? 0 : gap);
    double allowed = Math.max(toTheLine, errors * value.standardError());
    double worse = line.isHighBetter() ? mean - value.value() : value.value() - mean;
    boolean isDecayed = worse > allowed;
    if (!isOver && !isDecayed) {
      // What is not certain yet takes nothing back either.
      return Optional.empty();
    }
    Optional<DecayFinding> run = before.filter(each -> isDecayed && each.decayed());
    PerformanceState state = material.state(chunk);
    return Optional.of(
        new DecayFinding(
            metric,
            basis,
            isDecayed,
            chunk.from(),
            chunk.to(),
            isRealised ? state.labelledRows() : state.predictions(),
            value.value(),
            value.standardError(),
            mean,
            bound,
            Math.clamp(worse / Math.max(allowed, Double.MIN_NORMAL), 0, MOST_BEYOND),
            run.map(DecayFinding::decayedSince).orElse(chunk.from()),
            isDecayed ? run.map(DecayFinding::chunks).orElse(0) + 1 : 0));
  }

  /** What a chunk is judged by; empty if it says too little. */
  private Optional<Basis> basis(Metric metric, Chunk chunk) {
    PerformanceState state = material.state(chunk);
    boolean hasLabels =
        state.labelledRows() >= PerformanceReports.FEWEST_LABELS
            && isCertain(realised(metric, chunk));
    boolean hasEstimate =
        state.predictions() >= PerformanceReports.FEWEST_LABELS
            && isCertain(estimated(metric, chunk));
    if (hasLabels && (material.isLabelled(chunk) || !hasEstimate)) {
      return Optional.of(Basis.REALISED);
    }
    return hasEstimate ? Optional.of(Basis.ESTIMATED) : Optional.empty();
  }

  /** By how much estimates were off on average where labels have come since. */
  private double usualGap(Metric metric) {
    double[] gaps =
        material.window().stream()
            .filter(chunk -> !material.reference().contains(chunk) && material.isLabelled(chunk))
            .mapToDouble(
                chunk ->
                    Math.abs(estimated(metric, chunk).value() - realised(metric, chunk).value()))
            .filter(Double::isFinite)
            .toArray();
    return gaps.length < FEWEST_GAPS ? 0 : Arrays.stream(gaps).average().orElse(0);
  }

  private Estimate realised(Metric metric, Chunk chunk) {
    return material.realised(chunk).getOrDefault(metric, Estimate.UNDEFINED);
  }

  private Estimate estimated(Metric metric, Chunk chunk) {
    return material.estimated(chunk).getOrDefault(metric, Estimate.UNDEFINED);
  }

  private static boolean isCertain(Estimate value) {
    return value.isDefined() && Double.isFinite(value.standardError());
  }
}

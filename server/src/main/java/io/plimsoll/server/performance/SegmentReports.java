package io.plimsoll.server.performance;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceReport.Figure;
import io.plimsoll.server.performance.PerformanceReport.Holds;
import io.plimsoll.server.performance.PerformanceReport.Value;
import io.plimsoll.server.performance.PerformanceReport.Verdict;
import io.plimsoll.server.performance.PerformanceReports.Estimates;
import io.plimsoll.server.performance.PerformanceReports.Material;
import io.plimsoll.server.performance.PerformanceStore.SegmentValue;
import io.plimsoll.server.performance.SegmentReport.SegmentAnswer;
import io.plimsoll.server.platform.http.Finite;
import io.plimsoll.stats.drift.FalseDiscovery;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.PerformanceState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segments whose answers are worse than those of all other rows: a one-sided test of the
 * difference, whose error is that of both sides, corrected over all segments that were looked at.
 */
@ApplicationScoped
public class SegmentReports {
  /** Values of a segment that are shown apart; the ones with the fewest rows are shown as one. */
  private static final int MOST_VALUES = 20;

  static final double FALSE_SHARE = 0.05;

  /** Stands for all values of a segment that are not kept apart. */
  static final String POOLED = "(other)";

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final PerformanceReports reports;
  private final PerformanceStore store;

  public SegmentReports(PerformanceReports reports, PerformanceStore store) {
    this.reports = reports;
    this.store = store;
  }

  /**
   * A segment beside all other rows.
   *
   * @param figures that have come true
   * @param expected without labels, by what the rows of the reference teach
   */
  private record Compared(
      String segment,
      String value,
      PerformanceState state,
      Map<Metric, Estimate> figures,
      Map<Metric, Estimate> expected,
      Estimate rest,
      double pValue) {}

  /** All segments of the window, the weakest first. */
  SegmentReport report(Tenant tenant, Question question, @Nullable Metric asked) {
    Material material = reports.gather(tenant, question, Estimates.WHERE_FEW);
    Subject subject = material.subject();
    Metric metric = asked == null ? subject.main() : asked;
    String version = material.known().version();
    List<SegmentAnswer> answers = new ArrayList<>();
    int tested = 0;
    if (version != null) {
      List<Compared> compared = new ArrayList<>();
      SegmentRows rows = new SegmentRows(subject.settings());
      states(tenant, question.model(), version, material.window())
          .forEach(
              (segment, values) ->
                  values.forEach(
                      (value, state) ->
                          compared.add(
                              compare(material, rows, metric, segment, value, state, values))));
      double[] pValues =
          compared.stream().mapToDouble(Compared::pValue).filter(p -> !Double.isNaN(p)).toArray();
      tested = pValues.length;
      double[] adjusted = FalseDiscovery.adjust(pValues);
      int at = 0;
      for (Compared each : compared) {
        boolean isTested = !Double.isNaN(each.pValue());
        answers.add(answer(subject, metric, each, isTested ? adjusted[at++] : Double.NaN));
      }
    }
    answers.sort(
        Comparator.comparingDouble(
                (SegmentAnswer each) -> each.pValue() == null ? 2 : each.pValue())
            .thenComparing(SegmentAnswer::segment)
            .thenComparing(SegmentAnswer::value));
    return new SegmentReport(
        question.model(),
        version,
        question.from(),
        question.to(),
        version == null ? null : metric,
        tested,
        answers,
        null);
  }

  /** Of the same hours as the chunks, by segment and value; of each segment the largest values. */
  private Map<String, Map<String, PerformanceState>> states(
      Tenant tenant, String model, String version, List<Chunk> window) {
    Map<String, Map<String, PerformanceState>> states = new TreeMap<>();
    if (window.isEmpty()) {
      return states;
    }
    Instant from = window.getFirst().from();
    Instant to = window.getLast().to();
    Set<SegmentValue> largest =
        Set.copyOf(store.largest(tenant, model, version, from, to, MOST_VALUES));
    int together =
        largest.size() + (int) largest.stream().map(SegmentValue::segment).distinct().count();
    store.segments(
        tenant,
        model,
        version,
        from,
        to,
        stored -> {
          boolean isApart = largest.contains(new SegmentValue(stored.segment(), stored.value()));
          states
              .computeIfAbsent(stored.segment(), segment -> new TreeMap<>())
              .computeIfAbsent(
                  isApart ? stored.value() : POOLED,
                  value -> PerformanceState.forReadingSegments(together))
              .mergeBytes(stored.state());
        });
    return states;
  }

  private static Compared compare(
      Material material,
      SegmentRows rows,
      Metric metric,
      String segment,
      String value,
      PerformanceState state,
      Map<String, PerformanceState> all) {
    PerformanceState others = PerformanceState.forReadingSegments(1);
    all.forEach(
        (each, other) -> {
          if (!each.equals(value)) {
            others.merge(other);
          }
        });
    Subject subject = material.subject();
    Map<Metric, Estimate> figures = subject.realised(state);
    Estimate here = figures.getOrDefault(metric, Estimate.UNDEFINED);
    Estimate rest = subject.realised(others).getOrDefault(metric, Estimate.UNDEFINED);
    boolean isEnough =
        state.labelledRows() >= PerformanceReports.FEWEST_LABELS
            && others.labelledRows() >= PerformanceReports.FEWEST_LABELS;
    double pValue = isEnough ? pValueOfWorse(metric, here, rest) : Double.NaN;
    Map<Metric, Estimate> expected =
        material.estimator().estimate(material.window(), state, rows.with(segment, value));
    return new Compared(segment, value, state, figures, expected, rest, pValue);
  }

  /** How often chance alone makes one side so much worse than the other; NaN if that is unknown. */
  static double pValueOfWorse(Metric metric, Estimate here, Estimate rest) {
    double error = Math.hypot(here.standardError(), rest.standardError());
    double worse =
        metric.isHighBetter() ? rest.value() - here.value() : here.value() - rest.value();
    return error > 0 && Double.isFinite(worse)
        ? NORMAL.survivalProbability(worse / error)
        : Double.NaN;
  }

  private static SegmentAnswer answer(
      Subject subject, Metric metric, Compared of, double adjusted) {
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    metrics.addAll(of.figures().keySet());
    metrics.addAll(of.expected().keySet());
    List<Figure> figures = new ArrayList<>();
    for (Metric each : metrics) {
      Value realised =
          Value.of(each, of.figures().get(each), subject.sketchError(each, of.state()));
      Value estimated = Value.of(each, of.expected().get(each), 0);
      figures.add(
          new Figure(
              each, realised, estimated, holds(of.state(), realised, estimated), Verdict.UNKNOWN));
    }
    return new SegmentAnswer(
        of.segment(),
        of.value(),
        of.state().predictions(),
        of.state().labelledRows(),
        figures,
        Value.of(metric, of.rest(), 0),
        Finite.orNull(of.pValue()),
        Finite.orNull(adjusted),
        adjusted <= FALSE_SHARE);
  }

  /** What is expected is gone by only until labels have come. */
  private static Holds holds(
      PerformanceState state, @Nullable Value realised, @Nullable Value estimated) {
    if (realised != null && (estimated == null || Material.isLabelled(state))) {
      return Holds.REALISED;
    }
    return estimated == null ? Holds.NEITHER : Holds.ESTIMATED;
  }
}

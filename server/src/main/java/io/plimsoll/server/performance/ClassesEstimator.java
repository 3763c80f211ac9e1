package io.plimsoll.server.performance;

import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceStore.SampledRow;
import io.plimsoll.server.pipeline.labels.LabelReading;
import io.plimsoll.server.pipeline.labels.LabelReading.Answer;
import io.plimsoll.stats.performance.Calibration;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.EstimatedPerformance;
import io.plimsoll.stats.performance.PerformanceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Confidence-based estimation (CBPE) for several classes whose probabilities are all logged, from
 * the samples of the hours: each class is calibrated against all others on the labelled rows of the
 * reference, and a row of a chunk stands for as many as its hour had for each sampled one.
 */
final class ClassesEstimator implements Estimator {
  /** Fewer rows do not teach what the scores of several classes are worth. */
  private static final int FEWEST_ROWS = 200;

  private final Subject subject;
  private final LabelReading reading;
  private final List<Calibration> calibrations;
  private final int referenceRows;
  private final Map<Instant, List<SampledRow>> byHour = new HashMap<>();

  private ClassesEstimator(
      Subject subject,
      LabelReading reading,
      List<Calibration> calibrations,
      int referenceRows,
      List<SampledRow> rows) {
    this.subject = subject;
    this.reading = reading;
    this.calibrations = calibrations;
    this.referenceRows = referenceRows;
    rows.forEach(row -> byHour.computeIfAbsent(row.hour(), hour -> new ArrayList<>()).add(row));
  }

  /** A row with a score for each class, and the class that it was answered. */
  private record Scored(double[] scores, int answered) {}

  /** A row of the reference with the class that came true. */
  private record Lesson(double[] scores, int actual) {}

  /** Learns from the reference; empty if too few of its rows have all scores and a label. */
  static Optional<Estimator> learn(
      Subject subject, LabelReading reading, List<SampledRow> reference, List<SampledRow> samples) {
    List<Lesson> lessons = new ArrayList<>();
    for (SampledRow row : reference) {
      lesson(subject, reading, row).ifPresent(lessons::add);
    }
    if (lessons.size() < FEWEST_ROWS) {
      return Optional.empty();
    }
    List<Calibration> calibrations = new ArrayList<>();
    for (int one = 0; one < subject.classes().size(); one++) {
      double[] scores = new double[lessons.size()];
      boolean[] isActual = new boolean[lessons.size()];
      for (int row = 0; row < scores.length; row++) {
        scores[row] = lessons.get(row).scores()[one];
        isActual[row] = lessons.get(row).actual() == one;
      }
      calibrations.add(Calibration.needed(scores, isActual));
    }
    return Optional.of(
        new ClassesEstimator(subject, reading, calibrations, lessons.size(), samples));
  }

  private static Optional<Lesson> lesson(Subject subject, LabelReading reading, SampledRow row) {
    Map<String, @Nullable Object> label = row.actual();
    if (label == null
        || !(reading.answer(row.answer()).orElse(null) instanceof Answer.OfClass answered)) {
      return Optional.empty();
    }
    int actual =
        reading
            .actualClass(answered, label)
            .map(name -> subject.classes().indexOf(name))
            .orElse(-1);
    return actual < 0
        ? Optional.empty()
        : scored(subject, reading, row).map(scored -> new Lesson(scored.scores(), actual));
  }

  private static Optional<Scored> scored(Subject subject, LabelReading reading, SampledRow row) {
    Map<String, Double> scores = reading.classScores(row.answer());
    if (scores.isEmpty()
        || !(reading.answer(row.answer()).orElse(null) instanceof Answer.OfClass answered)
        || !subject.classes().contains(answered.name())) {
      return Optional.empty();
    }
    double[] ordered =
        subject.classes().stream().mapToDouble(name -> scores.getOrDefault(name, 0.0)).toArray();
    return Optional.of(new Scored(ordered, subject.classes().indexOf(answered.name())));
  }

  @Override
  public String method() {
    return "cbpe";
  }

  @Override
  public long referenceRows() {
    return referenceRows;
  }

  @Override
  public String reason() {
    return "";
  }

  @Override
  public Map<Metric, Estimate> estimate(
      List<Chunk> chunks, PerformanceState state, Predicate<SampledRow> isMeant) {
    List<Scored> rows = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (Weighted row : Weighted.of(chunks, byHour, isMeant)) {
      scored(subject, reading, row.row())
          .ifPresent(
              scored -> {
                rows.add(scored);
                weights.add(row.weight());
              });
    }
    if (rows.isEmpty()) {
      return Map.of();
    }
    EstimatedPerformance expected = expected(rows, weights);
    Map<Metric, Estimate> figures = subject.confusion(expected.confusion());
    figures.put(Metric.ROC_AUC, expected.rocAuc());
    // What is known is that of the rows that were looked at, however many they stand for.
    double all = weights.stream().mapToDouble(each -> each).sum();
    double scale = Math.sqrt(all / rows.size());
    figures.replaceAll(
        (metric, of) -> new Estimate(of.value(), of.standardError() * scale, rows.size()));
    return figures;
  }

  private EstimatedPerformance expected(List<Scored> rows, List<Double> weights) {
    double[][] scores = new double[subject.classes().size()][rows.size()];
    int[] answered = new int[rows.size()];
    for (int row = 0; row < answered.length; row++) {
      answered[row] = rows.get(row).answered();
      for (int one = 0; one < scores.length; one++) {
        scores[one][row] = rows.get(row).scores()[one];
      }
    }
    return EstimatedPerformance.ofMany(
        scores, answered, weights.stream().mapToDouble(each -> each).toArray(), calibrations);
  }
}

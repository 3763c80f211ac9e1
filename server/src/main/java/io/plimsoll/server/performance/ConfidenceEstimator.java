package io.plimsoll.server.performance;

import io.plimsoll.server.performance.ChunkSize.Chunk;
import io.plimsoll.server.performance.PerformanceStore.SampledRow;
import io.plimsoll.stats.performance.Calibration;
import io.plimsoll.stats.performance.Estimate;
import io.plimsoll.stats.performance.EstimatedPerformance;
import io.plimsoll.stats.performance.PerformanceState;
import io.plimsoll.stats.performance.ScoredCounts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Confidence-based estimation (CBPE) from counts: of two classes all figures, of more the accuracy:
 * what the score of the answered class tells.
 */
record ConfidenceEstimator(
    Subject subject, Calibration calibration, long referenceRows, String reason)
    implements Estimator {
  /** Fewer rows do not teach what a score is worth. */
  private static final int FEWEST_ROWS = 100;

  /** More rows do not teach more that can be told in a chart. */
  private static final int MOST_ROWS = 20_000;

  static Estimator learn(Subject subject, PerformanceState reference, PerformanceState all) {
    if (all.answers().scoredRows() == 0) {
      return new None(
          "The answers are logged without a probability; name the output under \"score\".");
    }
    String positive = subject.positive();
    if (subject.isOfTwo() && !subject.isPositiveKnown()) {
      return new None(
          "Only the class \"%s\" has been seen, which does not tell of which one the probability is; name it under \"positive\" in the settings."
              .formatted(positive));
    }
    ScoredCounts scored =
        subject.isOfTwo() && positive != null
            ? reference.labelled().scoredFor(positive)
            : reference.labelled().scoredForRight();
    if (scored.rows() >= FEWEST_ROWS) {
      return new ConfidenceEstimator(
          subject, scored.calibrationNeeded(MOST_ROWS), scored.rows(), "");
    }
    if (!all.answers().areProbabilities()) {
      return new None(
          "The scores are no probabilities, and there are %d labelled rows of %d that teach what they are worth."
              .formatted(scored.rows(), FEWEST_ROWS));
    }
    return new ConfidenceEstimator(
        subject,
        Calibration.NONE,
        scored.rows(),
        "The reference has %d labelled rows of %d that teach what a score is worth: scores are taken for what they say."
            .formatted(scored.rows(), FEWEST_ROWS));
  }

  @Override
  public String method() {
    return "cbpe";
  }

  @Override
  public Map<Metric, Estimate> estimate(
      List<Chunk> chunks, PerformanceState state, Predicate<SampledRow> isMeant) {
    Map<Metric, Estimate> figures = new EnumMap<>(Metric.class);
    if (state.answers().scoredRows() == 0) {
      return figures;
    }
    String positive = subject.positive();
    if (!subject.isOfTwo() || positive == null) {
      figures.put(Metric.ACCURACY, state.answers().estimatedAccuracy(calibration));
      return figures;
    }
    EstimatedPerformance expected = state.answers().estimated(positive, calibration);
    var confusion = expected.confusion();
    figures.put(Metric.ACCURACY, confusion.accuracy());
    figures.put(Metric.PRECISION, confusion.precision(1));
    figures.put(Metric.RECALL, confusion.recall(1));
    figures.put(Metric.F1, confusion.f1(1));
    figures.put(Metric.SPECIFICITY, confusion.specificity(1));
    figures.put(Metric.ROC_AUC, expected.rocAuc());
    figures.put(Metric.AVERAGE_PRECISION, expected.averagePrecision());
    return figures;
  }
}

package io.plimsoll.server.performance;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.stats.performance.Decay;
import io.plimsoll.stats.performance.Estimate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How good a version's answers were, chunk by chunk.
 *
 * @param version null if no version has answered yet
 * @param state whether there is anything to see, and if not, why
 * @param advice what to do about it; empty if there is nothing to do
 * @param main the metric that stands for the others
 * @param total of the whole window
 * @param confusion of a classification; null for what is none
 * @param calibration of a classification with scores, in ten bins
 */
public record PerformanceReport(
    String model,
    @Nullable String version,
    String task,
    State state,
    String advice,
    Instant from,
    Instant to,
    Labels labels,
    @Nullable Metric main,
    @Nullable String positive,
    List<Line> metrics,
    List<ChunkAnswer> chunks,
    List<Figure> total,
    @Nullable Confusion confusion,
    List<CalibrationBin> calibration,
    Estimator estimator) {
  public PerformanceReport {
    metrics = List.copyOf(metrics);
    chunks = List.copyOf(chunks);
    total = List.copyOf(total);
    calibration = List.copyOf(calibration);
  }

  /** Whether there is anything to see. */
  @Schema(name = "PerformanceReportState")
  public enum State {
    READY,
    /** No version has answered in the window. */
    NO_PREDICTIONS,
    /** There are answers and no label for any. */
    NO_LABELS,
    /** There are labels, and none for an answer that is known. */
    LABELS_WAIT,
    /** The labels cannot be compared with the answers. */
    LABELS_DO_NOT_FIT;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How many labels there are.
   *
   * @param predictions all answers of the window
   * @param labelled those whose truth is known
   * @param waiting labels of the model for predictions that have not come; their ids may be wrong
   * @param misfits labels that cannot be compared, by reason
   */
  @Schema(name = "PerformanceLabels")
  public record Labels(long predictions, long labelled, long waiting, List<MisfitCount> misfits) {
    public Labels {
      misfits = List.copyOf(misfits);
    }
  }

  /** Labels that cannot be compared, and why in words. */
  @Schema(name = "PerformanceMisfits")
  public record MisfitCount(String reason, long labels, String message) {}

  /**
   * A metric with the lines that its reference has taught; all null where there are too few chunks.
   */
  @Schema(name = "PerformanceLine")
  public record Line(
      Metric metric,
      boolean isHighBetter,
      @Nullable Double mean,
      @Nullable Double lower,
      @Nullable Double upper) {}

  /** A figure with its sampling error; the bounds are those of 95 %, cut to what it can be. */
  @Schema(name = "PerformanceValue")
  public record Value(
      double value,
      @Nullable Double standardError,
      @Nullable Double lower,
      @Nullable Double upper,
      long rows,
      double sketchError) {
    static @Nullable Value of(Metric metric, @Nullable Estimate of, double sketchError) {
      if (of == null || !Double.isFinite(of.value())) {
        return null;
      }
      boolean hasError = Double.isFinite(of.standardError());
      var bounds = hasError ? of.interval(0.95, metric.least(), metric.most()) : null;
      return new Value(
          of.value(),
          hasError ? of.standardError() : null,
          bounds == null ? null : bounds.lower(),
          bounds == null ? null : bounds.upper(),
          of.rows(),
          sketchError);
    }
  }

  /**
   * A metric in a chunk.
   *
   * @param realised from the labels; null while it is not defined
   * @param estimated without labels; null where nothing estimates it
   * @param holds which of the two is to be gone by: the realised value once half of the rows, and
   *     thirty, have labels
   */
  @Schema(name = "PerformanceFigure")
  public record Figure(
      Metric metric,
      @Nullable Value realised,
      @Nullable Value estimated,
      Holds holds,
      Verdict verdict) {}

  /** Which value is to be gone by. */
  @Schema(name = "PerformanceHolds")
  public enum Holds {
    REALISED,
    ESTIMATED,
    NEITHER;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the value that holds says beside the reference's lines. */
  @Schema(name = "PerformanceVerdict")
  public enum Verdict {
    STABLE,
    DECAYED,
    IMPROVED,
    UNKNOWN;

    static Verdict of(Decay.Verdict verdict) {
      return switch (verdict) {
        case STABLE -> STABLE;
        case DECAYED -> DECAYED;
        case IMPROVED -> IMPROVED;
        case UNKNOWN -> UNKNOWN;
      };
    }

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A chunk.
   *
   * @param isReference whether the lines are learned from it
   * @param isComplete whether its time is over
   */
  @Schema(name = "PerformanceChunk")
  public record ChunkAnswer(
      Instant from,
      Instant to,
      long predictions,
      long labelled,
      boolean isReference,
      boolean isComplete,
      List<Figure> figures) {
    public ChunkAnswer {
      figures = List.copyOf(figures);
    }
  }

  /** Rows are what was true, columns what was answered. */
  @Schema(name = "PerformanceConfusion")
  public record Confusion(List<String> classes, List<List<Long>> rows) {
    public Confusion {
      classes = List.copyOf(classes);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** What came true of scores that were alike. */
  @Schema(name = "PerformanceCalibrationBin")
  public record CalibrationBin(
      double score, double cameTrue, double lower, double upper, long rows) {}

  /**
   * What estimates the metrics while labels are missing.
   *
   * @param method cbpe, dle, or none
   * @param referenceRows labelled rows from which it was learned
   * @param reason why there is none, or what to be careful with; empty if nothing is
   * @param gaps how it did where labels have come since
   * @param cannotSee what no estimate without labels sees
   */
  @Schema(name = "PerformanceEstimator")
  public record Estimator(
      String method, long referenceRows, String reason, List<Gap> gaps, String cannotSee) {
    public Estimator {
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * How far estimates were from what came true, over the chunks that are not the reference's.
   *
   * @param mean of estimated less realised
   * @param meanDistance of the same without its sign
   * @param within the share of chunks in which both agree within three standard errors
   */
  @Schema(name = "PerformanceGap")
  public record Gap(Metric metric, int chunks, double mean, double meanDistance, double within) {}
}

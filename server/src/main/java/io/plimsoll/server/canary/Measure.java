package io.plimsoll.server.canary;

import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.stats.ConfidenceSequences;
import io.plimsoll.stats.Interval;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a canary is judged by: of both sides how many predictions there were and how many of them
 * were bad, and between which bounds the candidate's share exceeds the baseline's. The bounds hold
 * at every moment at once.
 *
 * @param difference as it was seen; null while a side has no rows
 * @param tolerance what the difference may be
 */
@Schema(name = "CanaryMeasure")
public record Measure(
    Kind kind,
    Side baseline,
    Side candidate,
    @Nullable Double difference,
    double lower,
    double upper,
    double tolerance) {

  /** What is bad of a prediction. */
  @Schema(name = "CanaryMeasureKind")
  public enum Kind {
    /** That it failed. */
    ERRORS,
    /** That it took longer than 19 of 20 of the baseline's had. */
    LATENCY,
    /** That the two answered the same row differently; the rows are those that both were asked. */
    DISAGREEMENT;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One version's predictions, and the bad ones of them. */
  @Schema(name = "CanarySide")
  public record Side(long rows, long bad) {
    double share() {
      return rows == 0 ? 0 : (double) bad / rows;
    }
  }

  static Measure of(Kind kind, Side baseline, Side candidate, double tolerance, double alpha) {
    Interval interval =
        ConfidenceSequences.difference(
            baseline.bad(), baseline.rows(), candidate.bad(), candidate.rows(), alpha);
    return new Measure(
        kind,
        baseline,
        candidate,
        Double.isNaN(interval.estimate()) ? null : interval.estimate(),
        interval.lower(),
        interval.upper(),
        tolerance);
  }

  /** The share of rows on which the two differ, of those that both were asked. */
  static Measure ofPairs(long pairs, long differing, double tolerance, double alpha) {
    Interval interval = ConfidenceSequences.proportion(differing, pairs, alpha);
    return new Measure(
        Kind.DISAGREEMENT,
        new Side(pairs, 0),
        new Side(pairs, differing),
        Double.isNaN(interval.estimate()) ? null : interval.estimate(),
        interval.lower(),
        interval.upper(),
        tolerance);
  }

  /** Surely worse than tolerated. */
  boolean exceedsTolerance() {
    return lower > tolerance;
  }

  /** Surely not worse than tolerated. */
  boolean keepsTolerance() {
    return upper < tolerance;
  }
}

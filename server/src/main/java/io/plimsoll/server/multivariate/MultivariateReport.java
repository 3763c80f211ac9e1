package io.plimsoll.server.multivariate;

import io.plimsoll.stats.RowSample;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.Effect;
import io.plimsoll.stats.drift.Outcome;
import io.plimsoll.stats.drift.RowComparison;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How far the rows of a window are from those of a baseline, all features together.
 *
 * @param baseline the number of the baseline; absent if the version has none
 * @param from a full hour
 * @param currentSeen rows of the window, of which {@code currentRows} were drawn
 * @param columns the features that were compared
 * @param uses which part of what tells the two sides apart each of them gives, most first
 * @param reason why nothing was compared; absent where it was
 */
public record MultivariateReport(
    String model,
    int version,
    @Nullable Integer baseline,
    Instant from,
    Instant to,
    int referenceRows,
    int currentRows,
    long currentSeen,
    List<String> columns,
    List<LeftOut> leftOut,
    List<Use> uses,
    List<Result> results,
    @Nullable String reason) {

  public MultivariateReport {
    columns = List.copyOf(columns);
    leftOut = List.copyOf(leftOut);
    uses = List.copyOf(uses);
    results = List.copyOf(results);
  }

  static MultivariateReport of(
      RowQuestion question, RowSample reference, RowSample current, RowComparison compared) {
    return new MultivariateReport(
        question.model(),
        question.version(),
        question.baseline(),
        question.from(),
        question.to(),
        reference.size(),
        current.size(),
        current.seen(),
        compared.columns(),
        compared.leftOut().entrySet().stream()
            .map(entry -> new LeftOut(entry.getKey(), entry.getValue()))
            .toList(),
        compared.uses().entrySet().stream()
            .map(entry -> new Use(entry.getKey(), entry.getValue()))
            .toList(),
        List.of(
            Result.of(compared.classifier()),
            Result.of(compared.discrepancy()),
            Result.of(compared.reconstruction())),
        null);
  }

  /** Nothing can be said. */
  static MultivariateReport none(
      RowQuestion question, int referenceRows, int currentRows, long seen, String reason) {
    return new MultivariateReport(
        question.model(),
        question.version(),
        question.baseline(),
        question.from(),
        question.to(),
        referenceRows,
        currentRows,
        seen,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        reason);
  }

  /** A feature that was not compared. */
  @Schema(name = "FeatureLeftOut")
  public record LeftOut(String name, String reason) {}

  /** What a feature gives to the classifier: all together give 1. */
  @Schema(name = "FeatureUse")
  public record Use(String name, double share) {}

  /**
   * One number for all features.
   *
   * @param method the id of its definition
   * @param noise what it exceeds in 5 of 100 windows of this size when nothing has changed
   * @param effect how large the difference is, whatever the number of rows
   * @param relevant from which effect on it matters
   */
  @Schema(name = "MultivariateResult")
  public record Result(
      String method,
      String title,
      @Nullable Double value,
      @Nullable Double noise,
      @Nullable Double pValue,
      @Nullable Double effect,
      @Nullable Double relevant,
      String finding,
      String sentence,
      List<String> notes) {
    public Result {
      notes = List.copyOf(notes);
    }

    static Result of(Comparison comparison) {
      Outcome outcome = comparison.outcome();
      return new Result(
          comparison.method().id(),
          comparison.method().title(),
          finite(outcome.value()),
          finite(outcome.noise()),
          finite(outcome.pValue()),
          outcome.effect().map(Effect::value).filter(Double::isFinite).orElse(null),
          outcome.effect().map(Effect::relevant).orElse(null),
          comparison.finding().name().toLowerCase(Locale.ROOT),
          comparison.sentence(),
          outcome.notes());
    }

    private static @Nullable Double finite(OptionalDouble number) {
      return number.isPresent() && Double.isFinite(number.getAsDouble())
          ? (Double) number.getAsDouble()
          : null;
    }
  }
}

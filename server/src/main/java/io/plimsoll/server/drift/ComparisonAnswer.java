package io.plimsoll.server.drift;

import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.Effect;
import io.plimsoll.stats.drift.Outcome;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A comparison, as it is told. A number that is infinite is the text "Infinity" or "-Infinity"; one
 * that is not defined is null, and {@code undefined} says why.
 *
 * @param method the id of the definition
 * @param valueIs what the value is: distance, statistic or detections
 * @param noise what the value exceeds in 5 of 100 comparisons when nothing has changed
 * @param finding drifted, negligible, chance, stable or undefined
 */
@Schema(name = "DriftComparison")
public record ComparisonAnswer(
    String method,
    String family,
    String title,
    @Nullable String chosenBecause,
    Map<String, Object> parameters,
    @Schema(description = FIGURE) @Nullable Object value,
    String valueIs,
    @Nullable String undefined,
    @Nullable Double pValue,
    @Nullable Double degreesOfFreedom,
    @Schema(description = FIGURE) @Nullable Object noise,
    @Nullable EffectAnswer effect,
    String finding,
    String sentence,
    SideAnswer reference,
    SideAnswer current,
    List<BinAnswer> bins,
    Map<String, Object> details,
    List<Long> detections,
    List<String> notes) {
  private static final String FIGURE =
      "A number, or the text \"Infinity\" or \"-Infinity\"; null where there is none.";
  private static final int MOST_BINS = 1_000;

  /** How large the difference is, and from where on that matters. */
  @Schema(name = "DriftEffect")
  public record EffectAnswer(
      String name, @Schema(description = FIGURE) @Nullable Object value, double relevant) {
    static EffectAnswer of(Effect effect) {
      return new EffectAnswer(effect.name(), figure(effect.value()), effect.relevant());
    }
  }

  /** How many rows of a side were used, and how many were left out. */
  @Schema(name = "DriftSide")
  public record SideAnswer(long rows, long missing, long infinite) {
    static SideAnswer of(Comparison.Side side) {
      return new SideAnswer(side.rows(), side.missing(), side.infinite());
    }
  }

  /** A bin with the rows of either side. */
  @Schema(name = "DriftBin")
  public record BinAnswer(String label, double reference, double current) {}

  /** A comparison in the form of the wire. */
  public static ComparisonAnswer of(Comparison comparison) {
    Outcome outcome = comparison.outcome();
    Map<String, Object> details = new TreeMap<>();
    outcome.details().forEach((name, number) -> details.put(name, figure(number)));
    return new ComparisonAnswer(
        comparison.method().id(),
        comparison.method().family(),
        comparison.method().title(),
        comparison.chosenBecause().orElse(null),
        comparison.parameters(),
        figure(outcome.value()),
        MethodAnswer.lower(comparison.method().value()),
        outcome.undefined().orElse(null),
        number(outcome.pValue()),
        number(outcome.degreesOfFreedom()),
        figure(outcome.noise()),
        outcome.effect().map(EffectAnswer::of).orElse(null),
        comparison.finding().text(),
        comparison.sentence(),
        SideAnswer.of(comparison.reference()),
        SideAnswer.of(comparison.current()),
        outcome.bins().stream()
            .limit(MOST_BINS)
            .map(bin -> new BinAnswer(bin.label(), bin.reference(), bin.current()))
            .toList(),
        details,
        outcome.detections(),
        notes(comparison));
  }

  private static List<String> notes(Comparison comparison) {
    List<String> notes = new java.util.ArrayList<>(comparison.outcome().notes());
    int bins = comparison.outcome().bins().size();
    if (bins > MOST_BINS) {
      notes.add("only the first %d of %d bins are listed".formatted(MOST_BINS, bins));
    }
    return List.copyOf(notes);
  }

  private static @Nullable Double number(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }

  private static @Nullable Object figure(OptionalDouble number) {
    return number.isPresent() ? figure(number.getAsDouble()) : null;
  }

  /** JSON has no infinity, and a null would say that there is nothing. */
  private static @Nullable Object figure(double number) {
    if (Double.isNaN(number)) {
      return null;
    }
    return Double.isInfinite(number) ? (number > 0 ? "Infinity" : "-Infinity") : (Object) number;
  }
}

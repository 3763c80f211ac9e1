package io.plimsoll.server.drift.window;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.ComparisonAnswer;
import io.plimsoll.stats.Bin;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One column, compared.
 *
 * @param cost how many times the line the change is at, 0 if chance explains it; what lists are
 *     sorted by, and null where it is beyond all measure
 * @param pValue of its values and of the rows without one together; null where the definition has
 *     none
 * @param adjustedPValue the p-value corrected for the number of columns (Benjamini, Hochberg)
 * @param sketchError by how much the sketches may have moved a rank, or a category's share
 * @param comparison the number with its definition, noise level and effect; null if there is none
 * @param bars both distributions over the bins of the reference
 */
@Schema(name = "ComparedColumn")
public record ComparedColumn(
    String name,
    Column.Role role,
    ColumnType type,
    WindowVerdict verdict,
    String sentence,
    @Nullable Double cost,
    @Nullable Double pValue,
    @Nullable Double adjustedPValue,
    double sketchError,
    Missing missing,
    Summary reference,
    Summary current,
    @Nullable ComparisonAnswer comparison,
    List<Bar> bars) {

  /** A line of zero would make every effect endless. */
  private static final double SMALLEST_LINE = 1e-9;

  public ComparedColumn {
    bars = List.copyOf(bars);
  }

  /** The effect in parts of the line from which on it matters; null if there is no such number. */
  @Nullable Double effectSize() {
    if (comparison == null || comparison.effect() == null) {
      return null;
    }
    return comparison.effect().value() instanceof Double value
        ? Double.valueOf(value / Math.max(comparison.effect().relevant(), SMALLEST_LINE))
        : null;
  }

  /** How a column's values are compared. */
  @Schema(name = "DriftColumnType")
  public enum ColumnType {
    @JsonProperty("numeric")
    NUMERIC,
    @JsonProperty("categorical")
    CATEGORICAL
  }

  /** The shares of rows without a usable value, and the p-value of their being one. */
  @Schema(name = "DriftMissing")
  public record Missing(double reference, double current, @Nullable Double pValue) {}

  /** A side in figures; what only numbers have is null for categories. */
  @Schema(name = "DriftSummary")
  public record Summary(
      long rows,
      @Nullable Double mean,
      @Nullable Double deviation,
      @Nullable Double least,
      @Nullable Double median,
      @Nullable Double most) {}

  /** One bar of both distributions: its share of the reference's rows and of the current ones. */
  @Schema(name = "DriftBar")
  public record Bar(String label, double reference, double current, BarKind kind) {
    static Bar of(Bin bin) {
      BarKind kind =
          switch (bin.kind()) {
            case BIN, OTHER -> BarKind.BIN;
            case MISSING -> BarKind.MISSING;
            case NEW -> BarKind.NEW;
          };
      return new Bar(bin.label(), bin.referenceShare(), bin.currentShare(), kind);
    }
  }

  /** What a bar gathers. */
  @Schema(name = "DriftBarKind")
  public enum BarKind {
    @JsonProperty("bin")
    BIN,
    @JsonProperty("missing")
    MISSING,
    @JsonProperty("new")
    NEW
  }
}

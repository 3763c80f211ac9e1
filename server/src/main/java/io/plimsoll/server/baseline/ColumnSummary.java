package io.plimsoll.server.baseline;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ColumnRole;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.ValueCount;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a baseline knows of a column. Figures of numbers are absent for categories, and where they
 * do not fit a number of JSON.
 *
 * @param distinct how many different values there are; absent where they are too many to count
 * @param top the most frequent values of categories
 */
@Schema(name = "BaselineColumn")
public record ColumnSummary(
    Role role,
    String name,
    Type type,
    long rows,
    long missing,
    long infinite,
    @Nullable Integer distinct,
    @Nullable Double mean,
    @Nullable Double standardDeviation,
    @Nullable Double min,
    @Nullable Double median,
    @Nullable Double max,
    List<Top> top) {
  private static final int SHOWN = 10;

  public ColumnSummary {
    top = List.copyOf(top);
  }

  static ColumnSummary of(BaselineStore.Column column) {
    return switch (column.profile()) {
      case NumericProfile numbers -> numbers(column, numbers);
      case CategoricalProfile categories -> categories(column, categories);
    };
  }

  private static ColumnSummary numbers(BaselineStore.Column column, NumericProfile numbers) {
    var distinct = numbers.distinctValues();
    return new ColumnSummary(
        Role.of(column.role()),
        column.name(),
        Type.NUMERIC,
        numbers.rows(),
        numbers.missing(),
        numbers.infinite(),
        distinct.isPresent() ? (Integer) distinct.getAsInt() : null,
        finite(numbers.mean()),
        finite(numbers.standardDeviation()),
        finite(numbers.min()),
        numbers.count() == 0 ? null : finite(numbers.quantile(0.5)),
        finite(numbers.max()),
        List.of());
  }

  private static ColumnSummary categories(
      BaselineStore.Column column, CategoricalProfile categories) {
    List<ValueCount> all = categories.topValues(CategoricalProfile.EXACT_LIMIT);
    return new ColumnSummary(
        Role.of(column.role()),
        column.name(),
        Type.CATEGORICAL,
        categories.rows(),
        categories.missing(),
        0,
        categories.isExact() ? (Integer) all.size() : null,
        null,
        null,
        null,
        null,
        null,
        all.stream().limit(SHOWN).map(each -> new Top(each.value(), each.count())).toList());
  }

  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  /** A value and in how many rows it is, at least. */
  @Schema(name = "BaselineValue")
  public record Top(String value, long rows) {}

  /** Which side of the model a column is on. */
  @Schema(name = "BaselineColumnRole")
  public enum Role {
    @JsonProperty("feature")
    FEATURE,
    @JsonProperty("prediction")
    PREDICTION;

    static Role of(ColumnRole role) {
      return role == ColumnRole.FEATURE ? FEATURE : PREDICTION;
    }
  }

  /** Whether a column's values are numbers or words. */
  @Schema(name = "BaselineColumnType")
  public enum Type {
    @JsonProperty("numeric")
    NUMERIC,
    @JsonProperty("categorical")
    CATEGORICAL
  }
}

package io.plimsoll.server.baseline;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.BaselineVersion;
import io.plimsoll.stats.DriftScore;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.Psi;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How far two baselines of a version are apart, column by column, the furthest first: what would
 * look like drift if the one were replaced by the other.
 */
public record BaselineComparison(
    BaselineVersion reference,
    BaselineVersion current,
    String definition,
    double threshold,
    List<Column> columns) {
  private static final double THRESHOLD = 0.2;

  public BaselineComparison {
    columns = List.copyOf(columns);
  }

  static BaselineComparison of(
      BaselineVersion reference,
      List<BaselineStore.Column> before,
      BaselineVersion current,
      List<BaselineStore.Column> after) {
    Map<String, BaselineStore.Column> left = byKey(before);
    Map<String, BaselineStore.Column> right = byKey(after);
    List<Column> columns = new ArrayList<>();
    left.forEach(
        (key, column) -> columns.add(column(column, column.profile(), profile(right.get(key)))));
    right.forEach(
        (key, column) -> {
          if (!left.containsKey(key)) {
            columns.add(column(column, null, column.profile()));
          }
        });
    columns.sort(
        Comparator.comparing(
                (Column column) -> column.psi() == null ? Double.POSITIVE_INFINITY : column.psi())
            .reversed());
    return new BaselineComparison(reference, current, Psi.DEFINITION, THRESHOLD, columns);
  }

  private static Map<String, BaselineStore.Column> byKey(List<BaselineStore.Column> columns) {
    Map<String, BaselineStore.Column> byKey = new LinkedHashMap<>();
    columns.forEach(column -> byKey.put(column.role() + "/" + column.name(), column));
    return byKey;
  }

  private static @Nullable Profile profile(BaselineStore.@Nullable Column column) {
    return column == null ? null : column.profile();
  }

  private static Column column(
      BaselineStore.Column named, @Nullable Profile before, @Nullable Profile after) {
    ColumnSummary.Role role = ColumnSummary.Role.of(named.role());
    if (before == null || after == null || before.type() != after.type()) {
      Finding only =
          before == null
              ? Finding.ONLY_IN_CURRENT
              : after == null ? Finding.ONLY_IN_REFERENCE : Finding.OTHER_TYPE;
      return new Column(
          named.name(),
          role,
          null,
          null,
          only,
          rows(before),
          rows(after),
          mean(before),
          mean(after));
    }
    DriftScore score = Psi.score(before, after);
    Finding finding =
        switch (score.verdict(THRESHOLD, 1)) {
          case STABLE -> Finding.ALIKE;
          case DRIFTED -> Finding.DIFFERENT;
          case TOO_FEW_ROWS -> Finding.TOO_FEW_ROWS;
        };
    return new Column(
        named.name(),
        role,
        ColumnSummary.finite(score.value()),
        ColumnSummary.finite(score.noise()),
        finding,
        rows(before),
        rows(after),
        mean(before),
        mean(after));
  }

  private static long rows(@Nullable Profile profile) {
    return profile == null ? 0 : profile.rows();
  }

  private static @Nullable Double mean(@Nullable Profile profile) {
    return profile instanceof NumericProfile numbers ? ColumnSummary.finite(numbers.mean()) : null;
  }

  /**
   * One column.
   *
   * @param noise what {@code psi} exceeds by chance in 5 of 100 cases where nothing is different
   */
  @Schema(name = "BaselineComparisonColumn")
  public record Column(
      String name,
      ColumnSummary.Role role,
      @Nullable Double psi,
      @Nullable Double noise,
      Finding finding,
      long referenceRows,
      long currentRows,
      @Nullable Double referenceMean,
      @Nullable Double currentMean) {}

  /** What the numbers mean. */
  @Schema(name = "BaselineFinding")
  public enum Finding {
    @JsonProperty("alike")
    ALIKE,
    @JsonProperty("different")
    DIFFERENT,
    @JsonProperty("too_few_rows")
    TOO_FEW_ROWS,
    @JsonProperty("only_in_reference")
    ONLY_IN_REFERENCE,
    @JsonProperty("only_in_current")
    ONLY_IN_CURRENT,
    @JsonProperty("other_type")
    OTHER_TYPE
  }
}

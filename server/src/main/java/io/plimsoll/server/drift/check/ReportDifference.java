package io.plimsoll.server.drift.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.window.ComparedColumn;
import io.plimsoll.server.drift.window.WindowVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Two reports beside each other.
 *
 * @param before null if there is no earlier one
 * @param columns those whose drift has begun first, then those in which it has ended
 */
@Schema(name = "DriftReportDifference")
public record ReportDifference(
    Report.@Nullable Line before,
    Report.Line now,
    String sentence,
    List<ColumnDifference> columns) {

  public ReportDifference {
    columns = List.copyOf(columns);
  }

  /** What has become of a column's drift. */
  @Schema(name = "DriftChange")
  public enum Change {
    @JsonProperty("began")
    BEGAN,
    @JsonProperty("ended")
    ENDED,
    @JsonProperty("goes_on")
    GOES_ON,
    /** The column is in one of the two reports only. */
    @JsonProperty("not_comparable")
    NOT_COMPARABLE,
    @JsonProperty("none")
    NONE
  }

  /**
   * One column in both reports.
   *
   * @param isSameDefinition whether both numbers are of one definition; others cannot be compared
   */
  @Schema(name = "DriftColumnDifference")
  public record ColumnDifference(
      Column.Role role,
      String name,
      Change change,
      @Nullable Side before,
      @Nullable Side now,
      boolean isSameDefinition) {}

  /** A column as one of the reports tells it. */
  @Schema(name = "DriftColumnInReport")
  public record Side(
      WindowVerdict verdict,
      @Nullable Double cost,
      @Nullable String definition,
      @Nullable Object value) {
    static Side of(ComparedColumn column) {
      var comparison = column.comparison();
      return new Side(
          column.verdict(),
          column.cost(),
          comparison == null ? null : comparison.method(),
          comparison == null ? null : comparison.value());
    }
  }

  static ReportDifference between(@Nullable Report before, Report now) {
    Map<Column, Side> earlier = sides(before);
    Map<Column, Side> later = sides(now);
    List<ColumnDifference> columns = new ArrayList<>();
    Map<Column, Side> all = new LinkedHashMap<>(later);
    earlier.forEach(all::putIfAbsent);
    for (Column column : all.keySet()) {
      columns.add(
          difference(
              column,
              Optional.ofNullable(earlier.get(column)),
              Optional.ofNullable(later.get(column))));
    }
    columns.sort(Comparator.comparing(ColumnDifference::change));
    return new ReportDifference(
        before == null ? null : before.line(), now.line(), sentence(before, columns), columns);
  }

  private static Map<Column, Side> sides(@Nullable Report report) {
    Map<Column, Side> sides = new LinkedHashMap<>();
    Report.Body body = report == null ? null : report.body();
    if (body != null) {
      body.comparison()
          .features()
          .forEach(each -> sides.put(new Column(each.role(), each.name()), Side.of(each)));
    }
    return sides;
  }

  private static ColumnDifference difference(
      Column column, Optional<Side> before, Optional<Side> now) {
    boolean wasDrifted = before.filter(ReportDifference::hasDrifted).isPresent();
    boolean isDrifted = now.filter(ReportDifference::hasDrifted).isPresent();
    boolean areBoth = before.isPresent() && now.isPresent();
    Change change =
        isDrifted
            ? wasDrifted ? Change.GOES_ON : Change.BEGAN
            : wasDrifted
                ? areBoth && now.get().verdict().isJudged() ? Change.ENDED : Change.NOT_COMPARABLE
                : areBoth ? Change.NONE : Change.NOT_COMPARABLE;
    boolean isSame =
        areBoth
            && before.get().definition() != null
            && before.get().definition().equals(now.get().definition());
    return new ColumnDifference(
        column.role(), column.name(), change, before.orElse(null), now.orElse(null), isSame);
  }

  /** Not a method of the side: on the wire it would be one more member. */
  private static boolean hasDrifted(Side side) {
    return side.verdict() == WindowVerdict.DRIFTED;
  }

  private static String sentence(@Nullable Report before, List<ColumnDifference> columns) {
    if (before == null) {
      return "There is no earlier report to compare with.";
    }
    return "Since the report of %s drift began in %d, ended in %d and goes on in %d columns."
        .formatted(
            before.line().dueAt(),
            count(columns, Change.BEGAN),
            count(columns, Change.ENDED),
            count(columns, Change.GOES_ON));
  }

  private static long count(List<ColumnDifference> columns, Change change) {
    return columns.stream().filter(each -> each.change() == change).count();
  }
}

package io.plimsoll.stats.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowComparisonTest {
  private static final double ALPHA = 0.01;

  @Test
  void seesThatColumnsNoLongerGoTogetherThoughEachIsAsBefore() {
    RowComparison compared = RowComparison.of(rows(1, 800, true), rows(2, 800, false), ALPHA);

    assertThat(compared.classifier().finding()).isEqualTo(Comparison.Finding.DRIFTED);
    assertThat(compared.discrepancy().finding()).isEqualTo(Comparison.Finding.DRIFTED);
    assertThat(compared.reconstruction().finding()).isEqualTo(Comparison.Finding.DRIFTED);
    assertThat(compared.uses().keySet().stream().limit(2))
        .containsExactlyInAnyOrder("speed", "distance");
    assertThat(compared.uses().values().stream().limit(2).mapToDouble(Double::doubleValue).sum())
        .isGreaterThan(0.6);
  }

  @Test
  void isQuietWhereNothingHasChanged() {
    int alarms = 0;
    for (int seed = 0; seed < 10; seed++) {
      RowComparison compared =
          RowComparison.of(rows(10 + seed, 300, true), rows(50 + seed, 300, true), ALPHA);
      alarms += compared.classifier().finding() == Comparison.Finding.DRIFTED ? 1 : 0;
      alarms += compared.discrepancy().finding() == Comparison.Finding.DRIFTED ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(2);
  }

  @Test
  void leavesOutWhatWouldMisleadAndSaysWhy() {
    RowComparison compared = RowComparison.of(rows(1, 200, true), rows(2, 200, true), ALPHA);

    assertThat(compared.columns()).containsExactly("distance", "late", "plan", "speed", "wild");
    assertThat(compared.leftOut())
        .containsEntry("at", "it holds points in time, which move on by themselves")
        .containsEntry("constant", "it is the same everywhere")
        .containsEntry("never", "it has no value in the reference")
        .containsEntry("order", "nearly every row has a value of its own")
        .containsEntry("since", "it holds points in time, which move on by themselves");
  }

  @Test
  void whatIsAbsentIsMissingOnBothSides() {
    List<Map<String, @Nullable Object>> before = rows(1, 200, true);
    List<Map<String, @Nullable Object>> now = rows(2, 200, true);
    RowComparison withNulls = RowComparison.of(before, now, ALPHA);
    before.forEach(row -> row.values().removeIf(Objects::isNull));
    now.forEach(row -> row.values().removeIf(Objects::isNull));
    now.forEach(row -> row.put("never", 3.0));

    RowComparison sparse = RowComparison.of(before, now, ALPHA);

    assertThat(sparse.columns()).isEqualTo(withNulls.columns());
    assertThat(sparse.uses()).isEqualTo(withNulls.uses());
    assertThat(sparse.leftOut())
        .as("a column that only the current side has is named too")
        .isEqualTo(withNulls.leftOut());
  }

  @Test
  void comparesTheColumnsWithTheMostValuesWhereThereAreTooMany() {
    List<Map<String, @Nullable Object>> before = rows(1, 120, true);
    List<Map<String, @Nullable Object>> now = rows(2, 120, true);
    for (int row = 0; row < 120; row++) {
      for (int column = 0; column < 5; column++) {
        before.get(row).put("rare " + (row * 5 + column) % 300, (double) row);
        now.get(row).put("rare " + (row * 5 + column) % 300, (double) row);
      }
    }
    before.get(0).put("once", 1.0);

    RowComparison compared = RowComparison.of(before, now, ALPHA);

    assertThat(compared.columns())
        .hasSize(RowComparison.MOST_COLUMNS)
        .contains("distance", "late", "plan", "speed", "wild");
    assertThat(compared.leftOut())
        .containsEntry("rare 99", "200 other columns have more values in the reference")
        .containsEntry("once", "it has fewer than 2 values in the reference that can be compared");
  }

  @Test
  void aConstantThatChangesIsNotLeftOut() {
    List<Map<String, @Nullable Object>> before = rows(1, 200, true);
    List<Map<String, @Nullable Object>> now = rows(2, 200, true);
    now.forEach(row -> row.put("constant", 8.0));

    RowComparison compared = RowComparison.of(before, now, ALPHA);

    assertThat(compared.uses()).hasSize(1).containsKey("constant");
    assertThat(compared.classifier().outcome().value()).hasValue(1.0);
  }

  @Test
  void wantsRowsAndColumns() {
    assertThatThrownBy(() -> RowComparison.of(rows(1, 49, true), rows(2, 200, true), ALPHA))
        .hasMessageContaining("it has 49 rows, fewer than 50");
    List<Map<String, @Nullable Object>> same = new ArrayList<>();
    for (int row = 0; row < 60; row++) {
      same.add(new HashMap<>(Map.of("constant", 7.0)));
    }
    assertThatThrownBy(() -> RowComparison.of(same, same, ALPHA))
        .hasMessageContaining("no column is left to compare")
        .hasMessageContaining("constant=it is the same everywhere");
  }

  /** Flights of which the long ones are fast, or not; and columns of all odd kinds. */
  private static List<Map<String, @Nullable Object>> rows(int seed, int count, boolean together) {
    Random random = new Random(seed);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      double distance = random.nextGaussian();
      double speed =
          together ? 0.95 * distance + 0.31 * random.nextGaussian() : random.nextGaussian();
      Map<String, @Nullable Object> row = new HashMap<>();
      row.put("distance", distance * 400 + 1_000);
      row.put("speed", random.nextInt(20) == 0 ? null : (Object) (speed * 50 + 800));
      row.put("late", random.nextBoolean());
      row.put("plan", random.nextInt(3) == 0 ? "gold" : "silver");
      row.put("wild", random.nextInt(4) == 0 ? 1.7e308 : (Object) Double.NEGATIVE_INFINITY);
      row.put("order", "order " + random.nextLong());
      row.put("constant", 7.0);
      row.put("never", null);
      row.put("at", "2026-01-01T10:00:00Z");
      row.put("since", 1.76e9 + random.nextInt(100_000));
      rows.add(row);
    }
    return rows;
  }
}

package io.plimsoll.inference.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.convert.EdgeRows.EdgeRow;
import io.plimsoll.inference.convert.Refusal.Cause;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EdgeRowsTest {

  private static final List<Feature> FEATURES =
      List.of(
          new Feature("temp", FeatureType.NUMBER),
          new Feature("hour", FeatureType.INTEGER),
          new Feature("carrier", FeatureType.STRING),
          new Feature("wet", FeatureType.BOOLEAN));

  private static final List<EdgeRow> ROWS =
      EdgeRows.around(Map.of("temp", 3.0, "hour", 7L, "carrier", "Ua", "wet", true), FEATURES);

  @Test
  void changesOneFeatureOfTheRow() {
    assertThat(ROWS)
        .allSatisfy(
            row -> {
              assertThat(row.values()).containsOnlyKeys("temp", "hour", "carrier", "wet");
              if (!row.feature().equals("hour")) {
                assertThat(row.values()).containsEntry("hour", 7L);
              }
            });
  }

  @Test
  void triesWhatAModelMayRefuse() {
    assertThat(ROWS)
        .filteredOn(row -> row.feature().equals("temp") && row.cause().isPresent())
        .extracting(row -> row.cause().orElseThrow())
        .containsExactly(
            Cause.MISSING,
            Cause.INFINITE,
            Cause.INFINITE,
            Cause.BEYOND_FLOAT32,
            Cause.BEYOND_FLOAT32);
    assertThat(ROWS)
        .filteredOn(row -> row.cause().equals(Optional.of(Cause.MISSING)))
        .extracting(EdgeRow::feature)
        .containsExactly("temp", "carrier");
  }

  @Test
  void triesTextsThatNobodyHasTrainedOn() {
    assertThat(ROWS)
        .filteredOn(row -> row.feature().equals("carrier"))
        .extracting(row -> row.values().get("carrier"))
        .contains(null, "", "UA", "ua", "never seen before");
  }
}

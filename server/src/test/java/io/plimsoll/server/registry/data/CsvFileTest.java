package io.plimsoll.server.registry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvFileTest {
  private static final List<Feature> FEATURES =
      List.of(
          new Feature("temp", FeatureType.NUMBER),
          new Feature("hour", FeatureType.INTEGER),
          new Feature("carrier", FeatureType.STRING),
          new Feature("holiday", FeatureType.BOOLEAN));

  private static final List<Feature> OPTIONAL =
      List.of(new Feature("probability", FeatureType.NUMBER));

  private final Path file;

  CsvFileTest(@TempDir Path directory) {
    this.file = directory.resolve("baseline.csv");
  }

  @Test
  void readsValuesOfTheFeaturesTypes() throws Exception {
    List<Map<String, @Nullable Object>> rows =
        read("carrier,delay,temp,hour,holiday\r\n\"U,A\",7,39.2,5,True\r\nDL,8,-1e3,6.0,0\r\n");
    assertThat(rows.get(0))
        .containsEntry("carrier", "U,A")
        .containsEntry("temp", 39.2)
        .containsEntry("hour", 5L)
        .containsEntry("holiday", true)
        .doesNotContainKey("delay");
    assertThat(rows.get(1))
        .containsEntry("temp", -1000.0)
        .containsEntry("hour", 6L)
        .containsEntry("holiday", false);
  }

  @Test
  void emptyCellsAndWordsForMissingAreMissing() throws Exception {
    List<Map<String, @Nullable Object>> rows =
        read("temp,hour,carrier,holiday\n,NaN,,\nNA,null,NA,none\n");
    assertThat(rows.get(0).values()).containsOnlyNulls();
    assertThat(rows.get(1)).containsEntry("carrier", "NA").containsEntry("temp", null);
  }

  @Test
  void readsWhatMayBeThereIfItIsThere() throws Exception {
    assertThat(read("temp,hour,carrier,holiday,probability\n1,2,UA,0,0.5\n").getFirst())
        .containsEntry("probability", 0.5);
    assertThat(DataFile.open(file, "rows.csv", FEATURES, List.of()).ignored())
        .containsExactly("probability");
  }

  @Test
  void readsInfinitiesAsDataFramesWriteThem() throws Exception {
    assertThat(read("temp,hour,carrier,holiday\ninf,2,UA,0\n-Infinity,2,UA,0\n1e308,2,Ω,0\n"))
        .extracting(row -> row.get("temp"))
        .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308);
  }

  @Test
  void toleratesAByteOrderMark() throws Exception {
    assertThat(read("\uFEFFtemp,hour,carrier,holiday\n1,2,UA,0\n")).hasSize(1);
  }

  @Test
  void namesTheMissingColumn() {
    assertThatThrownBy(() -> read("temp,carrier,holiday\n1,UA,0\n"))
        .isInstanceOf(UnfitDataException.class)
        .hasMessage(
            "baseline.csv has no column `hour`, which the model takes; its columns are temp,"
                + " carrier, holiday.");
  }

  @Test
  void namesLineAndColumnOfAWrongValue() {
    assertThatThrownBy(() -> read("temp,hour,carrier,holiday\n1,2,UA,0\nwarm,3,UA,1\n"))
        .isInstanceOf(UnfitDataException.class)
        .hasMessage("baseline.csv line 3: `temp` expects number, got \"warm\".");
    assertThatThrownBy(() -> read("temp,hour,carrier,holiday\n1,2.5,UA,0\n"))
        .hasMessage("baseline.csv line 2: `hour` expects integer, got \"2.5\".");
  }

  @Test
  void namesTheLineThatIsTooShort() {
    assertThatThrownBy(() -> read("temp,hour,carrier,holiday\n1,2\n"))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void refusesAnEmptyFile() {
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("needs a header row");
  }

  private List<Map<String, @Nullable Object>> read(String text) throws Exception {
    write(text);
    DataFile data = DataFile.open(file, "baseline.csv", FEATURES, OPTIONAL);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    data.read(() -> true, rows::add);
    assertThat(data.count()).isEqualTo(rows.size());
    return rows;
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }
}

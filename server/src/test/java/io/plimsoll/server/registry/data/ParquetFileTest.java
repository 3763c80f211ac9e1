package io.plimsoll.server.registry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are written by pyarrow; make.py beside them says how. */
final class ParquetFileTest {
  private static final int ROWS = 2_000;
  private static final List<Feature> MAIN =
      List.of(
          new Feature("temp", FeatureType.NUMBER),
          new Feature("hour", FeatureType.INTEGER),
          new Feature("carrier", FeatureType.STRING),
          new Feature("holiday", FeatureType.BOOLEAN),
          new Feature("word", FeatureType.STRING));
  private static final List<Feature> ODD =
      List.of(
          new Feature("unsigned", FeatureType.INTEGER),
          new Feature("half", FeatureType.NUMBER),
          new Feature("price", FeatureType.NUMBER),
          new Feature("day", FeatureType.STRING),
          new Feature("at", FeatureType.STRING),
          new Feature("plan", FeatureType.STRING));

  private final Path folder;

  ParquetFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd2", "gzip", "plain", "delta"})
  void readsWhatPyarrowWrites(String form) throws Exception {
    List<Map<String, @Nullable Object>> rows = read(file(form), MAIN);
    assertThat(rows).hasSize(ROWS);
    String[] carriers = {"UA", "Ö", "🛳"};
    for (int row = 0; row < ROWS; row++) {
      assertThat(rows.get(row))
          .containsEntry("temp", row % 7 == 0 ? null : row / 4.0)
          .containsEntry("hour", (long) row % 24)
          .containsEntry("carrier", row % 11 == 0 ? null : carriers[row % 3])
          .containsEntry("holiday", row % 2 == 0)
          .containsEntry("word", "value " + row);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd2", "gzip", "plain"})
  void readsValuesAsTheirTypesMeanThem(String form) throws Exception {
    Map<String, @Nullable Object> row = read(file(form), ODD).get(1_500);
    assertThat(row)
        .containsEntry("unsigned", (1L << 32) - 1 - 1_500)
        .containsEntry("half", 1_500.0)
        .containsEntry("price", 15.0)
        .containsEntry("day", "2026-01-17")
        .containsEntry("at", "2026-01-01T00:00:00Z")
        .containsEntry("plan", "gold");
  }

  @Test
  void readsOnlyTheRowsWhoseTurnItIs() throws Exception {
    int[] row = {0};
    List<@Nullable Object> hours = new ArrayList<>();
    DataFile.open(file("snappy"), "rows.parquet", MAIN, List.of())
        .read(() -> row[0]++ % 500 == 3, values -> hours.add(values.get("hour")));
    assertThat(hours).containsExactly(3L, 503L % 24, 1_003L % 24, 1_503L % 24);
  }

  @Test
  void leavesColumnsAsideThatAreNoFeatures() throws Exception {
    DataFile data = DataFile.open(file("snappy"), "rows.parquet", MAIN, ODD.subList(0, 5));
    assertThat(data.ignored()).containsExactly("plan");
    assertThat(data.count()).isEqualTo(ROWS);
  }

  @Test
  void namesTheColumnThatIsNotThere() {
    assertRefused(
        file("snappy"),
        List.of(new Feature("deep", FeatureType.NUMBER)),
        "rows.parquet has no column `deep`, which the model takes; its columns are temp, hour,");
  }

  @Test
  void namesRowAndColumnOfAWrongValue() {
    assertRefused(
        file("zstd2"),
        List.of(new Feature("word", FeatureType.NUMBER)),
        "rows.parquet row 1: `word` expects number, got \"value 0\".");
    assertRefused(
        file("zstd2"),
        List.of(new Feature("temp", FeatureType.INTEGER)),
        "rows.parquet row 2: `temp` expects integer, got \"0.25\".");
  }

  @Test
  void saysWhichCompressionItKnows() {
    assertRefused(
        file("brotli"),
        List.of(new Feature("hour", FeatureType.INTEGER)),
        "column `hour`: its pages are compressed as BROTLI. Write it with uncompressed, snappy,");
  }

  @Test
  void aFileThatIsCutOffIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(file("snappy"));
    assertRefused(write(Arrays.copyOf(whole, whole.length / 2)), MAIN, "it was cut off");
  }

  /** Whatever is wrong with a file, its sender is told, and nothing else happens. */
  @Test
  void damagedBytesAreRefusedOrReadButNeverMore() throws Exception {
    Random random = new Random(11);
    for (String form : List.of("snappy", "zstd2", "gzip", "plain", "delta")) {
      byte[] whole = Files.readAllBytes(file(form));
      for (int round = 0; round < 60; round++) {
        byte[] damaged = whole.clone();
        for (int flips = 0; flips < 20; flips++) {
          damaged[4 + random.nextInt(whole.length - 8)] = (byte) random.nextInt();
        }
        Path file = write(damaged);
        try {
          assertThat(read(file, MAIN)).hasSizeLessThanOrEqualTo(1 << 20);
        } catch (UnfitDataException refused) {
          assertThat(refused).hasMessageContaining("rows.parquet");
        }
      }
    }
  }

  private void assertRefused(Path file, List<Feature> features, String message) {
    assertThatThrownBy(() -> read(file, features))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining(message);
  }

  private static List<Map<String, @Nullable Object>> read(Path file, List<Feature> features)
      throws Exception {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    DataFile.open(file, "rows.parquet", features, List.of()).read(() -> true, rows::add);
    return rows;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("rows.parquet"), bytes);
  }

  private static Path file(String form) {
    try {
      return Path.of(
          Objects.requireNonNull(ParquetFileTest.class.getResource("/parquet/" + form + ".parquet"))
              .toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }
}

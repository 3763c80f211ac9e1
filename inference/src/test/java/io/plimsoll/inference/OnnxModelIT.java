package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelIT {

  private static final InferenceEngine ENGINE = engine();

  private final Path folder;

  OnnxModelIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private static InferenceEngine engine() {
    try {
      return new InferenceEngine(InferenceSettings.defaults(TestHome.path()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private RepositoryFolder repository(String model, String testData) throws IOException {
    return RepositoryFolder.ofOnnx(folder, model).with("test_data.json", testData);
  }

  private Probe probe(RepositoryFolder repository) throws Exception {
    return ENGINE.probe(repository.inspect(), Optional.empty(), line -> {});
  }

  private Model open(Probe probe) throws Exception {
    ModelManifest stored = ModelManifest.fromJson(probe.manifest().toJson());
    assertThat(stored).isEqualTo(probe.manifest());
    return ENGINE.open(folder, stored, line -> {});
  }

  @Test
  void takesTheNamesOfColumnsFromTheModelsOwnMetadata() throws Exception {
    Probe probe = probe(repository("binary.onnx", "[{\"rain\": 0, \"wind\": 1, \"temp\": 2}]"));

    assertThat(probe.manifest().features())
        .extracting(Feature::name)
        .containsExactly("temp", "wind", "rain");
    assertThat(probe.outputRows().getFirst().keySet())
        .containsExactlyInAnyOrder("label", "probability");
    assertThat(probe.outputRows().getFirst().get("label")).isEqualTo(1L);
    try (Model model = open(probe)) {
      List<Map<String, @Nullable Object>> named =
          InferenceEngine.predictRows(model, List.of(Map.of("temp", 2, "wind", 1, "rain", 0)));
      List<Tensor> direct = model.predict(List.of(Tensor.of("X", new float[] {2, 1, 0}, 1, 3)));
      assertThat(named).isEqualTo(probe.outputRows());
      assertThat(direct)
          .extracting(Tensor::toString)
          .containsExactly("label INT64[1]", "probabilities FP32[1, 2]");
      assertThat(direct.get(1).floats()[1]).isEqualTo(named.getFirst().get("probability"));
    }
  }

  @Test
  void takesTheNamesOfColumnsFromSettingsOrTestData() throws Exception {
    RepositoryFolder repository = repository("three_classes.onnx", "[[1, 2, 3]]");
    assertThat(probe(repository).manifest().features()).isEmpty();
    assertThat(probe(repository).inputRows()).isEmpty();

    repository.with("plimsoll.yaml", "features: {a: number, b: number, c: number}");
    assertThat(probe(repository).inputRows()).containsExactly(Map.of("a", 1L, "b", 2L, "c", 3L));

    Files.delete(folder.resolve("plimsoll.yaml"));
    repository.with("test_data.json", "[{\"u\": 1, \"v\": 2, \"w\": 3}]");
    assertThat(probe(repository).manifest().features())
        .extracting(Feature::name)
        .containsExactly("u", "v", "w");
  }

  @Test
  void answersTheSameWithAndWithoutZipMap() throws Exception {
    Probe probe = probe(repository("zipmap.onnx", "[{\"temp\": 2, \"wind\": 1, \"rain\": 0}]"));

    assertThat(probe.signature().outputs())
        .containsExactly(
            TensorSpec.column("output_label", DataType.INT64),
            new TensorSpec("output_probability", DataType.FP32, List.of(-1L, 2L)));
    assertThat(probe.outputRows().getFirst().get("label")).isEqualTo(1L);
    assertThat((Float) probe.outputRows().getFirst().get("probability")).isGreaterThan(0.5f);
  }

  @Test
  void answersWithWordsWhereTheClassesAreWords() throws Exception {
    Probe probe = probe(repository("zipmap_words.onnx", "[[5, 0, 0], [-5, 0, 0]]"));

    assertThat(probe.outputRows())
        .extracting(row -> row.get("label"))
        .containsExactly("late", "early");
    try (Model model = open(probe)) {
      assertThat(
              model
                  .predict(List.of(Tensor.of("X", new float[] {5, 0, 0}, 1, 3)))
                  .getFirst()
                  .strings())
          .containsExactly("late");
    }
  }

  @Test
  void takesOneInputForEachFeatureWithTexts() throws Exception {
    Probe probe = probe(repository("columns.onnx", "[{\"hour\": 10, \"carrier\": \"UA\"}]"));

    assertThat(probe.manifest().features())
        .containsExactly(
            new Feature("hour", FeatureType.NUMBER), new Feature("carrier", FeatureType.STRING));
    assertThat((Float) probe.outputRows().getFirst().get("prediction")).isBetween(29.9f, 30.1f);
    try (Model model = open(probe)) {
      Map<String, @Nullable Object> row = new HashMap<>(Map.of("hour", 10));
      row.put("carrier", null);
      assertThat(InferenceEngine.predictRows(model, List.of(row))).hasSize(1);
      assertThatThrownBy(
              () -> InferenceEngine.predictRows(model, List.of(Map.of("hour", 1, "carrier", 7))))
          .hasMessage("`carrier` expects a string, got the number 7");
    }
  }

  @Test
  void answersOneRowAtATimeAsItAnswersManyAlsoWithTexts() throws Exception {
    Probe probe = probe(repository("columns.onnx", "[{\"hour\": 10, \"carrier\": \"UA\"}]"));
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rows.add(Map.of("hour", i % 24, "carrier", i % 3 == 0 ? "UA" : "carrier " + i));
    }
    try (Model model = open(probe)) {
      List<Map<String, @Nullable Object>> together = InferenceEngine.predictRows(model, rows);
      List<Map<String, @Nullable Object>> alone = new ArrayList<>();
      for (Map<String, @Nullable Object> row : rows) {
        alone.addAll(InferenceEngine.predictRows(model, List.of(row)));
      }
      assertThat(alone).isEqualTo(together);
    }
  }

  @Test
  void predictsThousandsOfRowsInBatches() throws Exception {
    Probe probe = probe(repository("binary.onnx", "[[1, 2, 3]]"));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      rows.add(Map.of("temp", i % 7 - 3, "wind", 0, "rain", 0));
    }
    try (Model model = open(probe)) {
      List<Map<String, @Nullable Object>> answers = InferenceEngine.predictRows(model, rows);

      assertThat(answers).hasSize(2500);
      assertThat(answers.get(6)).isEqualTo(answers.get(2498)).containsEntry("label", 1L);
      assertThat(answers.get(0)).containsEntry("label", 0L);
    }
  }

  @Test
  void givesEveryThreadItsOwnAnswer() throws Exception {
    Probe probe = probe(repository("binary.onnx", "[[1, 2, 3]]"));
    try (Model model = open(probe)) {
      float low = probability(model, -1);
      float high = probability(model, 1);
      List<CompletableFuture<Boolean>> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean up = i % 2 == 0;
        threads.add(
            CompletableFuture.supplyAsync(
                () -> {
                  boolean right = true;
                  for (int j = 0; j < 2000; j++) {
                    right &= probability(model, up ? 1 : -1) == (up ? high : low);
                  }
                  return right;
                },
                task -> Thread.ofPlatform().start(task)));
      }
      assertThat(threads).allMatch(CompletableFuture::join);
    }
  }

  private static float probability(Model model, float temp) {
    try {
      Tensor input = Tensor.of("X", new float[] {temp, 0, 0}, 1, 3);
      return model.predict(List.of(input)).get(1).floats()[1];
    } catch (InferenceException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesWhatDoesNotFitTheModel() throws Exception {
    Probe probe = probe(repository("binary.onnx", "[[1, 2, 3]]"));
    try (Model model = open(probe)) {
      assertThatThrownBy(() -> model.predict(List.of(Tensor.of("X", new float[] {1, 2}, 1, 2))))
          .isInstanceOfSatisfying(
              InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_INPUT))
          .hasMessage("`X` expects the shape [-1, 3] (-1 is any size), got [1, 2]");
    }
  }

  @Test
  void endsAModelThatNeverEnds() throws Exception {
    RepositoryFolder repository =
        repository("endless.onnx", "[{\"x\": 1}]")
            .with("plimsoll.yaml", "timeouts: {infer: 300ms}");
    Inspection inspection = repository.inspect();

    assertThatThrownBy(() -> ENGINE.probe(inspection, Optional.empty(), line -> {}))
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
    assertThat(inspection.settings().inferTimeout()).isEqualTo(Duration.ofMillis(300));

    // How often a loop goes round may be up to a caller, so a model that is served has a limit too.
    TensorSpec column = TensorSpec.column("x", DataType.FP32);
    ModelManifest manifest =
        new ModelManifest(
            inspection.framework(),
            Optional.of("model.onnx"),
            Optional.empty(),
            new Signature(List.of(column), List.of(TensorSpec.column("y", DataType.FP32))),
            List.of(),
            Optional.empty(),
            inspection.settings().loadTimeout(),
            inspection.settings().inferTimeout(),
            inspection.settings().log(),
            inspection.settings().running(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try (Model served = ENGINE.open(folder, manifest, line -> {})) {
      assertThat(served.answersAtOnce()).isFalse();
      assertThatThrownBy(() -> served.predict(List.of(Tensor.of("x", new float[] {1}, 1))))
          .hasMessage("the prediction took longer than 300 ms");
    }
  }

  @Test
  void refusesColumnsOfDifferentLengths() throws Exception {
    Probe probe = probe(repository("columns.onnx", "[{\"hour\": 10, \"carrier\": \"UA\"}]"));
    Map<String, Object> row = Map.of("hour", 10, "carrier", "UA");
    try (Model model = open(probe)) {
      List<Tensor> two = model.rows().toTensors(List.of(row, row));
      List<Tensor> uneven = new ArrayList<>(two);
      uneven.set(1, two.get(1).slice(0, 1));

      assertThat(model.predict(two)).isNotEmpty();
      assertThatThrownBy(() -> model.predict(uneven))
          .hasMessageContaining("the inputs differ in their number of rows");
    }
  }

  @Test
  void readsNoFileThatAModelPointsTo() throws IOException {
    RepositoryFolder repository = repository("outside.onnx", "[{\"x\": 1}]");

    assertThatThrownBy(() -> probe(repository))
        .isInstanceOf(InferenceException.class)
        .hasMessageStartingWith("model.onnx cannot be loaded");
  }

  @Test
  void saysThatADamagedFileCannotBeLoaded() throws Exception {
    RepositoryFolder repository = repository("binary.onnx", "[[1, 2, 3]]");
    byte[] whole = Files.readAllBytes(folder.resolve("model.onnx"));
    Files.write(folder.resolve("model.onnx"), Arrays.copyOf(whole, 200));

    assertThatThrownBy(() -> probe(repository))
        .hasMessageStartingWith("model.onnx cannot be loaded");
  }

  @Test
  void leavesNoNativeLibraryInTheTemporaryFolder() throws Exception {
    probe(repository("binary.onnx", "[[1, 2, 3]]"));

    assertThat(System.getProperty("onnxruntime.native.path"))
        .startsWith(TestHome.path().toString());
  }

  @Test
  void refusesCallsAfterItIsClosed() throws Exception {
    Model model = open(probe(repository("binary.onnx", "[[1, 2, 3]]")));
    model.close();
    model.close();

    assertThatThrownBy(() -> model.predict(List.of(Tensor.of("X", new float[] {1, 2, 3}, 1, 3))))
        .hasMessageContaining("taken out of service");
  }
}

package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.sandbox.SandboxMode;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What models in Python answer, however they are saved and wherever they run. */
class PythonModelIT {

  private static final String FORWARDING =
      """
      def predict(model, rows):
          return model.predict([[row['a'], row['b']] for row in rows])
      """;

  private static final InferenceEngine ENGINE = PythonScene.engine(SandboxMode.BUBBLEWRAP);

  private final Path folder;
  private final PythonScene scene;

  PythonModelIT(@TempDir Path folder) {
    this.folder = folder;
    this.scene = new PythonScene(ENGINE, folder);
  }

  @BeforeAll
  static void needsBubblewrap() {
    TestHome.assumeSandbox();
  }

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void predictsAsScikitLearnItselfDoes() throws Exception {
    JsonNode expected =
        new ObjectMapper().readTree(TestHome.pickles().resolve("expected.json").toFile());
    RepositoryFolder repository =
        RepositoryFolder.ofPickle(folder, "protocol5.pkl")
            .with("test_data.json", expected.path("rows").toString());

    Probe probe = scene.probe(repository);

    assertThat(probe.signature().inputs())
        .containsExactly(
            TensorSpec.column("temp", DataType.FP64), TensorSpec.column("wind", DataType.FP64));
    assertThat(probe.signature().outputs())
        .containsExactly(
            TensorSpec.column("label", DataType.INT64),
            TensorSpec.column("probability", DataType.FP64));
    for (int i = 0; i < 3; i++) {
      Map<String, ?> row = probe.outputRows().get(i);
      assertThat(row.get("label")).isEqualTo(expected.path("label").get(i).asLong());
      assertThat(row.get("probability")).isEqualTo(expected.path("probability").get(i).asDouble());
    }
    assertThat(probe.loadMs()).isPositive();
    assertThat(probe.inferMsPerRow()).isPositive();
    try (Model model = scene.open(probe)) {
      assertThat(InferenceEngine.predictRows(model, probe.inputRows()))
          .isEqualTo(probe.outputRows());
    }
  }

  @Test
  void servesEveryKindOfEstimatorFromJoblib() throws Exception {
    Path words = Files.createDirectory(folder.resolve("words"));
    assertThat(scene.probe(RepositoryFolder.ofPickle(words, "words.joblib")).outputRows())
        .extracting(row -> row.get("label"))
        .containsExactly("late", "early");
    Path zlib = Files.createDirectory(folder.resolve("zlib"));
    assertThat(scene.probe(RepositoryFolder.ofPickle(zlib, "zlib.joblib")).outputRows().getFirst())
        .containsKeys("label", "probability");
    Path histogram = Files.createDirectory(folder.resolve("histogram"));
    assertThat(
            scene
                .probe(RepositoryFolder.ofPickle(histogram, "histogram.joblib"))
                .outputRows()
                .getFirst())
        .containsKeys("label", "probability");
    Path three = Files.createDirectory(folder.resolve("three"));
    assertThat(
            (Double)
                scene
                    .probe(RepositoryFolder.ofPickle(three, "three.joblib"))
                    .outputRows()
                    .getFirst()
                    .get("probability"))
        .isBetween(0.33, 1.0);
    Path regression = Files.createDirectory(folder.resolve("regression"));
    RepositoryFolder plain =
        RepositoryFolder.ofPickle(regression, "regression.joblib")
            .with("test_data.json", "[[60, 20]]")
            .with("plimsoll.yaml", "features: {temp: number, wind: number}");
    assertThat((Double) scene.probe(plain).outputRows().getFirst().get("prediction"))
        .isBetween(119.9, 120.1);
  }

  @Test
  void servesAPipelineWithTextFeatures() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofPickle(folder, "mixed.joblib")
            .with("test_data.json", "[{\"carrier\": \"UA\", \"wind\": 20, \"temp\": 60}]");

    Probe probe = scene.probe(repository);

    assertThat(probe.signature().inputs())
        .extracting(TensorSpec::name)
        .containsExactly("temp", "wind", "carrier");
    try (Model model = scene.open(probe)) {
      assertThatThrownBy(
              () ->
                  InferenceEngine.predictRows(
                      model, List.of(Map.of("temp", 1, "wind", 2, "carrier", 3))))
          .hasMessage("`carrier` expects a string, got the number 3");
    }
  }

  @Test
  void takesAllFeaturesAsOneMatrixToo() throws Exception {
    Probe probe = scene.probe(RepositoryFolder.ofPickle(folder, "protocol4.pkl"));
    try (Model model = scene.open(probe)) {
      List<Tensor> named = model.predict(model.rows().toTensors(probe.inputRows()));
      List<Tensor> matrix =
          model.predict(List.of(Tensor.of("input-0", new float[] {60, 20, 31, 3.5f}, 2, 2)));

      assertThat(matrix.get(1).doubles()).containsExactly(named.get(1).doubles());
    }
  }

  @Test
  void callsPredictWithNamedRowsAndTheModelThatLoadReturned() throws Exception {
    Probe probe =
        scene.probe(
            RepositoryFolder.ofCode(
                    folder,
                    """
                import rates

                def load(directory):
                    print("loading from", directory)
                    return {"factor": rates.FACTOR}

                def predict(model, rows):
                    print("predicting", len(rows))
                    return [{"delay": row["x"] * model["factor"], "late": row["x"] > 1.6, "note": None
                             if row["x"] > 1.6 else "early"} for row in rows]
                """)
                .with("rates.py", "FACTOR = 10\n"));

    assertThat(probe.outputRows().get(0))
        .containsEntry("delay", 15.0)
        .containsEntry("note", "early");
    assertThat(probe.outputRows().get(1)).containsEntry("late", true).containsEntry("note", null);
    assertThat(scene.log()).contains("loading from /model", "predicting 2");
  }

  @Test
  void givesTheModelFileToPredictThatWantsOne() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofPickle(folder, "forest.joblib")
            .with("test_data.json", "[{\"a\": 60, \"b\": 20}]")
            .with("predict.py", FORWARDING);

    assertThat(scene.probe(repository).outputRows()).containsExactly(Map.of("prediction", 1L));
  }

  @Test
  void worksFromAHomeThatNobodyElseMayEnter() throws Exception {
    Path secret = Files.createDirectory(folder.resolve("private"));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
    Path model = Files.createDirectory(secret.resolve("model"));
    RepositoryFolder repository =
        RepositoryFolder.ofCode(model, "def predict(rows): return [1.5 for row in rows]\n")
            .with("requirements.txt", "");
    Files.setPosixFilePermissions(
        model.resolve("predict.py"), PosixFilePermissions.fromString("rw-------"));
    try (InferenceEngine engine =
        new InferenceEngine(InferenceSettings.defaults(secret.resolve("home")))) {
      var environment =
          engine
              .environments()
              .prepare(
                  repository.inspect().requirements().orElseThrow(),
                  Optional.empty(),
                  scene.log()::add);

      Probe probe = engine.probe(repository.inspect(), Optional.of(environment), scene.log()::add);

      assertThat(probe.outputRows())
          .containsExactly(Map.of("prediction", 1.5), Map.of("prediction", 1.5));
    }
  }

  @Test
  void worksAsAPlainSubprocessWhereTheOperatorChoseThat() throws Exception {
    try (InferenceEngine plain = PythonScene.engine(SandboxMode.NONE)) {
      RepositoryFolder repository = RepositoryFolder.ofPickle(folder, "words.joblib");
      Probe probe =
          plain.probe(repository.inspect(), Optional.of(TestHome.environment()), scene.log()::add);
      try (Model model = plain.open(folder, probe.manifest(), scene.log()::add)) {
        assertThat(InferenceEngine.predictRows(model, probe.inputRows()))
            .isEqualTo(probe.outputRows());
      }
    }
  }
}

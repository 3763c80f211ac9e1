package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.sandbox.SandboxMode;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonModelIT {

  private static final String SLEEPY =
      """
      import time

      def predict(rows):
          while rows[0]['x'] > 5:
              time.sleep(0.05)
          return [1.5 for row in rows]
      """;

  private static final String DYING =
      """
      import os

      def predict(rows):
          if rows[0]['x'] > 5:
              os._exit(3)
          return [1.5 for row in rows]
      """;

  private static final String FORWARDING =
      """
      def predict(model, rows):
          return model.predict([[row['a'], row['b']] for row in rows])
      """;

  private static final String DIVIDING =
      """
      def predict(rows):
          if rows[0]['x'] > 5:
              return [1 / 0]
          return [0.5 for row in rows]
      """;

  private static final InferenceEngine ENGINE = engine(SandboxMode.BUBBLEWRAP);

  private final Path folder;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  PythonModelIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private static InferenceEngine engine(SandboxMode mode) {
    try {
      return new InferenceEngine(
          InferenceSettings.defaults(TestHome.path())
              .withSandbox(mode)
              .withWorkers(WorkerScale.fixed(2), 2));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void needsBubblewrap() {
    TestHome.assumeSandbox();
  }

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private Probe probe(RepositoryFolder repository) throws Exception {
    return ENGINE.probe(repository.inspect(), Optional.of(TestHome.environment()), log::add);
  }

  private PythonModel open(Probe probe) throws Exception {
    ModelManifest stored = ModelManifest.fromJson(probe.manifest().toJson());
    return (PythonModel) ENGINE.open(folder, stored, log::add);
  }

  private static List<Map<String, @Nullable Object>> predict(Model model, Object x)
      throws InferenceException {
    return InferenceEngine.predictRows(model, List.of(Map.of("x", x)));
  }

  private static Kind kindOf(Throwable thrown) {
    assertThat(thrown).isInstanceOf(InferenceException.class);
    return ((InferenceException) thrown).kind();
  }

  @Test
  void predictsAsScikitLearnItselfDoes() throws Exception {
    JsonNode expected =
        new ObjectMapper().readTree(TestHome.pickles().resolve("expected.json").toFile());
    RepositoryFolder repository =
        RepositoryFolder.ofPickle(folder, "protocol5.pkl")
            .with("test_data.json", expected.path("rows").toString());

    Probe probe = probe(repository);

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
    try (Model model = open(probe)) {
      assertThat(InferenceEngine.predictRows(model, probe.inputRows()))
          .isEqualTo(probe.outputRows());
    }
  }

  @Test
  void servesEveryKindOfEstimatorFromJoblib() throws Exception {
    Path words = Files.createDirectory(folder.resolve("words"));
    assertThat(probe(RepositoryFolder.ofPickle(words, "words.joblib")).outputRows())
        .extracting(row -> row.get("label"))
        .containsExactly("late", "early");
    Path zlib = Files.createDirectory(folder.resolve("zlib"));
    assertThat(probe(RepositoryFolder.ofPickle(zlib, "zlib.joblib")).outputRows().getFirst())
        .containsKeys("label", "probability");
    Path histogram = Files.createDirectory(folder.resolve("histogram"));
    assertThat(
            probe(RepositoryFolder.ofPickle(histogram, "histogram.joblib")).outputRows().getFirst())
        .containsKeys("label", "probability");
    Path three = Files.createDirectory(folder.resolve("three"));
    assertThat(
            (Double)
                probe(RepositoryFolder.ofPickle(three, "three.joblib"))
                    .outputRows()
                    .getFirst()
                    .get("probability"))
        .isBetween(0.33, 1.0);
    Path regression = Files.createDirectory(folder.resolve("regression"));
    RepositoryFolder plain =
        RepositoryFolder.ofPickle(regression, "regression.joblib")
            .with("test_data.json", "[[60, 20]]")
            .with("plimsoll.yaml", "features: {temp: number, wind: number}");
    assertThat((Double) probe(plain).outputRows().getFirst().get("prediction"))
        .isBetween(119.9, 120.1);
  }

  @Test
  void servesAPipelineWithTextFeatures() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofPickle(folder, "mixed.joblib")
            .with("test_data.json", "[{\"carrier\": \"UA\", \"wind\": 20, \"temp\": 60}]");

    Probe probe = probe(repository);

    assertThat(probe.signature().inputs())
        .extracting(TensorSpec::name)
        .containsExactly("temp", "wind", "carrier");
    try (Model model = open(probe)) {
      assertThatThrownBy(
              () ->
                  InferenceEngine.predictRows(
                      model, List.of(Map.of("temp", 1, "wind", 2, "carrier", 3))))
          .hasMessage("`carrier` expects a string, got the number 3");
    }
  }

  @Test
  void takesAllFeaturesAsOneMatrixToo() throws Exception {
    Probe probe = probe(RepositoryFolder.ofPickle(folder, "protocol4.pkl"));
    try (Model model = open(probe)) {
      List<Tensor> named = model.predict(model.rows().toTensors(probe.inputRows()));
      List<Tensor> matrix =
          model.predict(List.of(Tensor.of("input-0", new float[] {60, 20, 31, 3.5f}, 2, 2)));

      assertThat(matrix.get(1).doubles()).containsExactly(named.get(1).doubles());
    }
  }

  @Test
  void callsPredictWithNamedRowsAndTheModelThatLoadReturned() throws Exception {
    Probe probe =
        probe(
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
    assertThat(log).contains("loading from /model", "predicting 2");
  }

  @Test
  void givesTheModelFileToPredictThatWantsOne() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofPickle(folder, "forest.joblib")
            .with("test_data.json", "[{\"a\": 60, \"b\": 20}]")
            .with("predict.py", FORWARDING);

    assertThat(probe(repository).outputRows()).containsExactly(Map.of("prediction", 1L));
  }

  @Test
  void showsTheUsersOwnLinesWhenTheirCodeFails() throws Exception {
    RepositoryFolder repository = RepositoryFolder.ofCode(folder, DIVIDING);
    Probe probe = probe(repository);
    try (PythonModel model = open(probe)) {
      List<Long> before = model.workers().pids();

      assertThatThrownBy(() -> predict(model, 6))
          .hasMessage(
              "ZeroDivisionError: division by zero\n  predict.py line 3, in predict: return [1 / 0]")
          .satisfies(thrown -> assertThat(kindOf(thrown)).isEqualTo(Kind.FAILED));

      assertThat(predict(model, 1)).containsExactly(Map.of("prediction", 0.5));
      assertThat(model.workers().pids()).containsAll(before);
    }
  }

  @Test
  void namesThePackageThatIsMissing() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, "import catboost\ndef predict(rows): return rows\n");

    assertThatThrownBy(() -> probe(repository))
        .hasMessageContaining("No module named 'catboost'; add the package to requirements.txt");
  }

  @Test
  void saysWhatPredictHasToReturn() throws Exception {
    assertThatThrownBy(
            () -> probe(RepositoryFolder.ofCode(folder, "def predict(rows): return 5\n")))
        .hasMessage("predict returned a int; it has to return a list with one item for each row");
    assertThatThrownBy(
            () -> probe(RepositoryFolder.ofCode(folder, "def predict(rows): return [1]\n")))
        .hasMessage("predict returned 1 items for 2 rows");
    assertThatThrownBy(
            () -> probe(RepositoryFolder.ofCode(folder, "def predict(rows): return [[1], [2]]\n")))
        .hasMessageContaining("the output `prediction` holds a list");
  }

  @Test
  void stopsACallThatTakesTooLongAndRecovers() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, SLEEPY).with("plimsoll.yaml", "timeouts: {infer: 1500ms}");
    try (PythonModel model = open(probe(repository))) {
      assertThatThrownBy(() -> predict(model, 6))
          .hasMessageContaining("the prediction took longer than 1.5 s and was stopped")
          .satisfies(thrown -> assertThat(kindOf(thrown)).isEqualTo(Kind.TIMEOUT));

      awaitAnswer(model);
      assertThat(model.workers().restarts()).isEqualTo(1);
    }
  }

  @Test
  void refusesCallsBeyondItsQueue() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, SLEEPY).with("plimsoll.yaml", "timeouts: {infer: 2s}");
    try (PythonModel model = open(probe(repository))) {
      awaitWorkers(model, 2);
      List<CompletableFuture<Optional<Kind>>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    predict(model, 6);
                    return Optional.<Kind>empty();
                  } catch (InferenceException e) {
                    return Optional.of(e.kind());
                  }
                },
                task -> Thread.ofVirtual().start(task)));
      }
      List<Optional<Kind>> ended = calls.stream().map(CompletableFuture::join).toList();

      // Two run into their limit on the two workers, two wait, and at least four are turned away.
      assertThat(ended).doesNotContain(Optional.empty()).contains(Optional.of(Kind.TIMEOUT));
      assertThat(Collections.frequency(ended, Optional.of(Kind.OVERLOADED)))
          .isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void reportsAWorkerThatDiesInACallAndReplacesIt() throws Exception {
    RepositoryFolder repository = RepositoryFolder.ofCode(folder, DYING);
    try (PythonModel model = open(probe(repository))) {
      assertThatThrownBy(() -> predict(model, 6))
          .hasMessageContaining("died during the prediction: it ended with exit code 3")
          .satisfies(thrown -> assertThat(kindOf(thrown)).isEqualTo(Kind.CRASHED));

      awaitAnswer(model);
    }
  }

  @Test
  void replacesWorkersThatAreKilledWhileTheyAreIdle() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, "def predict(rows): return [1.5 for row in rows]\n");
    try (PythonModel model = open(probe(repository))) {
      awaitWorkers(model, 2);
      for (long pid : model.workers().pids()) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }

      awaitAnswer(model);
      awaitWorkers(model, 2);
    }
  }

  @Test
  void leavesNoProcessWhenItIsClosed() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, "def predict(rows): return [1.5 for row in rows]\n");
    // The second worker may still be loading at this moment; it has to go as well.
    PythonModel model = open(probe(repository));
    assertThat(TestHome.processesWith(folder.toString())).isNotEmpty();

    model.close();

    assertThat(TestHome.processesWith(folder.toString())).isEmpty();
    assertThatThrownBy(() -> predict(model, 1)).hasMessageContaining("taken out of service");
  }

  @Test
  void leavesNoProcessWhenTheEngineIsClosed() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, "def predict(rows): return [1.5 for row in rows]\n");
    Probe probe = probe(repository);
    try (InferenceEngine engine = engine(SandboxMode.BUBBLEWRAP)) {
      Model model = engine.open(folder, probe.manifest(), log::add);
      assertThat(predict(model, 1)).containsExactly(Map.of("prediction", 1.5));
    }

    assertThat(TestHome.processesWith(folder.toString())).isEmpty();
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
                  repository.inspect().requirements().orElseThrow(), Optional.empty(), log::add);

      Probe probe = engine.probe(repository.inspect(), Optional.of(environment), log::add);

      assertThat(probe.outputRows())
          .containsExactly(Map.of("prediction", 1.5), Map.of("prediction", 1.5));
    }
  }

  @Test
  void worksAsAPlainSubprocessWhereTheOperatorChoseThat() throws Exception {
    try (InferenceEngine plain = engine(SandboxMode.NONE)) {
      RepositoryFolder repository = RepositoryFolder.ofPickle(folder, "words.joblib");
      Probe probe =
          plain.probe(repository.inspect(), Optional.of(TestHome.environment()), log::add);
      try (Model model = plain.open(folder, probe.manifest(), log::add)) {
        assertThat(InferenceEngine.predictRows(model, probe.inputRows()))
            .isEqualTo(probe.outputRows());
      }
    }
  }

  private static void awaitWorkers(PythonModel model, int count) {
    TestHome.await(count + " workers", () -> model.workers().pids().size() == count);
  }

  /** A call may still meet another killed worker; it has to be answered before long. */
  private static void awaitAnswer(PythonModel model) {
    TestHome.await("an answer", () -> answers(model));
  }

  private static boolean answers(PythonModel model) {
    try {
      return predict(model, 1).equals(List.of(Map.of("prediction", 1.5)));
    } catch (InferenceException e) {
      return false;
    }
  }
}

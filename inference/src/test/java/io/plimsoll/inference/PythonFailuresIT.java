package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.sandbox.SandboxMode;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.nio.file.Path;
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

/** Models in Python that fail, take too long or die, and what is left of their workers. */
class PythonFailuresIT {

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

  private static final String DIVIDING =
      """
      def predict(rows):
          if rows[0]['x'] > 5:
              return [1 / 0]
          return [0.5 for row in rows]
      """;

  private static final InferenceEngine ENGINE = PythonScene.engine(SandboxMode.BUBBLEWRAP);

  private final Path folder;
  private final PythonScene scene;

  PythonFailuresIT(@TempDir Path folder) {
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
  void showsTheUsersOwnLinesWhenTheirCodeFails() throws Exception {
    RepositoryFolder repository = RepositoryFolder.ofCode(folder, DIVIDING);
    Probe probe = scene.probe(repository);
    try (PythonModel model = scene.open(probe)) {
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

    assertThatThrownBy(() -> scene.probe(repository))
        .hasMessageContaining("No module named 'catboost'; add the package to requirements.txt");
  }

  @Test
  void saysWhatPredictHasToReturn() throws Exception {
    assertThatThrownBy(
            () -> scene.probe(RepositoryFolder.ofCode(folder, "def predict(rows): return 5\n")))
        .hasMessage("predict returned a int; it has to return a list with one item for each row");
    assertThatThrownBy(
            () -> scene.probe(RepositoryFolder.ofCode(folder, "def predict(rows): return [1]\n")))
        .hasMessage("predict returned 1 items for 2 rows");
    assertThatThrownBy(
            () ->
                scene.probe(
                    RepositoryFolder.ofCode(folder, "def predict(rows): return [[1], [2]]\n")))
        .hasMessageContaining("the output `prediction` holds a list");
  }

  @Test
  void stopsACallThatTakesTooLongAndRecovers() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, SLEEPY).with("plimsoll.yaml", "timeouts: {infer: 1500ms}");
    try (PythonModel model = scene.open(scene.probe(repository))) {
      assertThatThrownBy(() -> predict(model, 6))
          .hasMessageContaining("the prediction took longer than 1.5 s and was stopped")
          .satisfies(thrown -> assertThat(kindOf(thrown)).isEqualTo(Kind.TIMEOUT));

      awaitAnswer(model);
      // The answer may come of the second worker, which was not stopped.
      TestHome.await("the replacement", () -> model.workers().restarts() == 1);
    }
  }

  @Test
  void refusesCallsBeyondItsQueue() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, SLEEPY).with("plimsoll.yaml", "timeouts: {infer: 2s}");
    try (PythonModel model = scene.open(scene.probe(repository))) {
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
    try (PythonModel model = scene.open(scene.probe(repository))) {
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
    try (PythonModel model = scene.open(scene.probe(repository))) {
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
    PythonModel model = scene.open(scene.probe(repository));
    assertThat(TestHome.processesWith(folder.toString())).isNotEmpty();

    model.close();

    assertThat(TestHome.processesWith(folder.toString())).isEmpty();
    assertThatThrownBy(() -> predict(model, 1)).hasMessageContaining("taken out of service");
  }

  @Test
  void leavesNoProcessWhenTheEngineIsClosed() throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, "def predict(rows): return [1.5 for row in rows]\n");
    Probe probe = scene.probe(repository);
    try (InferenceEngine engine = PythonScene.engine(SandboxMode.BUBBLEWRAP)) {
      Model model = engine.open(folder, probe.manifest(), scene.log()::add);
      assertThat(predict(model, 1)).containsExactly(Map.of("prediction", 1.5));
    }

    assertThat(TestHome.processesWith(folder.toString())).isEmpty();
  }

  private static List<Map<String, @Nullable Object>> predict(Model model, Object x)
      throws InferenceException {
    return InferenceEngine.predictRows(model, List.of(Map.of("x", x)));
  }

  private static Kind kindOf(Throwable thrown) {
    assertThat(thrown).isInstanceOf(InferenceException.class);
    return ((InferenceException) thrown).kind();
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

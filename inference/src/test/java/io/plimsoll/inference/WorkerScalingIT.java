package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.python.BatchCounts;
import io.plimsoll.inference.python.DropReason;
import io.plimsoll.inference.python.WorkerPool;
import io.plimsoll.inference.python.WorkerReason;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers come and go with what there is to do, and no caller is the worse for it. */
class WorkerScalingIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double BLOCKING = -1;
  private static final double LEAKING = -2;
  private static final double DYING = -3;

  /** A row of -1 holds a worker until the file `gate` lies beside the code; -2 leaks 64 MiB. */
  private static final String CODE =
      """
      import os
      import time

      GATE = os.path.join(os.path.dirname(__file__), 'gate')
      KEPT = []

      def predict(rows):
          values = [row['x'] for row in rows]
          while -1 in values and not os.path.exists(GATE):
              time.sleep(0.01)
          if -2 in values:
              KEPT.append(bytearray(b'x') * (64 << 20))
          if -3 in values:
              os._exit(3)
          return [value * 2.0 for value in values]
      """;

  private static final InferenceEngine ENGINE = engine(WorkerScale.UNLIMITED);

  private final Path folder;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  WorkerScalingIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private static InferenceEngine engine(long memoryBytes) {
    try {
      return new InferenceEngine(
          InferenceSettings.defaults(TestHome.path())
              .withWorkers(WorkerScale.upTo(3), 8)
              .withMemory(memoryBytes, WorkerScale.UNLIMITED));
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

  @Test
  void startsMoreWhileCallsWaitAndEndsThemWhenNobodyNeedsThem() throws Exception {
    try (PythonModel model = open(ENGINE, "workers: {max: 2, idle: 300ms}")) {
      CompletableFuture<Double> running = ask(model, BLOCKING);
      awaitBatches(model, 1);
      // The only worker is held, so this can only be answered by another.
      assertThat(ask(model, 4)).succeedsWithin(PATIENCE).isEqualTo(8.0);
      Files.createFile(folder.resolve("gate"));
      assertThat(running).succeedsWithin(PATIENCE);

      awaitWorkers(model, 1);
      assertThat(predict(model, 5)).isEqualTo(10);
      WorkerPool workers = model.workers();
      assertThat(workers.workerCounts().starts())
          .containsOnly(Map.entry(WorkerReason.OPENED, 1L), Map.entry(WorkerReason.LOAD, 1L));
      assertThat(workers.workerCounts().ends()).containsOnly(Map.entry(WorkerReason.IDLE, 1L));
      assertThat(workers.queueCounts().taken()).isEqualTo(1);
      assertThat(workers.queueCounts().waitNanos()).isGreaterThan(100_000_000);
    }
  }

  @Test
  void goesToZeroAndLetsTheNextCallWaitForAWorker() throws Exception {
    try (PythonModel model = open(ENGINE, "workers: {min: 0, max: 1, idle: 200ms}")) {
      awaitWorkers(model, 0);
      // A worker is none any more from the moment that it is told to end.
      TestHome.await("no process", () -> TestHome.processesWith(folder.toString()).isEmpty());

      List<CompletableFuture<Double>> calls = List.of(ask(model, 1), ask(model, 2), ask(model, 3));

      assertThat(calls.get(0)).succeedsWithin(PATIENCE).isEqualTo(2.0);
      assertThat(calls.get(1)).succeedsWithin(PATIENCE).isEqualTo(4.0);
      assertThat(calls.get(2)).succeedsWithin(PATIENCE).isEqualTo(6.0);
      assertThat(model.workers().workerCounts().starts())
          .containsOnly(Map.entry(WorkerReason.OPENED, 1L), Map.entry(WorkerReason.DEMAND, 1L));

      awaitWorkers(model, 0);
      // The start takes longer than this caller waits.
      assertThatThrownBy(() -> predict(model, 1, Duration.ofMillis(1)))
          .isInstanceOfSatisfying(
              InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
      assertThat(model.workers().queueCounts().dropped()).containsEntry(DropReason.GONE, 1L);
      assertThat(predict(model, 7)).isEqualTo(14);
    }
  }

  @Test
  void replacesAWorkerThatLeaksWithoutAFailedCall() throws Exception {
    try (PythonModel model = open(ENGINE, "workers: {max: 1, memory: 200MiB}")) {
      long leaking = model.workers().pids().getFirst();
      for (int i = 0; i < 4; i++) {
        assertThat(predict(model, LEAKING)).isEqualTo(2 * LEAKING);
      }
      while (model.workers().pids().contains(leaking)) {
        assertThat(predict(model, 3)).isEqualTo(6);
      }

      assertThat(predict(model, 4)).isEqualTo(8);
      assertThat(model.workers().restarts()).isEqualTo(1);
      TestHome.await("its end", () -> !ProcessHandle.of(leaking).isPresent());
      assertThat(model.workers().workerCounts().ends())
          .containsOnly(Map.entry(WorkerReason.MEMORY, 1L));
      assertThat(log).anyMatch(line -> line.contains("it is replaced"));
    }
  }

  @Test
  void waitsLongerAndLongerForAModelWhoseWorkersDie() throws Exception {
    try (PythonModel model = open(ENGINE, "workers: {max: 1}")) {
      // At once, after 0.2 s, and then the pause is one that nobody should wait through.
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> predict(model, DYING)).hasMessageContaining("exit code 3");
      }

      TestHome.await(
          "the refusal",
          () -> {
            try {
              predict(model, 1);
              return false;
            } catch (InferenceException e) {
              return e.kind() == Kind.CRASHED
                  && e.retryAfter().equals(Duration.ofSeconds(1))
                  && String.valueOf(e.getMessage()).contains("workers do not last");
            }
          });
      assertThat(model.workers().restarts()).isEqualTo(2);
      awaitWorkers(model, 1);
      assertThat(predict(model, 4)).isEqualTo(8);
      assertThat(model.workers().workerCounts().ends())
          .containsOnly(Map.entry(WorkerReason.CRASHED, 3L));
    }
  }

  @Test
  void keepsAllWorkersTogetherBelowTheBudget() throws Exception {
    // There is room for one worker of this size, and not for two.
    long size;
    try (PythonModel model = open(ENGINE, "workers: {max: 1}")) {
      size = model.workers().workerCounts().residentBytes();
    }
    assertThat(size).isGreaterThan(10 << 20);
    Path other = Files.createDirectory(folder.resolve("other"));
    try (InferenceEngine narrow = engine(size + size / 2);
        PythonModel spare = open(narrow, "workers: {min: 0, max: 2, idle: 10m}")) {
      CompletableFuture<Double> running = ask(spare, BLOCKING);
      awaitBatches(spare, 1);
      CompletableFuture<Double> waiting = ask(spare, 2);
      assertThatThrownBy(() -> open(narrow, other, "workers: {max: 1}"))
          .hasMessageMatching(
              "a worker of this model needs about \\d+ MiB, and \\d+ of the \\d+ MiB for Python workers are taken .*");
      Files.createFile(folder.resolve("gate"));
      assertThat(running).succeedsWithin(PATIENCE);
      assertThat(waiting).succeedsWithin(PATIENCE);
      assertThat(spare.workers().workerCounts().starts())
          .containsOnly(Map.entry(WorkerReason.OPENED, 1L));

      // Now it is idle, and makes room.
      TestHome.await("an idle worker", () -> idles(spare));
      try (PythonModel second = open(narrow, other, "workers: {max: 1}")) {
        assertThat(predict(second, 3)).isEqualTo(6);
        assertThat(spare.workers().workerCounts().ends())
            .containsOnly(Map.entry(WorkerReason.ROOM, 1L));
      }
      assertThat(predict(spare, 6)).isEqualTo(12);
    }
  }

  @Test
  void runsCallsOneByOneWhereBatchingIsOff() throws Exception {
    try (PythonModel model = open(ENGINE, "{workers: {max: 1}, batching: off}")) {
      CompletableFuture<Double> running = ask(model, BLOCKING);
      awaitBatches(model, 1);
      List<CompletableFuture<Double>> waiting = List.of(ask(model, 1), ask(model, 2));
      TestHome.await("both", () -> model.workers().waiting() == 2);
      Files.createFile(folder.resolve("gate"));

      assertThat(running).succeedsWithin(PATIENCE);
      waiting.forEach(call -> assertThat(call).succeedsWithin(PATIENCE));
      assertThat(model.workers().counts()).isEqualTo(new BatchCounts(3, 3, 3));
    }
  }

  private PythonModel open(InferenceEngine engine, String settings) throws Exception {
    return open(engine, folder, settings);
  }

  private PythonModel open(InferenceEngine engine, Path directory, String settings)
      throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(directory, CODE)
            .with("test_data.json", "[{\"x\": 1.5}]")
            .with("plimsoll.yaml", settings);
    Probe probe = ENGINE.probe(repository.inspect(), Optional.of(TestHome.environment()), log::add);
    ModelManifest stored = ModelManifest.fromJson(probe.manifest().toJson());
    return (PythonModel) engine.open(directory, stored, log::add);
  }

  private static void awaitWorkers(PythonModel model, int count) {
    TestHome.await(count + " workers", () -> model.workers().pids().size() == count);
  }

  private static void awaitBatches(PythonModel model, long count) {
    TestHome.await("the worker", () -> model.workers().counts().batches() == count);
  }

  /** A call that waits for nobody meets an idle worker. */
  private static boolean idles(PythonModel model) {
    long before = model.workers().queueCounts().taken();
    try {
      predict(model, 1);
    } catch (InferenceException e) {
      throw new AssertionError(e);
    }
    return model.workers().queueCounts().taken() == before;
  }

  private static CompletableFuture<Double> ask(PythonModel model, double value) {
    CompletableFuture<Double> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(predict(model, value));
              } catch (InferenceException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private static double predict(PythonModel model, double value) throws InferenceException {
    return predict(model, value, Patience.ENDLESS);
  }

  private static double predict(PythonModel model, double value, Duration limit)
      throws InferenceException {
    return predict(model, value, Patience.until(() -> false, limit));
  }

  private static double predict(PythonModel model, double value, Patience patience)
      throws InferenceException {
    return model
        .predict(model.rows().toTensors(List.of(Map.of("x", value))), patience)
        .getFirst()
        .doubles()[0];
  }
}

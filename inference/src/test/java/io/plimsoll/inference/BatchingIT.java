package io.plimsoll.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.python.BatchCounts;
import io.plimsoll.inference.python.WorkerPool;
import io.plimsoll.inference.python.WorkerScale;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
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
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that wait for the only worker of a model are run together; nobody can tell. */
class BatchingIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double BLOCKING = -1;
  private static final double FAILING = -2;
  private static final double DYING = -3;

  /** A row of -1 holds the worker until the file `gate` lies beside the code. */
  private static final String GATED =
      """
      import os
      import time

      GATE = os.path.join(os.path.dirname(__file__), 'gate')

      def predict(rows):
          values = [row['x'] for row in rows]
          while -1 in values and not os.path.exists(GATE):
              time.sleep(0.01)
          if -2 in values:
              raise ValueError('a bad row')
          if -3 in values:
              os._exit(3)
          return [value * 2.0 for value in values]
      """;

  private static final String FIRST_ROW_ONLY =
      GATED.replace("for value in values]", "for value in values[:1]]");

  private static final InferenceEngine ENGINE = engine(64);
  private static final InferenceEngine NARROW = engine(2);

  private final Path folder;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  BatchingIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private static InferenceEngine engine(int queueLimit) {
    try {
      return new InferenceEngine(
          InferenceSettings.defaults(TestHome.path())
              .withWorkers(WorkerScale.fixed(1), queueLimit));
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
    NARROW.close();
  }

  @Test
  void answersBelongToTheirCallers() throws Exception {
    try (PythonModel model = open(ENGINE, GATED)) {
      List<CompletableFuture<Void>> callers =
          IntStream.range(0, 64).mapToObj(caller -> askOften(model, caller)).toList();

      callers.forEach(caller -> assertThat(caller).succeedsWithin(PATIENCE));

      BatchCounts counts = model.workers().counts();
      assertThat(counts.calls()).isEqualTo(64 * 20);
      assertThat(counts.batches()).isLessThan(64 * 20 / 2);
    }
  }

  @Test
  void runsALoneCallByItself() throws Exception {
    try (PythonModel model = open(ENGINE, GATED)) {
      for (int i = 0; i < 20; i++) {
        assertThat(predict(model, i)).isEqualTo(2.0 * i);
      }

      assertThat(model.workers().counts()).isEqualTo(new BatchCounts(20, 20, 20));
    }
  }

  @Test
  void failsOnlyTheCallerOfABadRow() throws Exception {
    try (PythonModel model = open(ENGINE, GATED)) {
      CompletableFuture<Double> running = block(model);
      List<CompletableFuture<Double>> before = queue(model, 1, 2, 3);
      CompletableFuture<Double> bad = queue(model, FAILING).getFirst();
      List<CompletableFuture<Double>> after = queue(model, 4, 5, 6, 7);
      openGate();

      assertAnswered(running, BLOCKING);
      assertAnswered(before, 1, 2, 3);
      assertAnswered(after, 4, 5, 6, 7);
      assertFailed(bad, Kind.FAILED, "ValueError: a bad row");
      // Somebody shared its run, and was run again.
      assertThat(model.workers().counts().calls()).isGreaterThan(9);
    }
  }

  @Test
  void stopsSharingForAModelThatMiscountsAndStaysRight() throws Exception {
    try (PythonModel model = open(ENGINE, FIRST_ROW_ONLY)) {
      CompletableFuture<Double> running = block(model);
      List<CompletableFuture<Double>> waiting = queue(model, 1, 2, 3, 4);
      openGate();
      assertAnswered(running, BLOCKING);
      assertAnswered(waiting, 1, 2, 3, 4);
      assertThat(log)
          .contains(
              "calls of this model are run one by one from now on: predict returned 1 items for 2"
                  + " rows");
      // One block, one shared run of two calls, and four calls by themselves.
      assertThat(model.workers().counts()).isEqualTo(new BatchCounts(7, 6, 7));

      Files.delete(folder.resolve("gate"));
      running = block(model);
      waiting = queue(model, 5, 6, 7);
      openGate();
      assertAnswered(running, BLOCKING);
      assertAnswered(waiting, 5, 6, 7);
      assertThat(model.workers().counts()).isEqualTo(new BatchCounts(11, 10, 11));
    }
  }

  @Test
  void refusesCallsBeyondItsQueueAndAnswersTheOthers() throws Exception {
    try (PythonModel model = open(NARROW, GATED)) {
      CompletableFuture<Double> running = block(model);
      List<CompletableFuture<Double>> waiting = queue(model, 1, 2);

      assertFailed(ask(model, 3), Kind.OVERLOADED, "2 calls are already waiting for this model");
      openGate();

      assertAnswered(running, BLOCKING);
      assertAnswered(waiting, 1, 2);
    }
  }

  @Test
  void failsWaitingCallsWhenItIsClosed() throws Exception {
    PythonModel model = open(ENGINE, GATED);
    CompletableFuture<Double> running = block(model);
    List<CompletableFuture<Double>> waiting = queue(model, 1, 2, 3);

    model.close();

    waiting.forEach(call -> assertFailed(call, Kind.OVERLOADED, "being taken out of service"));
    assertFailed(running, Kind.CRASHED, "died during the prediction");
    assertThat(TestHome.processesWith(folder.toString())).isEmpty();
  }

  @Test
  void servesWhatWaitsByTheReplacementOfAKilledWorker() throws Exception {
    try (PythonModel model = open(ENGINE, GATED)) {
      CompletableFuture<Double> running = block(model);
      List<CompletableFuture<Double>> waiting = queue(model, 1, 2, 3, 4);

      long pid = model.workers().pids().getFirst();
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);

      assertFailed(running, Kind.CRASHED, "died during the prediction");
      assertAnswered(waiting, 1, 2, 3, 4);
      assertThat(model.workers().counts().calls()).isEqualTo(5);
      assertThat(model.workers().restarts()).isEqualTo(1);
    }
  }

  @Test
  void doesNotRunCallsTwiceWhoseWorkerDied() throws Exception {
    try (PythonModel model = open(ENGINE, GATED)) {
      CompletableFuture<Double> running = block(model);
      List<CompletableFuture<Double>> waiting = queue(model, 1, DYING);
      openGate();

      assertAnswered(running, BLOCKING);
      waiting.forEach(call -> assertFailed(call, Kind.CRASHED, "it ended with exit code 3"));
      assertThat(model.workers().counts()).isEqualTo(new BatchCounts(3, 2, 3));
      assertAnswered(ask(model, 5), 5);
    }
  }

  @Test
  void doesNotRunACallWhoseCallerHasGivenUp() throws Exception {
    try (PythonModel model = open(ENGINE, GATED)) {
      CompletableFuture<Double> running = block(model);
      CompletableFuture<Double> given = new CompletableFuture<>();
      Thread caller = Thread.ofVirtual().start(() -> askInto(given, model, 1));
      awaitWaiting(model, 1);
      List<CompletableFuture<Double>> waiting = queue(model, 2);

      caller.interrupt();
      assertFailed(given, Kind.OVERLOADED, "the call was interrupted while it waited");
      openGate();

      assertAnswered(running, BLOCKING);
      assertAnswered(waiting, 2);
      assertThat(model.workers().counts().calls()).isEqualTo(2);
    }
  }

  @Test
  void keepsTheRowsOfACallTogether() throws Exception {
    try (PythonModel model = open(ENGINE, GATED)) {
      CompletableFuture<Double> running = block(model);
      CompletableFuture<Void> several = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  assertThat(predictAll(model, List.of(8.0, 9.0, 10.0)))
                      .containsExactly(16.0, 18.0, 20.0);
                  several.complete(null);
                } catch (InferenceException | AssertionError e) {
                  several.completeExceptionally(e);
                }
              });
      awaitWaiting(model, 1);
      List<CompletableFuture<Double>> waiting = queue(model, 1, 2);
      openGate();

      assertAnswered(running, BLOCKING);
      assertThat(several).succeedsWithin(PATIENCE);
      assertAnswered(waiting, 1, 2);
    }
  }

  private PythonModel open(InferenceEngine engine, String code) throws Exception {
    RepositoryFolder repository =
        RepositoryFolder.ofCode(folder, code).with("test_data.json", "[{\"x\": 1.5}]");
    Probe probe = engine.probe(repository.inspect(), Optional.of(TestHome.environment()), log::add);
    return (PythonModel) engine.open(folder, probe.manifest(), log::add);
  }

  private void openGate() throws IOException {
    Files.createFile(folder.resolve("gate"));
  }

  /** Returns once the only worker is busy, which lasts until the gate is opened. */
  private static CompletableFuture<Double> block(PythonModel model) {
    long before = model.workers().counts().batches();
    CompletableFuture<Double> running = ask(model, BLOCKING);
    TestHome.await("the worker", () -> model.workers().counts().batches() == before + 1);
    return running;
  }

  /** Asks in this order; returns once all of them wait. */
  private static List<CompletableFuture<Double>> queue(PythonModel model, double... values) {
    List<CompletableFuture<Double>> calls = new ArrayList<>();
    for (double value : values) {
      int before = model.workers().waiting();
      calls.add(ask(model, value));
      awaitWaiting(model, before + 1);
    }
    return calls;
  }

  private static void awaitWaiting(PythonModel model, int count) {
    WorkerPool workers = model.workers();
    TestHome.await(count + " waiting calls", () -> workers.waiting() == count);
  }

  private static CompletableFuture<Double> ask(PythonModel model, double value) {
    CompletableFuture<Double> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> askInto(answer, model, value));
    return answer;
  }

  private static void askInto(CompletableFuture<Double> answer, PythonModel model, double value) {
    try {
      answer.complete(predict(model, value));
    } catch (InferenceException e) {
      answer.completeExceptionally(e);
    }
  }

  /** Twenty calls of one to three rows that nobody else asks about. */
  private static CompletableFuture<Void> askOften(PythonModel model, int caller) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; i < 20; i++) {
            double base = 1000.0 * caller + 10 * i;
            List<Double> rows =
                IntStream.rangeClosed(0, i % 3).mapToObj(row -> base + row).toList();
            assertThat(predictUnchecked(model, rows))
                .isEqualTo(rows.stream().map(value -> 2 * value).toList());
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static List<@Nullable Object> predictUnchecked(PythonModel model, List<Double> values) {
    try {
      return predictAll(model, values);
    } catch (InferenceException e) {
      throw new AssertionError(e);
    }
  }

  private static Double predict(PythonModel model, double value) throws InferenceException {
    Object answer = predictAll(model, List.of(value)).getFirst();
    assertThat(answer).isInstanceOf(Double.class);
    return (Double) answer;
  }

  private static List<@Nullable Object> predictAll(PythonModel model, List<Double> values)
      throws InferenceException {
    List<@Nullable Object> answers = new ArrayList<>();
    InferenceEngine.predictRows(model, values.stream().map(value -> Map.of("x", value)).toList())
        .forEach(row -> answers.add(row.get("prediction")));
    return answers;
  }

  private static void assertAnswered(List<CompletableFuture<Double>> calls, double... values) {
    for (int i = 0; i < values.length; i++) {
      assertAnswered(calls.get(i), values[i]);
    }
  }

  private static void assertAnswered(CompletableFuture<Double> call, double value) {
    assertThat(call).succeedsWithin(PATIENCE).isEqualTo(2 * value);
  }

  private static void assertFailed(CompletableFuture<Double> call, Kind kind, String message) {
    assertThat(call)
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(InferenceException.class)
        .withMessageContaining(message)
        .satisfies(thrown -> assertThat(((InferenceException) thrown).kind()).isEqualTo(kind));
  }
}

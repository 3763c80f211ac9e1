package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.python.WorkerReply.Answered;
import io.plimsoll.inference.python.WorkerReply.Refused;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchRunnerTest {

  /** The answer to each row is ten times what it holds. */
  private static final FakeWorker TENFOLD =
      columns ->
          reply(Arrays.stream(columns.getFirst().doubles()).map(value -> 10 * value).toArray());

  private static final FakeWorker MISMATCHING = columns -> reply(1, 2);

  private static final FakeWorker REFUSING = columns -> new Refused("ValueError: bad row", false);

  private final List<String> log = new ArrayList<>();
  private final BatchRunner runner = new BatchRunner(Batching.DEFAULT, Expectation.NONE, log::add);
  private final PendingCall one = Calls.of(1);
  private final PendingCall two = Calls.of(2, 3);
  private final PendingCall three = Calls.of(4);

  @Test
  void givesEachCallItsOwnRows() throws Exception {
    assertThat(runner.run(TENFOLD, List.of(one, two, three))).isEmpty();

    assertThat(Calls.answer(one)).hasValue(new double[] {10});
    assertThat(Calls.answer(two)).hasValue(new double[] {20, 30});
    assertThat(Calls.answer(three)).hasValue(new double[] {40});
    assertThat(runner.counts()).isEqualTo(new BatchCounts(3, 1, 4));
  }

  @Test
  void widensWithEverySuccess() {
    assertThat(runner.rowLimit(1)).isEqualTo(2);
    runner.run(TENFOLD, List.of(one));
    runner.run(TENFOLD, List.of(two, three));

    assertThat(runner.rowLimit(1)).isGreaterThan(2);
  }

  @Test
  void wantsTheCallsOfAFailedBatchRunAlone() throws Exception {
    assertThat(runner.run(REFUSING, List.of(one, two))).containsExactly(one, two);

    assertThat(Calls.answer(one)).isEmpty();
    assertThat(one.canJoin(three)).isFalse();
    assertThat(log).isEmpty();
    assertThat(runner.rowLimit(1)).isEqualTo(2);
  }

  @Test
  void failsACallThatFailsAlone() {
    runner.run(REFUSING, List.of(one));

    assertFailed(one, Kind.FAILED, "ValueError: bad row");
  }

  @Test
  void stopsSharingWhenTheModelCountsRowsWrong() {
    FakeWorker miscounting = columns -> new Refused("predict returned 1 items for 3 rows", true);

    assertThat(runner.run(miscounting, List.of(one, two))).containsExactly(one, two);
    assertThat(runner.run(miscounting, List.of(one))).isEmpty();

    assertThat(runner.rowLimit(1)).isEqualTo(1);
    assertThat(log)
        .containsExactly(
            "calls of this model are run one by one from now on: predict returned 1 items for 3"
                + " rows");
  }

  @Test
  void neverSplitsAnAnswerOfOtherRows() throws Exception {
    assertThat(runner.run(MISMATCHING, List.of(one, two))).containsExactly(one, two);

    assertThat(Calls.answer(one)).isEmpty();
    assertThat(runner.rowLimit(1)).isEqualTo(1);
    assertThat(log).hasSize(1).first().asString().contains("it answered 3 rows with");
  }

  @Test
  void passesAnAnswerOfOtherRowsOnToALoneCallButStopsSharing() throws Exception {
    runner.run(MISMATCHING, List.of(one));

    assertThat(Calls.answer(one)).hasValue(new double[] {1, 2});
    assertThat(runner.rowLimit(1)).isEqualTo(1);
  }

  @Test
  void failsAllCallsOfAWorkerThatIsLost() {
    FakeWorker dying =
        columns -> {
          throw new InferenceException(Kind.CRASHED, "the model's process died");
        };

    assertThat(runner.run(dying, List.of(one, two))).isEmpty();

    assertFailed(one, Kind.CRASHED, "the model's process died");
    assertFailed(two, Kind.CRASHED, "the model's process died");
  }

  @Test
  void showsABugToItsCallers() {
    FakeWorker broken =
        columns -> {
          throw new ArithmeticException("integer overflow");
        };

    runner.run(broken, List.of(one, two));

    assertThatThrownBy(() -> two.await(0))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("integer overflow");
  }

  private static void assertFailed(PendingCall call, Kind kind, String message) {
    assertThatThrownBy(() -> call.await(0))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static WorkerReply reply(double... values) {
    return new Answered(
        new WorkerAnswer(List.of(Tensor.of("prediction", values, values.length)), 1));
  }

  private interface FakeWorker extends Worker {

    WorkerReply reply(List<Tensor> columns) throws InferenceException;

    @Override
    default WorkerReply ask(List<Tensor> columns, int rows) throws InferenceException {
      assertThat(columns.getFirst().rows()).isEqualTo(rows);
      return reply(columns);
    }

    @Override
    default boolean isAlive() {
      return true;
    }
  }
}

package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DispatcherTest {

  private final InferenceException reason = new InferenceException(Kind.FAILED, "no such module");

  private final Dispatcher<IdleWorker> dispatcher = new Dispatcher<>(2, first -> 10);
  private final IdleWorker worker = new IdleWorker();
  private final PendingCall first = Calls.of(1);
  private final PendingCall second = Calls.of(2);

  @Test
  void givesACallTheIdleWorkerAtOnce() throws Exception {
    joinIdle(worker);

    assertThat(dispatcher.admit(first)).hasValue(worker);
    assertThat(dispatcher.waiting()).isZero();
  }

  @Test
  void givesAFreeWorkerAllThatWaits() throws Exception {
    dispatcher.join(worker);
    assertThat(dispatcher.admit(first)).isEmpty();
    assertThat(dispatcher.admit(second)).isEmpty();

    assertThat(dispatcher.next(worker)).containsExactly(first, second);
    assertThat(dispatcher.next(worker)).isEmpty();
    assertThat(dispatcher.admit(Calls.of(3))).hasValue(worker);
  }

  @Test
  void passesOverWorkersThatDied() throws Exception {
    IdleWorker dead = new IdleWorker();
    joinIdle(dead);
    joinIdle(worker);
    dead.alive = false;

    assertThat(dispatcher.admit(first)).hasValue(worker);
  }

  @Test
  void givesNothingToAWorkerThatHasLeft() throws Exception {
    dispatcher.join(worker);
    dispatcher.admit(first);
    dispatcher.leave(worker);

    assertThat(dispatcher.next(worker)).isEmpty();
    assertThat(dispatcher.waiting()).isEqualTo(1);
  }

  @Test
  void refusesCallsBeyondItsLimit() throws Exception {
    dispatcher.admit(first);
    dispatcher.admit(second);

    assertThatThrownBy(() -> dispatcher.admit(Calls.of(3)))
        .hasMessage(
            "2 calls are already waiting for this model; retry later or give it more workers");
  }

  @Test
  void doesNotRunACallThatWasWithdrawn() throws Exception {
    dispatcher.join(worker);
    dispatcher.admit(first);
    dispatcher.admit(second);

    assertThat(dispatcher.withdraw(first, DropReason.LATE)).isTrue();
    assertThat(dispatcher.next(worker)).containsExactly(second);
    assertThat(dispatcher.withdraw(second, DropReason.LATE)).isFalse();
  }

  @Test
  void wakesIdleWorkersForCallsThatArePutBack() {
    joinIdle(worker);
    assertThat(dispatcher.pollIdleWhileCallsWait()).isEmpty();

    dispatcher.putBack(List.of(first), 0);

    assertThat(dispatcher.pollIdleWhileCallsWait()).hasValue(worker);
    assertThat(dispatcher.next(worker)).containsExactly(first);
  }

  @Test
  void doesNotPutBackWhatIsTooLate() {
    dispatcher.putBack(List.of(first), Calls.PATIENCE.toNanos());

    assertThat(dispatcher.waiting()).isZero();
    assertFailed(first, Kind.OVERLOADED, "no worker was free within 30 s; retry later");
  }

  @Test
  void failsCallsOnceNoWorkerIsLeftAndNoneCanStart() throws Exception {
    dispatcher.join(worker);
    dispatcher.admit(first);
    dispatcher.startFailed(reason);
    assertThat(dispatcher.waiting()).isEqualTo(1);

    dispatcher.leave(worker);

    String message = "the model has no running process: no such module";
    assertFailed(first, Kind.CRASHED, message);
    assertThatThrownBy(() -> dispatcher.admit(second)).hasMessage(message);
    dispatcher.join(worker);
    assertThat(dispatcher.admit(second)).isEmpty();
  }

  @Test
  void refusesEverythingOnceItIsClosed() throws Exception {
    dispatcher.join(worker);
    dispatcher.admit(first);

    assertThat(dispatcher.close()).containsExactly(worker);
    dispatcher.putBack(List.of(second), 0);

    String message = "the model is being taken out of service";
    assertFailed(first, Kind.OVERLOADED, message);
    assertFailed(second, Kind.OVERLOADED, message);
    assertThatThrownBy(() -> dispatcher.admit(Calls.of(3))).hasMessage(message);
    assertThat(dispatcher.join(new IdleWorker())).isFalse();
  }

  @Test
  void takesTheWorkerThatWasBusyLastAndRetiresTheOther() throws Exception {
    IdleWorker other = new IdleWorker();
    joinIdle(other);
    joinIdle(worker);

    assertThat(dispatcher.admit(first)).hasValue(worker);
    dispatcher.next(worker);
    long now = System.nanoTime();
    Duration minute = Duration.ofMinutes(1);

    assertThat(dispatcher.retireIdle(now, minute, 1)).isEmpty();
    assertThat(dispatcher.retireIdle(now + minute.toNanos(), minute, 2)).isEmpty();
    assertThat(dispatcher.retireIdle(now + minute.toNanos(), minute, 1)).hasValue(other);
    assertThat(dispatcher.leave(other)).isFalse();
    assertThat(dispatcher.retireIdle(now + minute.toNanos(), minute, 1)).isEmpty();
  }

  @Test
  void retiresABusyWorkerOnceItAsksForMore() throws Exception {
    joinIdle(worker);
    dispatcher.admit(first);
    dispatcher.admit(second);

    assertThat(dispatcher.retire(worker)).isFalse();
    assertThat(dispatcher.next(worker)).isEmpty();
    assertThat(dispatcher.isMember(worker)).isFalse();
    assertThat(dispatcher.waiting()).isEqualTo(1);
  }

  @Test
  void sendsAwayWhoWouldNotWaitForTheAnswer() throws Exception {
    Dispatcher<IdleWorker> slow = new Dispatcher<>(8, new Slow());
    slow.join(worker);
    slow.admit(patient(Duration.ofHours(1)));
    slow.admit(patient(Duration.ofHours(1)));

    // Two batches of one row are before it, and each takes a minute.
    assertThatThrownBy(() -> slow.admit(patient(Duration.ofSeconds(150))))
        .hasMessageMatching(
            "the answer would take about 180000 ms, and the caller waits for only 1\\d{5}; .*")
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.retryAfter()).hasMinutes(3));
    assertThat(slow.admit(patient(Duration.ofHours(1)))).isEmpty();
    assertThat(slow.counts().dropped()).containsEntry(DropReason.HOPELESS, 1L);
  }

  private static PendingCall patient(Duration limit) {
    return new PendingCall(
        List.of(), 1, System.nanoTime(), Duration.ofHours(2), Patience.until(() -> false, limit));
  }

  /** A model that takes a minute for whatever it is asked. */
  private static final class Slow implements Pace {
    @Override
    public int rowLimit(int first) {
      return first;
    }

    @Override
    public double expectedMs(int rows) {
      return 60_000;
    }
  }

  private void joinIdle(IdleWorker joining) {
    assertThat(dispatcher.join(joining)).isTrue();
    assertThat(dispatcher.next(joining)).isEmpty();
  }

  private static void assertFailed(PendingCall call, Kind kind, String message) {
    assertThatThrownBy(() -> call.await(0))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static final class IdleWorker implements Worker {

    private boolean alive = true;

    @Override
    public WorkerReply ask(List<Tensor> columns, int rows) {
      throw new AssertionError("nobody asks in these tests");
    }

    @Override
    public boolean isAlive() {
      return alive;
    }
  }
}

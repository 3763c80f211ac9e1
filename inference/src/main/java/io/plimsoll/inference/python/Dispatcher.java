package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Brings calls and workers together. Either workers are idle or calls wait, never both: a call
 * takes an idle worker at once, and a worker that becomes free takes what waits. Thread-safe.
 *
 * @param <W> the workers
 */
final class Dispatcher<W extends Worker> {

  private final int queueLimit;
  private final IntUnaryOperator rowLimit;
  private final CallQueue waiting;
  private final Set<W> members = new HashSet<>();
  private final Deque<W> idle = new ArrayDeque<>();
  private boolean closed;
  private @Nullable InferenceException lastFailure;

  Dispatcher(int queueLimit, IntUnaryOperator rowLimit) {
    this.queueLimit = queueLimit;
    this.rowLimit = rowLimit;
    this.waiting = new CallQueue(queueLimit);
  }

  /** The worker that the call may use now; empty if the call waits for one instead. */
  synchronized Optional<W> admit(PendingCall call) throws InferenceException {
    Optional<W> free = pollIdle();
    if (free.isPresent()) {
      return free;
    }
    if (closed) {
      throw outOfService();
    }
    InferenceException failure = lastFailure;
    if (failure != null && members.isEmpty()) {
      throw noProcess(failure);
    }
    if (!waiting.offer(call)) {
      throw new InferenceException(
          Kind.OVERLOADED,
          queueLimit
              + " calls are already waiting for this model; retry later or give it more workers");
    }
    return Optional.empty();
  }

  /** A worker has loaded the model; false if it is not wanted any more. */
  synchronized boolean join(W worker) {
    if (closed) {
      return false;
    }
    lastFailure = null;
    return members.add(worker);
  }

  /** What a free worker is to run next; if nothing waits, it is idle from now on. */
  synchronized List<PendingCall> next(W worker) {
    if (!members.contains(worker)) {
      return List.of();
    }
    List<PendingCall> batch = waiting.next(rowLimit);
    if (batch.isEmpty()) {
      idle.add(worker);
    }
    return batch;
  }

  /** A worker has died. */
  synchronized void leave(W worker) {
    members.remove(worker);
    idle.remove(worker);
    failWithoutWorkers();
  }

  /** A worker could not be started. */
  synchronized void startFailed(InferenceException reason) {
    lastFailure = reason;
    failWithoutWorkers();
  }

  /** False if the call does not wait any more, because a worker has taken it. */
  synchronized boolean withdraw(PendingCall call) {
    return waiting.remove(call);
  }

  /**
   * Lets calls wait that a worker has taken already, before all others. Those whose callers are
   * about to give up fail at once.
   */
  synchronized void putBack(List<PendingCall> calls, long now) {
    List<PendingCall> timely = new ArrayList<>();
    for (PendingCall call : calls) {
      if (closed) {
        call.fail(outOfService());
      } else if (call.nanosLeft(now) <= 0) {
        call.fail(call.tooLate());
      } else {
        timely.add(call);
      }
    }
    waiting.putBack(timely);
  }

  /** An idle worker that has to be woken, because calls have been put back. */
  synchronized Optional<W> pollIdleWhileCallsWait() {
    return waiting.isEmpty() ? Optional.empty() : pollIdle();
  }

  synchronized int waiting() {
    return waiting.size();
  }

  synchronized List<W> members() {
    return List.copyOf(members);
  }

  /** Refuses all that waits and all that will come; the workers that it returns are left to end. */
  synchronized List<W> close() {
    closed = true;
    idle.clear();
    waiting.drain().forEach(call -> call.fail(outOfService()));
    List<W> last = members();
    members.clear();
    return last;
  }

  /** Its exit has already asked for a replacement, so a dead worker is simply passed over. */
  private Optional<W> pollIdle() {
    W worker = idle.poll();
    while (worker != null && !worker.isAlive()) {
      worker = idle.poll();
    }
    return Optional.ofNullable(worker);
  }

  private void failWithoutWorkers() {
    InferenceException failure = lastFailure;
    if (failure != null && members.isEmpty()) {
      waiting.drain().forEach(call -> call.fail(noProcess(failure)));
    }
  }

  private static InferenceException outOfService() {
    return new InferenceException(Kind.OVERLOADED, "the model is being taken out of service");
  }

  private static InferenceException noProcess(InferenceException failure) {
    return new InferenceException(
        Kind.CRASHED, "the model has no running process: " + failure.getMessage(), failure);
  }
}

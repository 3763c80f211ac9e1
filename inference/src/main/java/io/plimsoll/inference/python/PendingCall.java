package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * One caller's question and the place where its answer will be. Thread-safe. It is answered once;
 * what comes later is dropped. Times are those of {@link System#nanoTime}.
 */
final class PendingCall {

  private final List<Tensor> columns;
  private final int rows;
  private final Duration patience;
  private final long deadline;
  private final BooleanSupplier isGone;
  private final CompletableFuture<List<Tensor>> answer = new CompletableFuture<>();
  private volatile boolean alone;

  /**
   * Makes it.
   *
   * @param began when the caller asked
   * @param patience how long the caller waits for a worker to take it
   * @param isGone whether the caller has stopped waiting before that
   */
  PendingCall(
      List<Tensor> columns, int rows, long began, Duration patience, BooleanSupplier isGone) {
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.patience = patience;
    this.deadline = began + patience.toNanos();
    this.isGone = isGone;
  }

  List<Tensor> columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  long nanosLeft(long now) {
    return deadline - now;
  }

  /** Whether nobody waits for the answer any more. */
  boolean isGone() {
    return isGone.getAsBoolean();
  }

  /** From now on it shares a run of the model with no other call. */
  void isolate() {
    alone = true;
  }

  /** Whether the rows of both could be those of one call. */
  boolean canJoin(PendingCall other) {
    return isShareable()
        && other.isShareable()
        && columns.size() == other.columns.size()
        && allColumnsStack(other);
  }

  private boolean isShareable() {
    // Beside others, a call without rows would get an answer where the model alone might refuse it.
    return !alone && rows > 0;
  }

  private boolean allColumnsStack(PendingCall other) {
    for (int i = 0; i < columns.size(); i++) {
      if (!columns.get(i).isStackableWith(other.columns.get(i))) {
        return false;
      }
    }
    return true;
  }

  void answer(List<Tensor> outputs) {
    answer.complete(outputs);
  }

  void fail(Throwable reason) {
    answer.completeExceptionally(reason);
  }

  /** Why its caller is sent away when its patience is at an end. */
  InferenceException tooLate() {
    return new InferenceException(
        Kind.OVERLOADED, "no worker was free within " + patience.toSeconds() + " s; retry later");
  }

  /**
   * Waits for the answer; empty if the time ran out first. Each caller throws an exception of its
   * own, since one failure may be that of many calls.
   */
  Optional<List<Tensor>> await(long nanos) throws InferenceException, InterruptedException {
    try {
      return Optional.of(answer.get(nanos, TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InferenceException refused) {
        throw new InferenceException(refused.kind(), String.valueOf(refused.getMessage()), refused);
      }
      throw new IllegalStateException("a call of a model could not be carried out", e.getCause());
    }
  }
}

package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One caller's question and the place where its answer will be. Thread-safe. It is answered once;
 * what comes later is dropped. Times are those of {@link System#nanoTime}.
 */
final class PendingCall {

  private final List<Tensor> columns;
  private final int rows;
  private final long began;
  private final Duration limit;
  private final Patience patience;
  private final CompletableFuture<List<Tensor>> answer = new CompletableFuture<>();
  private volatile boolean alone;

  /**
   * Makes it.
   *
   * @param began when the caller asked
   * @param limit how long a call may wait for a worker to take it
   * @param patience how long its caller waits for the answer
   */
  PendingCall(List<Tensor> columns, int rows, long began, Duration limit, Patience patience) {
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.began = began;
    this.limit = limit;
    this.patience = patience;
  }

  List<Tensor> columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  /** What is left of the time that it may wait for a worker. */
  long nanosLeft(long now) {
    return Math.min(began + limit.toNanos() - now, patience.nanosLeft(now));
  }

  long nanosWaited(long now) {
    return now - began;
  }

  /** Whether its caller has said how long it waits. */
  boolean isLimited() {
    return patience.isLimited();
  }

  /** Whether nobody waits for the answer any more. */
  boolean isGone() {
    return patience.isOver();
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

  /** Why its caller is sent away when the time for waiting is at an end. */
  InferenceException tooLate() {
    return patience.isOver()
        ? patience.end()
        : new InferenceException(
            Kind.OVERLOADED, "no worker was free within " + limit.toSeconds() + " s; retry later");
  }

  /** Why its caller is sent away although a worker has begun with it. */
  InferenceException unfinished() {
    return patience.isOver()
        ? new InferenceException(
            Kind.TIMEOUT, "the call's deadline passed before the model had answered")
        : tooLate();
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
        throw new InferenceException(refused.kind(), String.valueOf(refused.getMessage()), refused)
            .retryAfter(refused.retryAfter());
      }
      throw new IllegalStateException("a call of a model could not be carried out", e.getCause());
    }
  }
}

package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Patience;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The workers of one model behind a bounded queue. Thread-safe. A call that meets an idle worker is
 * run at once and by itself; calls that have to wait are run together, as many as {@link
 * DurationModel} allows. {@link WorkerSupply} sees to it that there are as many workers as are
 * needed. Closing leaves no process.
 */
public final class WorkerPool implements AutoCloseable {

  /** How much longer than its limit a run may take until its worker is gone. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final WorkerSpec spec;
  private final BatchRunner runner;
  private final Dispatcher<WorkerProcess> dispatcher;
  private final WorkerSupply supply;

  private WorkerPool(
      WorkerHost host,
      WorkerSpec spec,
      WorkerScale scale,
      Batching batching,
      Expectation expectation,
      int queueLimit,
      Consumer<String> log) {
    this.spec = spec;
    this.runner = new BatchRunner(batching, expectation, log);
    this.dispatcher = new Dispatcher<>(queueLimit, runner);
    this.supply =
        new WorkerSupply(
            host, spec, scale, expectation.workerBytes(), dispatcher, this::release, log);
  }

  /** Returns when the first worker has loaded the model; others follow in the background. */
  public static WorkerPool start(
      WorkerHost host,
      WorkerSpec spec,
      WorkerScale scale,
      Batching batching,
      Expectation expectation,
      int queueLimit,
      Consumer<String> log)
      throws InferenceException {
    WorkerPool pool = new WorkerPool(host, spec, scale, batching, expectation, queueLimit, log);
    pool.supply.open();
    return pool;
  }

  /** Predicts on the next free worker, unless the caller is gone when there is one. */
  public List<Tensor> infer(List<Tensor> columns, int rows, Patience patience)
      throws InferenceException {
    if (patience.isOver()) {
      throw patience.end();
    }
    // A version without a worker has to start one first, which has a limit of its own.
    Duration limit =
        dispatcher.isEmpty() ? spec.inferTimeout().plus(spec.loadTimeout()) : spec.inferTimeout();
    PendingCall call = new PendingCall(columns, rows, System.nanoTime(), limit, patience);
    Optional<WorkerProcess> idle = dispatcher.admit(call);
    if (idle.isEmpty()) {
      supply.demand();
    } else if (patience.isLimited()) {
      // The caller has to be able to leave while the model still computes.
      Thread.ofVirtual().name("worker-call").start(() -> serve(idle.get(), List.of(call)));
    } else {
      try {
        runAgain(runner.run(idle.get(), List.of(call)));
      } finally {
        release(idle.get());
      }
    }
    return await(call);
  }

  /** How often a worker has been started in the place of a lost one since the pool is open. */
  public int restarts() {
    return supply.replacements();
  }

  /** What its workers have been given to do since the pool is open. */
  public BatchCounts counts() {
    return runner.counts();
  }

  /** What became of calls that had to wait. */
  public QueueCounts queueCounts() {
    return dispatcher.counts();
  }

  /** Its workers now, and why they were started and have ended. */
  public WorkerCounts workerCounts() {
    return supply.counts();
  }

  /** How many calls wait for a worker now. */
  public int waiting() {
    return dispatcher.waiting();
  }

  /** Ids of the live worker processes on the host. */
  public List<Long> pids() {
    return dispatcher.members().stream().map(WorkerProcess::pid).sorted().toList();
  }

  @Override
  public void close() {
    supply.close();
  }

  private List<Tensor> await(PendingCall call) throws InferenceException {
    try {
      Optional<List<Tensor>> answer = call.await(call.nanosLeft(System.nanoTime()));
      if (answer.isPresent()) {
        return answer.get();
      }
      if (dispatcher.withdraw(call, call.isGone() ? DropReason.GONE : DropReason.LATE)) {
        throw call.tooLate().retryAfter(dispatcher.isEmpty() ? supply.startTime() : Duration.ZERO);
      }
      // A worker has begun with it, and that has a limit of its own.
      return call.await(call.isGone() ? 0 : spec.inferTimeout().plus(GRACE).toNanos())
          .orElseThrow(call::unfinished);
    } catch (InterruptedException e) {
      dispatcher.withdraw(call, DropReason.GONE);
      Thread.currentThread().interrupt();
      throw new InferenceException(Kind.OVERLOADED, "the call was interrupted while it waited", e);
    }
  }

  /**
   * Gives a worker that has nothing to do what waits. That runs on a thread of its own, so that no
   * caller computes for others after its own answer is there, or takes them along when it is
   * interrupted.
   */
  private void release(WorkerProcess worker) {
    List<PendingCall> batch = next(worker);
    if (!batch.isEmpty()) {
      Thread.ofVirtual().name("worker-batches").start(() -> serve(worker, batch));
    }
  }

  private void serve(WorkerProcess worker, List<PendingCall> first) {
    List<PendingCall> batch = first;
    while (!batch.isEmpty()) {
      runAgain(runner.run(worker, batch));
      batch = next(worker);
    }
  }

  private List<PendingCall> next(WorkerProcess worker) {
    List<PendingCall> batch = worker.isAlive() ? dispatcher.next(worker) : List.of();
    if (batch.isEmpty() && (!worker.isAlive() || !dispatcher.isMember(worker))) {
      // It has died, or was retired while it was busy.
      worker.kill();
    }
    return batch;
  }

  private void runAgain(List<PendingCall> calls) {
    if (calls.isEmpty()) {
      return;
    }
    dispatcher.putBack(calls, System.nanoTime());
    Optional<WorkerProcess> idle = dispatcher.pollIdleWhileCallsWait();
    while (idle.isPresent()) {
      release(idle.get());
      idle = dispatcher.pollIdleWhileCallsWait();
    }
  }
}

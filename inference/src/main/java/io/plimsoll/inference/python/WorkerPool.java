package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * N workers of one model behind a bounded queue. Thread-safe. A call that meets an idle worker is
 * run at once and by itself; calls that have to wait are run together, as many as {@link
 * DurationModel} allows. A worker that dies is replaced in the background, at growing intervals
 * while that fails; the others go on. Closing leaves no process.
 */
public final class WorkerPool implements AutoCloseable {

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));

  /** How much longer than its limit a run may take until its worker is gone. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** A process that is born into a closed pool is killed at once, so its starter ends soon. */
  private static final Duration STARTER_END = Duration.ofSeconds(10);

  private final WorkerHost host;
  private final WorkerSpec spec;
  private final Consumer<String> log;
  private final BatchRunner runner;
  private final Dispatcher<WorkerProcess> dispatcher;
  private final Set<WorkerProcess> loading = ConcurrentHashMap.newKeySet();
  private final Set<Thread> starters = ConcurrentHashMap.newKeySet();
  private final AtomicInteger restarts = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  private WorkerPool(WorkerHost host, WorkerSpec spec, int queueLimit, Consumer<String> log) {
    this.host = host;
    this.spec = spec;
    this.log = log;
    this.runner = new BatchRunner(log);
    this.dispatcher = new Dispatcher<>(queueLimit, runner::rowLimit);
  }

  /** Returns when the first worker has loaded the model; the others follow in the background. */
  public static WorkerPool start(
      WorkerHost host, WorkerSpec spec, int size, int queueLimit, Consumer<String> log)
      throws InferenceException {
    WorkerPool pool = new WorkerPool(host, spec, queueLimit, log);
    pool.add();
    for (int i = 1; i < size; i++) {
      pool.addInBackground("worker-start");
    }
    return pool;
  }

  /** Predicts on the next free worker, unless the caller is gone when there is one. */
  public List<Tensor> infer(List<Tensor> columns, int rows, BooleanSupplier isGone)
      throws InferenceException {
    if (isGone.getAsBoolean()) {
      throw InferenceException.cancelled();
    }
    PendingCall call =
        new PendingCall(columns, rows, System.nanoTime(), spec.inferTimeout(), isGone);
    Optional<WorkerProcess> idle = dispatcher.admit(call);
    if (idle.isPresent()) {
      try {
        runAgain(runner.run(idle.get(), List.of(call)));
      } finally {
        release(idle.get());
      }
    }
    return await(call);
  }

  /** How often a worker has been started again since the pool is open. */
  public int restarts() {
    return restarts.get();
  }

  /** What its workers have been given to do since the pool is open. */
  public BatchCounts counts() {
    return runner.counts();
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
    closed.countDown();
    dispatcher.close().forEach(WorkerProcess::close);
    loading.forEach(WorkerProcess::close);
    // A process that was being born in this very moment was in neither set.
    starters.forEach(WorkerPool::awaitEnd);
  }

  private static void awaitEnd(Thread starter) {
    try {
      starter.join(STARTER_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Tensor> await(PendingCall call) throws InferenceException {
    try {
      Optional<List<Tensor>> answer = call.await(call.nanosLeft(System.nanoTime()));
      if (answer.isEmpty() && !dispatcher.withdraw(call)) {
        // A worker has begun with it, and that has a limit of its own.
        answer = call.await(spec.inferTimeout().plus(GRACE).toNanos());
      }
      return answer.orElseThrow(call::tooLate);
    } catch (InterruptedException e) {
      dispatcher.withdraw(call);
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
    if (worker.isAlive()) {
      return dispatcher.next(worker);
    }
    worker.kill();
    return List.of();
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

  private void add() throws InferenceException {
    List<WorkerProcess> born = new ArrayList<>();
    try {
      WorkerProcess worker =
          WorkerProcess.start(host, spec, log, process -> announce(process, born));
      if (dispatcher.join(worker)) {
        worker.onExit(() -> replace(worker));
        release(worker);
      } else {
        worker.close();
      }
    } finally {
      born.forEach(loading::remove);
    }
  }

  private void announce(WorkerProcess process, List<WorkerProcess> born) {
    born.add(process);
    loading.add(process);
    if (closed.getCount() == 0) {
      process.kill();
    }
  }

  private void replace(WorkerProcess dead) {
    dispatcher.leave(dead);
    if (closed.getCount() > 0) {
      restarts.incrementAndGet();
      addInBackground("worker-restart");
    }
  }

  private void addInBackground(String name) {
    Thread starter = Thread.ofVirtual().name(name).unstarted(this::startAndLeave);
    starters.add(starter);
    starter.start();
  }

  private void startAndLeave() {
    try {
      keepStarting();
    } finally {
      starters.remove(Thread.currentThread());
    }
  }

  private void keepStarting() {
    for (int attempt = 0; closed.getCount() > 0; attempt++) {
      Duration pause = PAUSES.get(Math.min(attempt, PAUSES.size() - 1));
      try {
        if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        add();
        return;
      } catch (InferenceException e) {
        if (closed.getCount() == 0) {
          return;
        }
        dispatcher.startFailed(e);
        log.accept("a worker could not be started again: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}

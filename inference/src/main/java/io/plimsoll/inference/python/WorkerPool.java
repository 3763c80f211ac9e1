package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * N workers of one model behind a bounded queue. Thread-safe. A worker that dies is replaced in the
 * background, at growing intervals while that fails; the others go on. Closing leaves no process.
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

  /** A process that is born into a closed pool is killed at once, so its starter ends soon. */
  private static final Duration STARTER_END = Duration.ofSeconds(10);

  private final WorkerHost host;
  private final WorkerSpec spec;
  private final int queueLimit;
  private final Consumer<String> log;
  private final BlockingQueue<WorkerProcess> idle;
  private final Set<WorkerProcess> all = ConcurrentHashMap.newKeySet();
  private final Set<WorkerProcess> loading = ConcurrentHashMap.newKeySet();
  private final Set<Thread> starters = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger restarts = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable InferenceException lastFailure;

  private WorkerPool(
      WorkerHost host, WorkerSpec spec, int size, int queueLimit, Consumer<String> log) {
    this.host = host;
    this.spec = spec;
    this.queueLimit = queueLimit;
    this.log = log;
    // Room for a dead worker to lie beside its replacement until somebody passes over it.
    this.idle = new ArrayBlockingQueue<>(2 * size);
  }

  /** Returns when the first worker has loaded the model; the others follow in the background. */
  public static WorkerPool start(
      WorkerHost host, WorkerSpec spec, int size, int queueLimit, Consumer<String> log)
      throws InferenceException {
    WorkerPool pool = new WorkerPool(host, spec, size, queueLimit, log);
    pool.add();
    for (int i = 1; i < size; i++) {
      pool.addInBackground("worker-start");
    }
    return pool;
  }

  /** Predicts on the next free worker. */
  public List<Tensor> infer(List<Tensor> columns, int rows) throws InferenceException {
    WorkerProcess worker = take();
    try {
      return worker.infer(columns, rows).outputs();
    } finally {
      if (!worker.isAlive() || !idle.offer(worker)) {
        worker.kill();
      }
    }
  }

  /** How often a worker has been started again since the pool is open. */
  public int restarts() {
    return restarts.get();
  }

  /** Ids of the live worker processes on the host. */
  public List<Long> pids() {
    return all.stream().map(WorkerProcess::pid).sorted().toList();
  }

  @Override
  public void close() {
    closed.countDown();
    idle.clear();
    all.forEach(WorkerProcess::close);
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

  private WorkerProcess take() throws InferenceException {
    WorkerProcess free = nextAlive(idle.poll());
    if (free != null) {
      return free;
    }
    if (waiting.incrementAndGet() > queueLimit) {
      waiting.decrementAndGet();
      throw new InferenceException(
          Kind.OVERLOADED,
          queueLimit
              + " calls are already waiting for this model; retry later or give it more workers");
    }
    try {
      return await();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private WorkerProcess await() throws InferenceException {
    long deadline = System.nanoTime() + spec.inferTimeout().toNanos();
    while (closed.getCount() > 0) {
      InferenceException failure = lastFailure;
      if (failure != null && all.isEmpty()) {
        throw new InferenceException(
            Kind.CRASHED, "the model has no running process: " + failure.getMessage(), failure);
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new InferenceException(
            Kind.OVERLOADED,
            "no worker was free within " + spec.inferTimeout().toSeconds() + " s; retry later");
      }
      WorkerProcess free = nextAlive(pollFor(Math.min(left, TimeUnit.MILLISECONDS.toNanos(250))));
      if (free != null) {
        return free;
      }
    }
    throw new InferenceException(Kind.OVERLOADED, "the model is being taken out of service");
  }

  private @Nullable WorkerProcess pollFor(long nanos) throws InferenceException {
    try {
      return idle.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InferenceException(Kind.OVERLOADED, "the call was interrupted while it waited", e);
    }
  }

  /** Its exit has already asked for a replacement, so a dead worker is simply passed over. */
  private @Nullable WorkerProcess nextAlive(@Nullable WorkerProcess first) {
    WorkerProcess worker = first;
    while (worker != null && !worker.isAlive()) {
      worker = idle.poll();
    }
    return worker;
  }

  private void add() throws InferenceException {
    List<WorkerProcess> born = new ArrayList<>();
    try {
      WorkerProcess worker =
          WorkerProcess.start(host, spec, log, process -> announce(process, born));
      all.add(worker);
      if (closed.getCount() == 0) {
        all.remove(worker);
        worker.close();
        return;
      }
      lastFailure = null;
      idle.add(worker);
      worker.onExit(() -> replace(worker));
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
    all.remove(dead);
    idle.removeIf(worker -> worker.equals(dead));
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
        lastFailure = e;
        log.accept("a worker could not be started again: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}

package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a pool in workers: as many as the scale's minimum, one more while calls have to wait, one
 * less when one has been idle. A worker that died is replaced at growing intervals while that does
 * not help; one that leaks is replaced first and ended afterwards. It looks a few times a second,
 * and at once when a worker ends or a call finds none. Thread-safe.
 *
 * <p>Its lock may be held when the budget's or the dispatcher's is taken, and never the other way
 * round.
 */
final class WorkerSupply {

  private static final int LOOKS_PER_MEASUREMENT = 10;

  /** What a worker is taken to need before one of the model has been seen. */
  private static final long UNKNOWN_BYTES = 16L << 20;

  /** Calls do not wait through a longer pause than this, but are told to come again. */
  private static final Duration BEARABLE = Duration.ofSeconds(1);

  /** A process that is born into a closed pool is killed at once, so its starter ends soon. */
  private static final Duration TASK_END = Duration.ofSeconds(10);

  private final WorkerHost host;
  private final WorkerSpec spec;
  private final WorkerScale scale;
  private final ScalingRule rule;
  private final MemoryRule memory;
  private final Dispatcher<WorkerProcess> dispatcher;
  private final Consumer<WorkerProcess> free;
  private final Consumer<String> log;
  private final WorkerTally tally = new WorkerTally();
  private final BackOff backOff = new BackOff();
  private final Set<WorkerProcess> loading = ConcurrentHashMap.newKeySet();
  private final Set<Thread> tasks = ConcurrentHashMap.newKeySet();
  private volatile int starting;
  private volatile boolean closed;
  private volatile long largestBytes;
  private int looks;
  private final Deque<WorkerReason> lost = new ArrayDeque<>();
  private @Nullable ScheduledFuture<?> watch;

  /**
   * Makes it; nothing is started yet.
   *
   * @param expectedBytes memory of a worker, as far as that is known; else 0
   * @param free takes a worker that has loaded the model and has nothing to do
   */
  WorkerSupply(
      WorkerHost host,
      WorkerSpec spec,
      WorkerScale scale,
      long expectedBytes,
      Dispatcher<WorkerProcess> dispatcher,
      Consumer<WorkerProcess> free,
      Consumer<String> log) {
    this.host = host;
    this.spec = spec;
    this.scale = scale;
    this.largestBytes = expectedBytes;
    this.rule = new ScalingRule(scale);
    this.memory = new MemoryRule(scale.residentBytes());
    this.dispatcher = dispatcher;
    this.free = free;
    this.log = log;
  }

  /**
   * Returns when the first worker has loaded the model; the rest of the minimum follows in the
   * background. A version without a minimum is begun with one as well, which proves that it loads.
   */
  void open() throws InferenceException {
    host.budget().add(this);
    long promised = expectedBytes();
    if (!host.budget().reserve(promised, true)) {
      host.budget().remove(this);
      throw noRoom(promised);
    }
    synchronized (this) {
      starting++;
    }
    boolean opened = false;
    try {
      start(WorkerReason.OPENED, promised);
      opened = true;
    } finally {
      if (!opened) {
        host.budget().remove(this);
      }
    }
    watch = host.watch(this::look);
    consider(Duration.ZERO);
  }

  /** A call waits, and there is nobody who could take it. */
  void demand() {
    if (dispatcher.isEmpty()) {
      consider(Duration.ZERO);
    }
  }

  WorkerCounts counts() {
    return tally.with(dispatcher.members().size(), starting, residentBytes());
  }

  int replacements() {
    return tally.replacements();
  }

  /** How long a start is likely to take; zero before the first. */
  Duration startTime() {
    return Duration.ofNanos((long) (tally.lastStartMs() * 1e6));
  }

  /** The memory of all workers, as last measured. */
  long residentBytes() {
    return dispatcher.members().stream().mapToLong(worker -> worker.memory().bytes()).sum();
  }

  /** Since when it has a worker that it could do without; empty if it has none. */
  OptionalLong spareSince() {
    return dispatcher.spareSince(scale.min());
  }

  /** Ends such a worker for the sake of another version; false if it is needed by now. */
  boolean giveUpSpare() {
    var spare = dispatcher.retireIdle(System.nanoTime(), Duration.ZERO, scale.min());
    spare.ifPresent(worker -> end(worker, WorkerReason.ROOM));
    return spare.isPresent();
  }

  /** Ends all workers, also those that are just being started. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    ScheduledFuture<?> watching = watch;
    if (watching != null) {
      watching.cancel(false);
    }
    host.budget().remove(this);
    dispatcher.close().forEach(WorkerProcess::close);
    loading.forEach(WorkerProcess::close);
    // A process that was being born in this very moment was in neither set.
    tasks.forEach(WorkerSupply::awaitEnd);
  }

  private static void awaitEnd(Thread task) {
    try {
      task.join(TASK_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      scale();
    } catch (RuntimeException bug) {
      // The clock would never call again, and nobody would be replaced any more.
      log.accept("the workers could not be looked after: " + bug);
    }
  }

  private void scale() {
    long now = System.nanoTime();
    consider(dispatcher.longestWait(now));
    dispatcher
        .retireIdle(now, scale.idle(), scale.min())
        .ifPresent(worker -> end(worker, WorkerReason.IDLE));
    looks++;
    if (looks % LOOKS_PER_MEASUREMENT == 0) {
      measure();
    }
  }

  /** Starts what is missing, unless the last ones did not last. */
  private synchronized void consider(Duration longestWait) {
    if (closed || backOff.holds(System.nanoTime())) {
      return;
    }
    if (scale.min() == 0) {
      // Nobody else would try again: the next caller does, and waits for what comes of it.
      dispatcher.forgetFailure();
    }
    int ready = dispatcher.members().size();
    for (int count = rule.missing(ready + starting); count > 0; count--) {
      if (!begin(WorkerReason.OPENED, ready == 0)) {
        return;
      }
    }
    if (rule.wantsMore(ready, starting, dispatcher.waiting(), longestWait)) {
      begin(ready == 0 ? WorkerReason.DEMAND : WorkerReason.LOAD, ready == 0);
    }
  }

  /**
   * Starts a worker in the background; false if there is no memory for it.
   *
   * @param otherwise the reason, if it does not take the place of a lost one
   */
  private synchronized boolean begin(WorkerReason otherwise, boolean isNeeded) {
    long promised = expectedBytes();
    if (!host.budget().reserve(promised, isNeeded)) {
      if (isNeeded) {
        backOff.lost(Duration.ZERO, System.nanoTime());
        dispatcher.startFailed(noRoom(promised));
      }
      return false;
    }
    starting++;
    WorkerReason replaced = lost.poll();
    WorkerReason reason = replaced == null ? otherwise : replaced;
    background("worker-start", () -> startAgain(reason, promised));
    return true;
  }

  /** False if that failed, which is told to those who wait. */
  private boolean startAgain(WorkerReason reason, long promised) {
    try {
      start(reason, promised);
      return true;
    } catch (InferenceException e) {
      if (!closed) {
        Duration pause = backOff.lost(Duration.ZERO, System.nanoTime());
        dispatcher.startFailed(e.retryAfter(pause));
        log.accept("a worker could not be started again: " + e.getMessage());
      }
      return false;
    }
  }

  /** Starts a worker that has been counted as starting, and lets it work. */
  private void start(WorkerReason reason, long promised) throws InferenceException {
    tally.starts(reason);
    long began = System.nanoTime();
    List<WorkerProcess> born = new ArrayList<>();
    try {
      WorkerProcess worker =
          WorkerProcess.start(host, spec, log, process -> announce(process, born));
      tally.startTook((System.nanoTime() - began) / 1e6);
      largestBytes = Math.max(largestBytes, worker.memory().bytes());
      if (dispatcher.join(worker)) {
        worker.onExit(() -> ended(worker));
        free.accept(worker);
      } else {
        worker.close();
      }
    } finally {
      host.budget().release(promised);
      born.forEach(loading::remove);
      synchronized (this) {
        starting--;
      }
    }
  }

  private void announce(WorkerProcess process, List<WorkerProcess> born) {
    born.add(process);
    loading.add(process);
    if (closed) {
      process.kill();
    }
  }

  private void ended(WorkerProcess worker) {
    if (!dispatcher.leave(worker) || closed) {
      return;
    }
    WorkerReason reason = worker.hasTimedOut() ? WorkerReason.TIMEOUT : WorkerReason.CRASHED;
    tally.ends(reason);
    Duration pause = backOff.lost(worker.age(), System.nanoTime());
    remember(reason);
    if (pause.compareTo(BEARABLE) >= 0) {
      dispatcher.startFailed(
          new InferenceException(
                  Kind.CRASHED,
                  "its workers do not last; the next one is started in " + pause.toSeconds() + " s")
              .retryAfter(pause));
    }
    consider(Duration.ZERO);
  }

  /** The next worker takes the place of one that was lost for this reason. */
  private synchronized void remember(WorkerReason reason) {
    if (lost.size() < scale.max()) {
      lost.add(reason);
    }
  }

  private void measure() {
    for (WorkerProcess worker : dispatcher.members()) {
      worker.endIfTooLarge();
      long bytes = worker.memory().bytes();
      if (memory.isLeaking(worker.memory().afterLoad(), bytes)) {
        replace(worker, bytes);
      }
    }
  }

  private synchronized void replace(WorkerProcess leaking, long bytes) {
    if (closed || starting > 0 || backOff.holds(System.nanoTime())) {
      return;
    }
    log.accept(
        "a worker holds %d MiB, after %d when it had loaded the model; it is replaced"
            .formatted(bytes >> 20, leaking.memory().afterLoad() >> 20));
    long promised = expectedBytes();
    if (host.budget().reserve(promised, false)) {
      starting++;
      background(
          "worker-replace",
          () -> {
            if (startAgain(WorkerReason.MEMORY, promised)) {
              retire(leaking);
            }
          });
    } else {
      // There is no room for both, so the calls wait for the start of the fresh one.
      remember(WorkerReason.MEMORY);
      retire(leaking);
      consider(Duration.ZERO);
    }
  }

  private void retire(WorkerProcess leaking) {
    if (dispatcher.retire(leaking)) {
      end(leaking, WorkerReason.MEMORY);
    } else {
      tally.ends(WorkerReason.MEMORY);
    }
  }

  private void end(WorkerProcess worker, WorkerReason reason) {
    tally.ends(reason);
    background("worker-end", worker::close);
  }

  private void background(String name, Runnable action) {
    Thread task =
        Thread.ofVirtual()
            .name(name)
            .unstarted(
                () -> {
                  try {
                    action.run();
                  } finally {
                    tasks.remove(Thread.currentThread());
                  }
                });
    tasks.add(task);
    task.start();
  }

  private long expectedBytes() {
    return largestBytes == 0 ? UNKNOWN_BYTES : largestBytes;
  }

  private InferenceException noRoom(long wanted) {
    WorkerBudget budget = host.budget();
    return new InferenceException(
        Kind.OVERLOADED,
        "a worker of this model needs about %d MiB, and %d of the %d MiB for Python workers are taken by workers that are busy or part of a minimum; raise serving.pythonMemoryBytes or lower workers.min of other models"
            .formatted(wanted >> 20, budget.used() >> 20, budget.bytes() >> 20));
  }
}

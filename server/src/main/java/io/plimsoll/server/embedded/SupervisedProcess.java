package io.plimsoll.server.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A child process that is there from {@link #start} until {@link #close}: it is started again, with
 * growing pauses, when it ends by itself. Thread-safe.
 *
 * <p>All starts happen on one platform thread that lives as long as the supervision. The kernel's
 * parent-death signal, which stops the children of a server that was killed, is sent when the
 * <em>thread</em> dies that made the child: a child made by a pooled or a virtual thread would be
 * stopped at some arbitrary time.
 */
final class SupervisedProcess implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SupervisedProcess.class.getName());
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final Duration LOG_DRAIN = Duration.ofSeconds(1);

  /** Says whether the process does its work; asked repeatedly until it does. */
  interface Readiness {
    boolean isReady();
  }

  /**
   * What to run. The ready line, if any, is the beginning of a line of output to wait for before
   * readiness is asked; {@code beforeStart} runs before every start and may refuse it by throwing.
   */
  record Plan(
      String name,
      List<String> command,
      Path directory,
      Map<String, String> environment,
      Runnable beforeStart,
      Optional<String> readyLine,
      Readiness readiness,
      Duration startLimit,
      List<StopStep> stop) {
    Plan {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      stop = List.copyOf(stop);
    }
  }

  private final Plan plan;
  private final ProcessLog log;
  private final Thread supervisor;
  private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicInteger restarts = new AtomicInteger();
  private @Nullable Process process;
  private volatile @Nullable Thread reader;

  private SupervisedProcess(Plan plan, ProcessLog log) {
    this.plan = plan;
    this.log = log;
    this.supervisor =
        Thread.ofPlatform().daemon().name("supervise-" + plan.name()).unstarted(this::supervise);
    // Kafka's client looks for its classes there, and a pool's thread that called us has others.
    supervisor.setContextClassLoader(SupervisedProcess.class.getClassLoader());
  }

  /**
   * Returns when the process is ready for the first time; a first start that fails is not repeated.
   */
  static SupervisedProcess start(Plan plan, ProcessLog log) {
    SupervisedProcess supervised = new SupervisedProcess(plan, log);
    supervised.supervisor.start();
    try {
      supervised.firstStart.join();
      return supervised;
    } catch (CompletionException e) {
      supervised.close();
      Throwable cause = e.getCause();
      throw new EmbeddedServerException(
          cause == null ? plan.name() + " did not start" : String.valueOf(cause.getMessage()), e);
    }
  }

  /** The process that runs now, or ran last. */
  synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(plan.name() + " was never started");
    }
    return process.pid();
  }

  /** How often the process was started again after it had ended by itself. */
  int restarts() {
    return restarts.get();
  }

  private void supervise() {
    try {
      Process current = startUntilReady();
      firstStart.complete(null);
      Duration pause = FIRST_PAUSE;
      while (true) {
        long since = System.nanoTime();
        int exit = current.waitFor();
        if (isStopping()) {
          return;
        }
        boolean wasSteady = System.nanoTime() - since > STEADY.toNanos();
        pause = wasSteady ? FIRST_PAUSE : longer(pause);
        LOG.log(
            Level.ERROR,
            "{0} ended by itself with status {1} and is started again; its log is {2}",
            plan.name(),
            exit,
            log.file());
        current = startAgain(pause);
        restarts.incrementAndGet();
        LOG.log(Level.INFO, "{0} is back", plan.name());
      }
    } catch (StoppedException | InterruptedException e) {
      firstStart.completeExceptionally(e);
    } catch (RuntimeException e) {
      if (!firstStart.completeExceptionally(e)) {
        throw e;
      }
    }
  }

  private Process startAgain(Duration firstPause) throws InterruptedException, StoppedException {
    Duration pause = firstPause;
    while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        return startUntilReady();
      } catch (EmbeddedServerException e) {
        pause = longer(pause);
        LOG.log(Level.ERROR, e.getMessage() + " Next attempt in " + pause.toMillis() + " ms.");
      }
    }
    throw new StoppedException();
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private Process startUntilReady() throws InterruptedException, StoppedException {
    plan.beforeStart().run();
    CountDownLatch readyLine = new CountDownLatch(plan.readyLine().isPresent() ? 1 : 0);
    Process started = spawn();
    reader =
        Thread.ofPlatform()
            .daemon()
            .name("log-" + plan.name())
            .start(() -> log.copy(started.getInputStream(), line -> match(line, readyLine)));
    try {
      awaitReady(started, readyLine);
      return started;
    } catch (EmbeddedServerException | InterruptedException e) {
      // A process that did not get ready may be in any state, so it is not asked politely.
      started.destroyForcibly();
      throw e;
    }
  }

  private void match(String line, CountDownLatch readyLine) {
    if (plan.readyLine().filter(line::startsWith).isPresent()) {
      readyLine.countDown();
    }
  }

  private synchronized Process spawn() throws StoppedException {
    if (isStopping()) {
      throw new StoppedException();
    }
    ProcessBuilder builder = new ProcessBuilder(plan.command());
    builder.directory(plan.directory().toFile()).redirectErrorStream(true);
    // Variables such as JAVA_TOOL_OPTIONS or PGPORT of the surroundings must not change a server
    // that is ours.
    builder.environment().clear();
    builder.environment().putAll(plan.environment());
    try {
      Process started = builder.start();
      started.getOutputStream().close();
      process = started;
      return started;
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot start "
              + plan.name()
              + ": "
              + e.getMessage()
              + ". Install what is named (util-linux has setsid, setpriv and unshare).",
          e);
    }
  }

  private void awaitReady(Process started, CountDownLatch readyLine)
      throws InterruptedException, StoppedException {
    long deadline = System.nanoTime() + plan.startLimit().toNanos();
    while (System.nanoTime() < deadline) {
      if (isStopping()) {
        // close() is on its way to this process with the steps that suit it.
        throw new StoppedException();
      }
      if (!started.isAlive()) {
        awaitLastWords();
        throw failed("ended with status " + started.exitValue() + " while it was starting");
      }
      if (readyLine.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        if (plan.readiness().isReady()) {
          return;
        }
        Thread.sleep(POLL);
      }
    }
    throw failed("was not ready within " + plan.startLimit().toSeconds() + " s");
  }

  /** Waits until all that an ended process has said is in the log. */
  private void awaitLastWords() throws InterruptedException {
    Thread reading = reader;
    if (reading != null) {
      boolean unused = reading.join(LOG_DRAIN);
    }
  }

  private EmbeddedServerException failed(String what) {
    return new EmbeddedServerException(
        plan.name()
            + " "
            + what
            + ". Its log is "
            + log.file()
            + "; the last lines are:\n"
            + log.tail());
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Goes through the stop steps until the process has ended. */
  @Override
  public void close() {
    Process last;
    synchronized (this) {
      stopping.countDown();
      last = process;
    }
    boolean interrupted = last != null && !stop(last);
    try {
      supervisor.join();
      awaitLastWords();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    log.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stop(Process last) {
    try {
      for (StopStep step : plan.stop()) {
        if (!last.isAlive()) {
          return true;
        }
        step.signal().send(last.pid());
        if (last.waitFor(step.limit().toMillis(), TimeUnit.MILLISECONDS)) {
          return true;
        }
        LOG.log(
            Level.WARNING,
            "{0} did not end within {1} after {2}",
            plan.name(),
            step.limit(),
            step.signal());
      }
      last.destroyForcibly();
      return true;
    } catch (InterruptedException e) {
      last.destroyForcibly();
      return false;
    }
  }

  /** The supervision was asked to end while it was about to start the process. */
  private static final class StoppedException extends Exception {
    private static final long serialVersionUID = 1;

    StoppedException() {
      super("stopped while starting");
    }
  }
}

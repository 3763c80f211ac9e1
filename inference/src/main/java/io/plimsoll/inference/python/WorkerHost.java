package io.plimsoll.inference.python;

import io.plimsoll.inference.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What all workers of a process share: the sandbox, the script, the folder of their sockets and the
 * clock that ends what takes too long.
 */
public final class WorkerHost implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Sandbox sandbox;
  private final WorkerScript script;
  private final Path socketFolder;
  private final WorkerBudget budget;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("worker-clock").factory());

  private WorkerHost(Sandbox sandbox, WorkerScript script, Path socketFolder, WorkerBudget budget) {
    this.budget = budget;
    this.sandbox = sandbox;
    this.script = script;
    this.socketFolder = socketFolder;
  }

  /**
   * Makes it below the server's home. The sandbox stays the caller's to close.
   *
   * @param memoryBytes what all workers may hold together
   */
  public static WorkerHost below(Path home, Sandbox sandbox, long memoryBytes) throws IOException {
    return new WorkerHost(
        sandbox,
        WorkerScript.extractTo(home.resolve("worker")),
        home.resolve("run"),
        new WorkerBudget(memoryBytes));
  }

  /** Calls the action a few times a second until the future is cancelled. It must not block. */
  ScheduledFuture<?> watch(Runnable action) {
    return clock.scheduleWithFixedDelay(
        action, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  WorkerBudget budget() {
    return budget;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  WorkerScript script() {
    return script;
  }

  Path socketFolder() {
    return socketFolder;
  }

  ScheduledExecutorService clock() {
    return clock;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

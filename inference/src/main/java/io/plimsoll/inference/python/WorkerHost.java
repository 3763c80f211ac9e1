package io.plimsoll.inference.python;

import io.plimsoll.inference.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all workers of a process share: the sandbox, the script, the folder of their sockets and the
 * clock that ends what takes too long.
 */
public final class WorkerHost implements AutoCloseable {

  private final Sandbox sandbox;
  private final WorkerScript script;
  private final Path socketFolder;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("worker-clock").factory());

  private WorkerHost(Sandbox sandbox, WorkerScript script, Path socketFolder) {
    this.sandbox = sandbox;
    this.script = script;
    this.socketFolder = socketFolder;
  }

  /** Makes it below the server's home. The sandbox stays the caller's to close. */
  public static WorkerHost below(Path home, Sandbox sandbox) throws IOException {
    return new WorkerHost(
        sandbox, WorkerScript.extractTo(home.resolve("worker")), home.resolve("run"));
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

package io.plimsoll.server.pipeline;

import io.plimsoll.server.testing.SkewedClock;
import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of the platform that somebody starts again whenever it has ended, as every operator has
 * it done. Starting goes on in the background; all that is done to a member is done in turn.
 */
final class ChaosMember implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final TestServer server;
  private final Optional<SkewedClock> clock;
  private final ExecutorService keeper = Executors.newSingleThreadExecutor();
  private volatile boolean isClosed;

  ChaosMember(TestServer server, Optional<SkewedClock> clock) {
    this.server = server;
    this.clock = clock;
  }

  TestServer server() {
    return server;
  }

  Optional<SkewedClock> clock() {
    return clock;
  }

  /** Kills it, and has it started again with a clock that is off by so much. */
  void killAndStart(Duration skew) {
    keeper.execute(
        () -> {
          kill();
          clock.ifPresent(own -> own.set(skew));
          startUntilReady();
        });
  }

  /** Ends it as an operator does, and has it started again. */
  void stopAndStart() {
    keeper.execute(
        () -> {
          try {
            server.stop();
          } catch (IllegalStateException stuck) {
            kill();
          }
          startUntilReady();
        });
  }

  /** Lets it stand still for so long, longer than its group waits for it. */
  void holdFor(Duration time) {
    keeper.execute(
        () -> {
          long pid = server.running().pid();
          TestServerProcess.signal("STOP", pid);
          LockSupport.parkNanos(time.toNanos());
          TestServerProcess.signal("CONT", pid);
        });
  }

  /** Returns when it runs and nothing more is about to be done to it. */
  void awaitSettled(Duration limit) throws Exception {
    keeper.submit(() -> {}).get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    isClosed = true;
    keeper.shutdown();
    try {
      if (!keeper.awaitTermination(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a member could not be started or stopped");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }

  private void kill() {
    try {
      server.kill9();
    } catch (IllegalStateException goneAlready) {
      // It fell over something else a moment ago.
      return;
    }
  }

  private void startUntilReady() {
    while (!isClosed) {
      try {
        server.restart();
        return;
      } catch (IllegalStateException notNow) {
        // The database or Kafka is away, which ends a process that starts.
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}

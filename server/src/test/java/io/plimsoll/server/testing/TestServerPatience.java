package io.plimsoll.server.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what the server does in its own time: looks again and again until it is so. */
public final class TestServerPatience {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private TestServerPatience() {}

  /** Waits until {@code condition} holds; {@code what} says in a failure what did not come. */
  public static void until(String what, Callable<Boolean> condition) {
    until(what, LIMIT, condition);
  }

  public static void until(String what, Duration limit, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("This did not come within %s: %s".formatted(limit, what));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean holds(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception failure) {
      throw new AssertionError("the condition cannot be looked at", failure);
    }
  }
}

package io.plimsoll.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks again and again until something is so, up to a limit. */
final class Deadline {
  private Deadline() {}

  /** A question that may fail while the answer is not known yet. */
  @FunctionalInterface
  interface Question {
    boolean isAnswered() throws Exception;
  }

  /** Whether the answer was yes within {@code limit}. */
  static boolean reached(Duration limit, Duration between, Question question) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        if (question.isAnswered()) {
          return true;
        }
      } catch (RuntimeException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new BenchmarkException(failure.toString(), failure);
      }
      if (System.nanoTime() >= end) {
        return false;
      }
      LockSupport.parkNanos(between.toNanos());
    }
  }
}

package io.plimsoll.client;

import java.util.concurrent.locks.Condition;

/** Time as the sender sees it: a clock that only goes forward, and waiting by it. */
interface Ticker {
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        // Whoever waits looks at the clock again, so neither what is left nor why it woke matters.
        @Override
        @SuppressWarnings({"WaitNotInLoop", "ReturnValueIgnored"})
        public void await(Condition condition, long nanos) throws InterruptedException {
          condition.awaitNanos(nanos);
        }
      };

  long nanos();

  /** Waits until the condition is signalled, or that long; may return early for no reason. */
  void await(Condition condition, long nanos) throws InterruptedException;
}

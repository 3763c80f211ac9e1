package io.plimsoll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Time that stands still until a test moves it. */
final class HandTicker implements Ticker {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private long now;
  private long waitedFor;

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  @SuppressWarnings("WaitNotInLoop")
  public void await(Condition condition, long nanos) throws InterruptedException {
    synchronized (this) {
      waitedFor = nanos;
      notifyAll();
    }
    // Real time passes only to look again: whoever waits goes by this clock.
    condition.await(1, TimeUnit.MILLISECONDS);
  }

  synchronized void advance(Duration by) {
    now += by.toNanos();
    waitedFor = 0;
  }

  /** Blocks until somebody waits for at least so long, and for no more than twice that. */
  synchronized void untilSomebodyWaits(Duration least) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (waitedFor < least.toNanos() || waitedFor > 2 * least.toNanos()) {
      assertThat(System.nanoTime()).as("nobody waits for " + least).isLessThan(end);
      wait(10);
    }
  }
}

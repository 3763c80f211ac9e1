package io.plimsoll.spark;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one daemon thread of the listener: does what is too slow for a callback, and beats. What does
 * not fit its queue is not taken.
 */
final class Worker {
  private static final int MOST = 256;
  private static final long LOOK_AROUND_MS = 1_000;

  private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(MOST);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable beat;
  private final long everyNanos;
  private volatile boolean isEnding;

  Worker(Runnable beat, long everyMillis) {
    this.beat = beat;
    this.everyNanos = TimeUnit.MILLISECONDS.toNanos(everyMillis);
  }

  void start() {
    Thread thread = new Thread(this::run, "plimsoll-spark");
    thread.setDaemon(true);
    thread.start();
  }

  boolean offer(Runnable task) {
    return !isEnding && tasks.offer(task);
  }

  /** Does what waits and ends, within that time or not at all; whether it did. */
  boolean end(long millis) {
    isEnding = true;
    try {
      // Wakes the thread; if this does not fit, it is awake.
      boolean isWoken = tasks.offer(() -> {});
      return ended.await(millis, TimeUnit.MILLISECONDS) && (isWoken || tasks.isEmpty());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    long last = System.nanoTime();
    while (!isEnding || !tasks.isEmpty()) {
      try {
        Runnable task = tasks.poll(LOOK_AROUND_MS, TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run();
        }
        if (System.nanoTime() - last >= everyNanos && !isEnding) {
          last = System.nanoTime();
          beat.run();
        }
      } catch (InterruptedException notOurs) {
        // Nobody has a reason to interrupt this thread; end() ends it.
      } catch (Throwable bug) {
        // Whatever is wrong with one report, the next ones are made; the driver must not notice.
        Log.once("a report could not be made", bug);
      }
    }
    ended.countDown();
  }
}

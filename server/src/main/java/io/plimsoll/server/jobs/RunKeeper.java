package io.plimsoll.server.jobs;

import io.plimsoll.server.jobs.StoppedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The companion thread of a run: writes the log in batches, renews the lease, and interrupts the
 * run when it has to stop. The log is bounded in lines and in the length of each.
 */
final class RunKeeper implements AutoCloseable {
  static final int MAX_LINES = 20_000;
  static final int MAX_LINE_LENGTH = 4_000;

  private static final Logger LOG = Logger.getLogger(RunKeeper.class);
  private static final Duration FLUSH_INTERVAL = Duration.ofMillis(200);
  private static final Duration BEAT_INTERVAL = Duration.ofSeconds(1);

  private final RunStore store;
  private final Assignment assignment;
  private final InstantSource clock;
  private final Duration timeout;
  private final long begin = System.nanoTime();
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  // One flush at a time, so that lines reach the table in their order.
  private final ReentrantLock flushing = new ReentrantLock();
  private List<RunStore.PendingLine> pending = new ArrayList<>();
  private int lines;
  private @Nullable Reason stop;
  private @Nullable Thread interruptible;

  RunKeeper(RunStore store, Assignment assignment, Duration timeout, InstantSource clock) {
    this.store = store;
    this.assignment = assignment;
    this.timeout = timeout;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("job-" + assignment.job()).unstarted(this::keep);
  }

  void start() {
    thread.start();
  }

  void log(String step, String text) {
    Instant now = clock.instant();
    lock.lock();
    try {
      text.lines().map(RunKeeper::cut).forEach(line -> add(now, step, line));
    } finally {
      lock.unlock();
    }
  }

  private void add(Instant now, String step, String line) {
    lines++;
    if (lines < MAX_LINES) {
      pending.add(new RunStore.PendingLine(now, step, line));
    } else if (lines == MAX_LINES) {
      String last = "Further lines are dropped: a log holds at most %,d.".formatted(MAX_LINES);
      pending.add(new RunStore.PendingLine(now, step, last));
    }
  }

  private static String cut(String line) {
    return line.length() <= MAX_LINE_LENGTH ? line : line.substring(0, MAX_LINE_LENGTH) + " (cut)";
  }

  /** Writes what was logged so far; what could not be written is kept for the next time. */
  void flush() {
    flushing.lock();
    try {
      List<RunStore.PendingLine> batch = take();
      try {
        store.append(assignment, batch);
      } catch (RuntimeException failure) {
        giveBack(batch);
        throw failure;
      }
    } finally {
      flushing.unlock();
    }
  }

  private List<RunStore.PendingLine> take() {
    lock.lock();
    try {
      List<RunStore.PendingLine> batch = pending;
      pending = new ArrayList<>();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(List<RunStore.PendingLine> batch) {
    lock.lock();
    try {
      pending.addAll(0, batch);
    } finally {
      lock.unlock();
    }
  }

  void check() throws StoppedException {
    lock.lock();
    try {
      if (stop != null) {
        throw new StoppedException(stop);
      }
    } finally {
      lock.unlock();
    }
  }

  void enterInterruptible() throws StoppedException {
    lock.lock();
    try {
      check();
      interruptible = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  void leaveInterruptible() {
    lock.lock();
    try {
      interruptible = null;
      if (stop != null) {
        // The interrupt was meant for the work that is over; the database must not meet it.
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    long nextBeat = System.nanoTime();
    while (awaitNext()) {
      try {
        flush();
        if (System.nanoTime() - nextBeat >= 0) {
          nextBeat = System.nanoTime() + BEAT_INTERVAL.toNanos();
          judge(store.beat(assignment));
        }
      } catch (LostRunException lost) {
        judge(Heartbeat.LOST);
      } catch (RuntimeException failure) {
        LOG.warnf("the job %s could not be kept: %s", assignment.job(), failure.getMessage());
      }
    }
  }

  /** Waits for the next turn; false once the run is closed. */
  private boolean awaitNext() {
    try {
      return !closed.await(FLUSH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void judge(Heartbeat heartbeat) {
    switch (heartbeat) {
      case CONTINUE -> {
        if (System.nanoTime() - begin > timeout.toNanos()) {
          stop(
              new Reason.TimedOut(
                  "The job took longer than %s and was stopped; make it lighter, or raise build.timeout."
                      .formatted(Durations.text(timeout))));
        }
      }
      case CANCEL_REQUESTED -> stop(new Reason.Cancelled("Cancelled."));
      case ABANDONED -> stop(new Reason.Cancelled("The push that waited for this job is gone."));
      case LOST -> stop(new Reason.Lost("The job is not held by this process any more."));
    }
  }

  private void stop(Reason reason) {
    lock.lock();
    try {
      if (stop == null) {
        stop = reason;
        if (interruptible != null) {
          interruptible.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

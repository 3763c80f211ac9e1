package io.plimsoll.client;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue and one daemon thread, started by the first event, that carries it to the server.
 * While the server is away a batch is tried again for as long as it takes, and the queue keeps the
 * newest events; a batch that the server itself chokes on is given up after a few attempts, so that
 * it cannot hold up all others.
 */
final class Sender {
  /** How often a batch is sent that the server itself chokes on. */
  static final int ATTEMPTS = 6;

  private final HttpCarrier carrier;
  private final Ledger ledger;
  private final Settings settings;
  private final Backoff backoff;
  private final Ticker ticker;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private final Buffer buffer;
  private List<byte[]> inFlight = Collections.emptyList();
  private long inFlightFrom;
  private long flushTo;
  private int hurries;
  private boolean isClosing;
  private long deadline;
  private @Nullable Thread thread;

  Sender(HttpCarrier carrier, Ledger ledger, Settings settings, Backoff backoff, Ticker ticker) {
    this.carrier = carrier;
    this.ledger = ledger;
    this.settings = settings;
    this.backoff = backoff;
    this.ticker = ticker;
    this.buffer = new Buffer(settings);
  }

  /** Queues one event; never waits for the network. */
  void put(byte[] event) {
    int dropped = 0;
    boolean isLate = false;
    lock.lock();
    try {
      isLate = isClosing;
      if (!isLate) {
        dropped = buffer.append(event, ticker.nanos());
        ensureThread();
        if (buffer.size() == 1 || buffer.fillsABatch()) {
          work.signal();
        }
      }
    } finally {
      lock.unlock();
    }
    if (isLate) {
      ledger.drop("after_close", 1, "events came after the client was closed.");
    }
    ledger.drop(
        "queue_full",
        dropped,
        "the queue is full, so the oldest events go; is the server away or too slow?");
  }

  /** Waits until all that was queued before is settled; whether that came about in time. */
  boolean flush(long timeoutNanos) throws InterruptedException {
    long end = ticker.nanos() + timeoutNanos;
    lock.lock();
    try {
      long target = buffer.nextPlace();
      flushTo = Math.max(flushTo, target);
      hurry();
      while (unsettledFrom() < target) {
        long left = end - ticker.nanos();
        if (left <= 0) {
          return false;
        }
        ticker.await(progress, left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more events and waits for those that are queued; what is left then is counted. */
  void close(long timeoutNanos) throws InterruptedException {
    int left = 0;
    lock.lock();
    try {
      if (!isClosing) {
        isClosing = true;
        deadline = ticker.nanos() + timeoutNanos;
      }
      hurry();
      while (isRunning() && !isOver(ticker.nanos())) {
        ticker.await(progress, deadline - ticker.nanos());
      }
    } finally {
      left = inFlight.size() + buffer.clear();
      inFlight = Collections.emptyList();
      progress.signalAll();
      work.signalAll();
      lock.unlock();
    }
    ledger.drop("shutdown", left, "the server did not take them before the deadline.");
  }

  Statistics statistics() {
    lock.lock();
    try {
      return ledger.statistics(buffer.size() + inFlight.size());
    } finally {
      lock.unlock();
    }
  }

  private void hurry() {
    hurries++;
    work.signalAll();
  }

  private long unsettledFrom() {
    return inFlight.isEmpty() ? buffer.firstPlace() : inFlightFrom;
  }

  private boolean isOver(long now) {
    return isClosing && now - deadline >= 0;
  }

  private boolean isRunning() {
    Thread running = thread;
    return running != null && running.isAlive();
  }

  private void ensureThread() {
    if (!isRunning()) {
      Thread started = new Thread(this::run, "plimsoll-sender");
      started.setDaemon(true);
      try {
        started.start();
        thread = started;
      } catch (OutOfMemoryError noThreads) {
        // The system gives no more threads; the next event asks again.
        thread = null;
      }
    }
  }

  private void run() {
    List<byte[]> batch = nextBatch();
    while (!batch.isEmpty()) {
      try {
        carry(batch);
      } catch (RuntimeException bug) {
        // A mistake of ours must end neither the thread nor the user's process.
        ledger.drop("internal_error", batch.size(), bug.toString());
      }
      settle();
      batch = nextBatch();
    }
    lock.lock();
    try {
      thread = null;
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void settle() {
    lock.lock();
    try {
      inFlight = Collections.emptyList();
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a batch that is due; an empty one means the end. */
  private List<byte[]> nextBatch() {
    lock.lock();
    try {
      while (true) {
        long now = ticker.nanos();
        if (isClosing && (buffer.isEmpty() || isOver(now))) {
          return Collections.emptyList();
        }
        long pause = pauseBeforeBatch(now);
        if (pause <= 0) {
          inFlightFrom = buffer.firstPlace();
          inFlight = buffer.take();
          return inFlight;
        }
        sleep(pause);
      }
    } finally {
      lock.unlock();
    }
  }

  private long pauseBeforeBatch(long now) {
    if (buffer.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (isClosing || buffer.fillsABatch() || buffer.firstPlace() < flushTo) {
      return 0;
    }
    return buffer.oldestSince() + settings.flushInterval().toNanos() - now;
  }

  private void carry(List<byte[]> batch) {
    int attempt = 0;
    while (true) {
      attempt++;
      Outcome outcome = carrier.send(batch, requestTimeout());
      boolean isAway = outcome.kind() == Outcome.Kind.AWAY;
      boolean isWorthMore = isAway || (outcome.kind() == Outcome.Kind.CHOKED && attempt < ATTEMPTS);
      if (!isWorthMore) {
        conclude(batch, outcome);
        return;
      }
      ledger.retry(outcome.reason());
      if (!waitBefore(attempt, outcome.afterNanos())) {
        drop("shutdown", batch, "the deadline of the close passed, " + outcome.reason() + ".");
        return;
      }
    }
  }

  private void conclude(List<byte[]> batch, Outcome outcome) {
    switch (outcome.kind()) {
      case SETTLED:
        ledger.accept(outcome.accepted());
        for (Map<String, Object> refusal : outcome.refused()) {
          ledger.refuse(
              String.valueOf(refusal.getOrDefault("code", "unknown")),
              String.valueOf(refusal.getOrDefault("message", "no message")));
        }
        return;
      case TOO_LARGE:
        if (batch.size() > 1) {
          int half = batch.size() / 2;
          carry(batch.subList(0, half));
          carry(batch.subList(half, batch.size()));
        } else {
          ledger.refuse("event_too_large", "the server does not take a request with this event.");
        }
        return;
      case HOPELESS:
        drop(outcome.reason(), batch, outcome.message());
        return;
      case AWAY:
      case CHOKED:
        drop("server_error", batch, ATTEMPTS + " attempts failed, " + outcome.reason() + ".");
        return;
    }
  }

  private void drop(String reason, List<byte[]> batch, String message) {
    lock.lock();
    try {
      if (isClosing && inFlight.isEmpty()) {
        // The close has given up waiting and has counted these already.
        return;
      }
    } finally {
      lock.unlock();
    }
    ledger.drop(reason, batch.size(), message);
  }

  /** Pauses before the next attempt; a flush or a close cuts the pause short, but once each. */
  private boolean waitBefore(int attempt, long least) {
    long pause = Math.max(least, backoff.pause(attempt));
    long start = ticker.nanos();
    lock.lock();
    try {
      int seen = hurries;
      while (true) {
        long now = ticker.nanos();
        long due = start + (hurries == seen ? pause : least);
        if (isClosing && (isOver(now) || due - deadline >= 0)) {
          return false;
        }
        if (now - due >= 0) {
          return true;
        }
        sleep(due - now);
      }
    } finally {
      lock.unlock();
    }
  }

  private void sleep(long nanos) {
    try {
      ticker.await(work, nanos);
    } catch (InterruptedException notOurs) {
      // Nobody has a reason to interrupt this thread; close() ends it.
    }
  }

  private long requestTimeout() {
    lock.lock();
    try {
      long whole = settings.requestTimeout().toNanos();
      return isClosing ? Math.max(1, Math.min(whole, deadline - ticker.nanos())) : whole;
    } finally {
      lock.unlock();
    }
  }
}

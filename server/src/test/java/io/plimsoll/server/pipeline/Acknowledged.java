package io.plimsoll.server.pipeline;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The ids of the events that a server has answered 202 for. Thread-safe. */
final class Acknowledged {
  private static final long LIMIT_SECONDS = 90;

  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private final Lock lock = new ReentrantLock();
  private final Condition grew = lock.newCondition();

  void add(Collection<String> more) {
    ids.addAll(more);
    lock.lock();
    try {
      grew.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Set<String> ids() {
    return new TreeSet<>(ids);
  }

  /** Waits until so many more than now have been acknowledged: that is what "under load" means. */
  void awaitMore(int count) {
    int wanted = ids.size() + count;
    long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    lock.lock();
    try {
      while (ids.size() < wanted) {
        if (left <= 0) {
          throw new AssertionError("only " + ids.size() + " events were acknowledged in time");
        }
        left = grew.awaitNanos(left);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    } finally {
      lock.unlock();
    }
  }
}

package io.plimsoll.inference;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Patience;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a model inside this JVM computes with, for as long as there is memory for it. Calls share it
 * without a lock while it is open. A call that finds it closed opens it; others that come meanwhile
 * wait for that. Thread-safe.
 *
 * @param <G> a session or a graph
 */
final class Resident<G extends AutoCloseable> implements AutoCloseable {

  /** How long a call waits for another to open the model. */
  private static final Duration OPENING_LIMIT = Duration.ofSeconds(30);

  /** Nobody can take it: it was never opened, is evicted, or out of service. */
  private static final int CLOSED = -1;

  private final ModelMemory memory;
  private final long bytes;
  private final boolean isOnHeap;
  private final Opening<G> opening;
  private final ReentrantLock changing = new ReentrantLock();
  private final AtomicInteger users = new AtomicInteger(CLOSED);
  private volatile @Nullable G graph;
  private volatile long lastUse;
  private volatile boolean isRetired;

  /** Opens it. */
  interface Opening<G> {
    G open() throws InferenceException;
  }

  /** Computes with it. */
  interface Use<G, A> {
    A with(G graph) throws InferenceException;
  }

  private Resident(ModelMemory memory, long bytes, boolean isOnHeap, Opening<G> opening) {
    this.memory = memory;
    this.bytes = bytes;
    this.isOnHeap = isOnHeap;
    this.opening = opening;
  }

  /** Opens it for the first time, which proves that it can be. */
  static <G extends AutoCloseable> Resident<G> open(
      ModelMemory memory, long bytes, Opening<G> opening) throws InferenceException {
    return opened(new Resident<>(memory, bytes, false, opening));
  }

  /** As above, for what consists of Java objects rather than of native memory. */
  static <G extends AutoCloseable> Resident<G> onHeap(
      ModelMemory memory, long bytes, Opening<G> opening) throws InferenceException {
    return opened(new Resident<>(memory, bytes, true, opening));
  }

  private static <G extends AutoCloseable> Resident<G> opened(Resident<G> resident)
      throws InferenceException {
    resident.openNow();
    resident.release();
    return resident;
  }

  long bytes() {
    return bytes;
  }

  boolean isOnHeap() {
    return isOnHeap;
  }

  /**
   * Whether a call would find it open now. Asking counts as a use, so that it stays for the call.
   */
  boolean isOpen() {
    lastUse = System.nanoTime();
    return users.get() != CLOSED;
  }

  boolean isUnused() {
    return users.get() == 0;
  }

  long sinceLastUse() {
    return System.nanoTime() - lastUse;
  }

  /** Computes with it, after opening it if need be. */
  <A> A use(Patience patience, Use<G, A> use) throws InferenceException {
    @Nullable G open = acquire();
    if (open == null) {
      open = acquireOpened(patience);
    }
    try {
      return use.with(open);
    } finally {
      release();
    }
  }

  /** Closes it if nobody uses it. */
  boolean evict() {
    if (!users.compareAndSet(0, CLOSED)) {
      return false;
    }
    closeGraph();
    return true;
  }

  /** Takes no new calls; those that are running end first. */
  @Override
  public void close() {
    isRetired = true;
    if (evict()) {
      memory.leave(this);
    }
  }

  private @Nullable G acquire() {
    int before;
    do {
      before = users.get();
      if (before == CLOSED || isRetired) {
        return null;
      }
    } while (!users.compareAndSet(before, before + 1));
    return graph;
  }

  private void release() {
    lastUse = System.nanoTime();
    if (users.decrementAndGet() == 0) {
      memory.used();
      if (isRetired) {
        close();
      }
    }
  }

  private G acquireOpened(Patience patience) throws InferenceException {
    long began = System.nanoTime();
    try {
      long nanos = Math.min(patience.nanosLeft(began), OPENING_LIMIT.toNanos());
      if (!changing.tryLock(nanos, TimeUnit.NANOSECONDS)) {
        throw patience.isOver() ? patience.end() : late();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InferenceException(Kind.OVERLOADED, "the call was interrupted while it waited", e);
    }
    try {
      @Nullable G open = acquire();
      if (open == null) {
        open = openNow();
        memory.coldStarted(Duration.ofNanos(System.nanoTime() - began));
      }
      return open;
    } finally {
      changing.unlock();
    }
  }

  /** Opens it with one user, who has to release it. */
  private G openNow() throws InferenceException {
    if (isRetired) {
      throw new InferenceException(Kind.OVERLOADED, "the model is being taken out of service");
    }
    memory.reserve(this);
    @Nullable G opened = null;
    try {
      opened = opening.open();
    } finally {
      if (opened == null) {
        memory.leave(this);
      }
    }
    graph = opened;
    users.set(1);
    return opened;
  }

  private static InferenceException late() {
    return new InferenceException(
        Kind.OVERLOADED,
        "the model was not opened within " + OPENING_LIMIT.toSeconds() + " s; retry later");
  }

  private void closeGraph() {
    @Nullable G closing = graph;
    graph = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (Exception e) {
        throw new IllegalStateException("the model cannot be freed", e);
      }
    }
  }
}

package io.plimsoll.inference;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The memory for models inside this JVM. More models can be served than fit: the one that was not
 * asked for longest is closed to make room, and opened again when it is asked. Thread-safe.
 */
public final class ModelMemory {

  private static final Duration MOMENT = Duration.ofSeconds(1);

  /** What of the heap models may take; the rest is for everything else that the server does. */
  private static final int SHARE_OF_HEAP = 4;

  private final long budget;
  private final long heapBudget;
  private final Set<Resident<?>> open = new HashSet<>();
  private volatile int waiting;
  private long used;
  private long heapUsed;
  private long openings;
  private long evictions;
  private volatile LongConsumer listener = nanos -> {};

  ModelMemory(long budget) {
    this(budget, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** Whatever the machine has, models on the heap must leave most of that to others. */
  ModelMemory(long budget, long heapBudget) {
    this.budget = budget;
    this.heapBudget = heapBudget;
  }

  /**
   * What is open now.
   *
   * @param models models that are open
   * @param usedBytes memory that they are taken to need
   * @param budgetBytes memory that there is
   * @param openings how often a model was opened, also again
   * @param evictions how often one was closed to make room
   */
  public record Counts(
      int models, long usedBytes, long budgetBytes, long openings, long evictions) {}

  public long budgetBytes() {
    return budget;
  }

  /** Of that, what is there for models that consist of Java objects. */
  public long heapBudgetBytes() {
    return heapBudget;
  }

  public synchronized Counts counts() {
    return new Counts(open.size(), used, budget, openings, evictions);
  }

  /** Is told of every opening for a call how many nanoseconds that call waited for it. */
  public void onColdStart(LongConsumer measured) {
    listener = measured;
  }

  /**
   * Takes memory for a model that is about to be opened, from those that nobody uses. Calls are
   * short, so it waits a moment where all are in use.
   */
  synchronized void reserve(Resident<?> opening) throws InferenceException {
    long deadline = System.nanoTime() + MOMENT.toNanos();
    waiting++;
    try {
      while (used + opening.bytes() > budget || lacksHeap(opening)) {
        Optional<Resident<?>> oldest = oldestUnused(lacksHeap(opening));
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (oldest.isPresent() && oldest.get().evict()) {
          leave(oldest.get());
          evictions++;
        } else if (open.isEmpty() || left <= 0) {
          throw lacksHeap(opening) ? heapFull(opening.bytes()) : full(opening.bytes());
        } else {
          wait(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InferenceException(Kind.OVERLOADED, "the call was interrupted while it waited", e);
    } finally {
      waiting--;
    }
    used += opening.bytes();
    heapUsed += opening.isOnHeap() ? opening.bytes() : 0;
    openings++;
    open.add(opening);
  }

  /** A use has ended. Nearly always nobody waits for that, so that it costs no lock. */
  void used() {
    if (waiting > 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  private boolean lacksHeap(Resident<?> opening) {
    return opening.isOnHeap() && heapUsed + opening.bytes() > heapBudget;
  }

  private Optional<Resident<?>> oldestUnused(boolean onHeap) {
    Comparator<Resident<?>> byAge = Comparator.comparingLong(each -> each.sinceLastUse());
    return open.stream().filter(each -> each.isUnused() && (each.isOnHeap() || !onHeap)).max(byAge);
  }

  /** Its memory is free again. */
  synchronized void leave(Resident<?> closed) {
    if (open.remove(closed)) {
      used -= closed.bytes();
      heapUsed -= closed.isOnHeap() ? closed.bytes() : 0;
    }
  }

  void coldStarted(Duration duration) {
    listener.accept(duration.toNanos());
  }

  private InferenceException heapFull(long wanted) {
    return new InferenceException(
            Kind.OVERLOADED,
            "the model needs about %d MiB of the heap, and of the %d MiB that models may have there %d are in use; retry later, or start the server with a larger heap (-Xmx)"
                .formatted(wanted >> 20, heapBudget >> 20, heapUsed >> 20))
        .retryAfter(Duration.ofSeconds(1));
  }

  private InferenceException full(long wanted) {
    return new InferenceException(
            Kind.OVERLOADED,
            "the model needs about %d MiB, and of the %d MiB for models in the server %d are in use; retry later, or raise serving.modelMemoryBytes"
                .formatted(wanted >> 20, budget >> 20, used >> 20))
        .retryAfter(Duration.ofSeconds(1));
  }
}

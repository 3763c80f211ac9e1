package io.plimsoll.inference.python;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory that all Python workers of a process may hold together. A worker beyond it is not
 * started; for a version without any, idle workers of others make room. Thread-safe.
 */
final class WorkerBudget {

  private final long bytes;
  private final Set<WorkerSupply> supplies = ConcurrentHashMap.newKeySet();
  private long reserved;

  WorkerBudget(long bytes) {
    this.bytes = bytes;
  }

  void add(WorkerSupply supply) {
    supplies.add(supply);
  }

  void remove(WorkerSupply supply) {
    supplies.remove(supply);
  }

  long bytes() {
    return bytes;
  }

  /** What is held now, and promised to workers that are starting. */
  synchronized long used() {
    return reserved + supplies.stream().mapToLong(WorkerSupply::residentBytes).sum();
  }

  /**
   * Promises memory to a worker; false if there is none left.
   *
   * @param isNeeded whether idle workers of other versions are ended for it
   */
  synchronized boolean reserve(long wanted, boolean isNeeded) {
    while (used() + wanted > bytes) {
      if (!isNeeded || !makeRoom()) {
        return false;
      }
    }
    reserved += wanted;
    return true;
  }

  /** The worker has started, and counts for itself from now on; or it never will. */
  synchronized void release(long promised) {
    reserved -= promised;
  }

  private boolean makeRoom() {
    return supplies.stream()
        .filter(supply -> supply.spareSince().isPresent())
        .sorted(Comparator.comparingLong(supply -> supply.spareSince().orElse(Long.MAX_VALUE)))
        .anyMatch(WorkerSupply::giveUpSpare);
  }
}

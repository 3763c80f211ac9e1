package io.plimsoll.inference.python;

import io.plimsoll.inference.process.ProcessMemory;

/**
 * The memory of a worker's processes together. The kernel's limit is for each of them, so that many
 * could hold many times of it. Thread-safe.
 */
final class WorkerMemory {

  private final long limit;
  private volatile long afterLoad;
  private volatile long bytes;
  private volatile boolean isExceeded;

  WorkerMemory(long limit) {
    this.limit = limit;
  }

  /** Measures it now, in bytes. */
  long measure(long pid) {
    long now = ProcessMemory.residentBytes(pid);
    bytes = now;
    return now;
  }

  /** Measures what the model takes before it has answered anybody. */
  void measureAfterLoad(long pid) {
    afterLoad = measure(pid);
  }

  /** Measures it, and says whether it is more than a single process may hold. */
  boolean exceedsLimit(long pid) {
    // Processes that began as copies of one share pages, which the quick measure counts for each.
    if (measure(pid) > limit && ProcessMemory.proportionalBytes(pid) > limit) {
      isExceeded = true;
    }
    return isExceeded;
  }

  /** Whether it was found to be too much. */
  boolean isExceeded() {
    return isExceeded;
  }

  /** What was measured last. */
  long bytes() {
    return bytes;
  }

  long afterLoad() {
    return afterLoad;
  }
}

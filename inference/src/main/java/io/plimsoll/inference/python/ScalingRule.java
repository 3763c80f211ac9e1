package io.plimsoll.inference.python;

import java.time.Duration;

/**
 * Decides when a version gets another worker. One starts at a time, so that a short rush costs one
 * start and not as many as there are cores.
 */
final class ScalingRule {

  /** A wait that a caller notices, and that batches alone do not prevent. */
  static final Duration LONG_WAIT = Duration.ofMillis(100);

  private final WorkerScale scale;

  ScalingRule(WorkerScale scale) {
    this.scale = scale;
  }

  /** How many are missing at the minimum. */
  int missing(int present) {
    return Math.max(0, scale.min() - present);
  }

  /**
   * Whether one more is wanted than the minimum.
   *
   * @param ready workers that have loaded the model
   * @param starting workers that are about to
   * @param waiting calls without a worker
   * @param longestWait the longest that a call has waited lately
   */
  boolean wantsMore(int ready, int starting, int waiting, Duration longestWait) {
    if (starting > 0 || ready >= scale.max()) {
      return false;
    }
    return ready == 0 ? waiting > 0 : longestWait.compareTo(LONG_WAIT) >= 0;
  }
}

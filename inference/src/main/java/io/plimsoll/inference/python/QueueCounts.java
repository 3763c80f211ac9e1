package io.plimsoll.inference.python;

import java.util.Map;

/**
 * What became of the calls that found no idle worker, since the pool is open.
 *
 * @param taken calls that a worker has taken from the queue
 * @param waitNanos how long those waited together
 * @param dropped calls that were sent away, by reason
 */
public record QueueCounts(long taken, long waitNanos, Map<DropReason, Long> dropped) {

  public QueueCounts {
    dropped = Map.copyOf(dropped);
  }
}

package io.plimsoll.inference.python;

import java.util.Map;

/**
 * The workers of a version at one moment, and what became of them since it was opened.
 *
 * @param ready workers that have loaded the model
 * @param starting workers that are about to
 * @param residentBytes memory of those that are ready, as last measured
 * @param starts how many have been started, by reason
 * @param ends how many have ended, by reason
 * @param lastStartMs how long the latest start took; 0 before the first
 */
public record WorkerCounts(
    int ready,
    int starting,
    long residentBytes,
    Map<WorkerReason, Long> starts,
    Map<WorkerReason, Long> ends,
    double lastStartMs) {

  public WorkerCounts {
    starts = Map.copyOf(starts);
    ends = Map.copyOf(ends);
  }
}

package io.plimsoll.server.insight;

import java.time.Instant;
import java.util.Map;

/**
 * The worker processes of a version in one serving process.
 *
 * @param at when the process said so
 * @param ready workers that have loaded the model
 * @param starting workers that are about to
 * @param residentBytes memory of those that are ready, in steps of 16 MiB
 * @param waiting calls without a worker
 * @param starts how many were started since the version was opened: opened, load, demand, crashed,
 *     timeout, memory
 * @param ends how many have ended: crashed, timeout, memory, idle, room
 * @param dropped calls that no worker began with: full, hopeless, late, gone
 */
public record Workers(
    int version,
    Instant at,
    int ready,
    int starting,
    long residentBytes,
    int waiting,
    Map<String, Long> starts,
    Map<String, Long> ends,
    Map<String, Long> dropped) {
  public Workers {
    starts = Map.copyOf(starts);
    ends = Map.copyOf(ends);
    dropped = Map.copyOf(dropped);
  }
}

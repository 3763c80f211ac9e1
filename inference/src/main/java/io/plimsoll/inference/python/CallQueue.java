package io.plimsoll.inference.python;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Calls that wait for a worker, the oldest first; bounded. Not thread-safe. */
final class CallQueue {

  private final int limit;
  private final Deque<PendingCall> waiting = new ArrayDeque<>();
  private long gone;

  CallQueue(int limit) {
    this.limit = limit;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /** Rows of all that waits. */
  int rows() {
    return waiting.stream().mapToInt(PendingCall::rows).sum();
  }

  /** How many calls have ended here because nobody waited for them any more. */
  long goneCount() {
    return gone;
  }

  /** How long the call has waited that comes first. */
  long longestWait(long now) {
    PendingCall first = waiting.peek();
    return first == null ? 0 : first.nanosWaited(now);
  }

  /** False if it is full, also without those that nobody waits for any more. */
  boolean offer(PendingCall call) {
    if (waiting.size() >= limit) {
      dropGone();
    }
    return waiting.size() < limit && waiting.add(call);
  }

  /** False if the call does not wait here any more. */
  boolean remove(PendingCall call) {
    return waiting.remove(call);
  }

  /** These calls have waited already, so they come first and may exceed the limit. */
  void putBack(List<PendingCall> calls) {
    calls.reversed().forEach(waiting::addFirst);
  }

  /** Takes all. */
  List<PendingCall> drain() {
    List<PendingCall> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /**
   * Takes the first call and those of the following that can be run with it. What does not fit
   * keeps its place, so that it comes first soon; what nobody waits for any more ends here.
   *
   * @param pace says how many rows a batch may have
   */
  List<PendingCall> next(Pace pace) {
    List<PendingCall> batch = new ArrayList<>();
    dropGone();
    PendingCall first = waiting.poll();
    if (first == null) {
      return batch;
    }
    batch.add(first);
    int room = pace.rowLimit(first.rows()) - first.rows();
    Iterator<PendingCall> following = waiting.iterator();
    while (room > 0 && following.hasNext()) {
      PendingCall call = following.next();
      if (call.rows() <= room && call.canJoin(first)) {
        following.remove();
        batch.add(call);
        room -= call.rows();
      }
    }
    return batch;
  }

  private void dropGone() {
    int before = waiting.size();
    waiting.removeIf(CallQueue::endsBecauseItsCallerIsGone);
    gone += before - waiting.size();
  }

  private static boolean endsBecauseItsCallerIsGone(PendingCall call) {
    boolean isGone = call.isGone();
    if (isGone) {
      call.fail(call.tooLate());
    }
    return isGone;
  }
}

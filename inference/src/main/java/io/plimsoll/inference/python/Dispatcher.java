package io.plimsoll.inference.python;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings calls and workers together. Either workers are idle or calls wait, never both: a call
 * takes an idle worker at once, and a worker that becomes free takes what waits. Of several idle
 * workers the one that was busy last is taken, so that those which are not needed stay idle.
 * Thread-safe.
 *
 * @param <W> the workers
 */
final class Dispatcher<W extends Worker> {

  private final int queueLimit;
  private final Pace pace;
  private final CallQueue waiting;
  private final Set<W> members = new HashSet<>();
  private final Deque<Idle<W>> idle = new ArrayDeque<>();
  private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
  private long taken;
  private long waitNanos;
  private long longestTaken;
  private boolean closed;
  private @Nullable InferenceException lastFailure;

  /** A worker that has nothing to do since a moment of {@link System#nanoTime}. */
  private record Idle<W>(W worker, long since) {}

  Dispatcher(int queueLimit, Pace pace) {
    this.queueLimit = queueLimit;
    this.pace = pace;
    this.waiting = new CallQueue(queueLimit);
  }

  /** The worker that the call may use now; empty if the call waits for one instead. */
  synchronized Optional<W> admit(PendingCall call) throws InferenceException {
    Optional<W> free = pollIdle();
    if (free.isPresent()) {
      return free;
    }
    if (closed) {
      throw outOfService();
    }
    InferenceException failure = lastFailure;
    if (failure != null && members.isEmpty()) {
      throw noProcess(failure);
    }
    refuseIfHopeless(call);
    if (!waiting.offer(call)) {
      drop(DropReason.FULL, 1);
      throw new InferenceException(
              Kind.OVERLOADED,
              queueLimit
                  + " calls are already waiting for this model; retry later or give it more workers")
          .retryAfter(untilDone(queueLimit));
    }
    return Optional.empty();
  }

  /**
   * Sends a call away whose caller would not wait for the answer. That is only done where calls
   * wait: an idle worker is tried whatever was learned, or a model that has become faster would
   * never be found out.
   */
  private void refuseIfHopeless(PendingCall call) throws InferenceException {
    if (!call.isLimited() || members.isEmpty()) {
      return;
    }
    Duration needed = untilDone(call.rows());
    long left = call.nanosLeft(System.nanoTime());
    if (needed.toNanos() > left) {
      drop(DropReason.HOPELESS, 1);
      throw new InferenceException(
              Kind.OVERLOADED,
              "the answer would take about "
                  + needed.toMillis()
                  + " ms, and the caller waits for only "
                  + Math.max(0, left / 1_000_000)
                  + "; allow more time or retry later")
          .retryAfter(needed);
    }
  }

  /** About how long it takes until rows that come now are answered; zero if that is not known. */
  private Duration untilDone(int rows) {
    int batch = Math.max(1, pace.rowLimit(1));
    int workers = Math.max(1, members.size());
    double batchesBefore = Math.ceil(waiting.rows() / (double) batch / workers);
    double ms = batchesBefore * pace.expectedMs(batch) + pace.expectedMs(rows);
    return Duration.ofNanos((long) (ms * 1e6));
  }

  /** A worker has loaded the model; false if it is not wanted any more. */
  synchronized boolean join(W worker) {
    if (closed) {
      return false;
    }
    lastFailure = null;
    return members.add(worker);
  }

  /** What a free worker is to run next; if nothing waits, it is idle from now on. */
  synchronized List<PendingCall> next(W worker) {
    if (!members.contains(worker)) {
      return List.of();
    }
    long now = System.nanoTime();
    List<PendingCall> batch = waiting.next(pace);
    if (batch.isEmpty()) {
      idle.push(new Idle<>(worker, now));
    }
    for (PendingCall call : batch) {
      long waited = call.nanosWaited(now);
      taken++;
      waitNanos += waited;
      longestTaken = Math.max(longestTaken, waited);
    }
    return batch;
  }

  /** A worker has died; false if it had been retired before. */
  synchronized boolean leave(W worker) {
    boolean wasMember = members.remove(worker);
    removeIdle(worker);
    failWithoutWorkers();
    return wasMember;
  }

  /**
   * Gives a worker nothing any more. True if it has nothing to do now; else it is to be ended once
   * it asks for more.
   */
  synchronized boolean retire(W worker) {
    members.remove(worker);
    return removeIdle(worker);
  }

  synchronized boolean isMember(W worker) {
    return members.contains(worker);
  }

  /** Retires the worker that has been idle for longest, if that is long enough. */
  synchronized Optional<W> retireIdle(long now, Duration longEnough, int keep) {
    Idle<W> longest = idle.peekLast();
    if (longest == null || members.size() <= keep || now - longest.since() < longEnough.toNanos()) {
      return Optional.empty();
    }
    idle.removeLast();
    members.remove(longest.worker());
    return Optional.of(longest.worker());
  }

  /** Since when a worker is idle that is not needed for the minimum; empty if none is. */
  synchronized OptionalLong spareSince(int keep) {
    Idle<W> longest = idle.peekLast();
    return longest == null || members.size() <= keep
        ? OptionalLong.empty()
        : OptionalLong.of(longest.since());
  }

  /** The longest wait of calls that wait now or were taken since this was asked before. */
  synchronized Duration longestWait(long now) {
    long longest = Math.max(longestTaken, waiting.longestWait(now));
    longestTaken = 0;
    return Duration.ofNanos(longest);
  }

  /** A worker could not be started. */
  synchronized void startFailed(InferenceException reason) {
    lastFailure = reason;
    failWithoutWorkers();
  }

  /** Lets calls wait again for a worker, although none could be started before. */
  synchronized void forgetFailure() {
    lastFailure = null;
  }

  /** False if the call does not wait any more, because a worker has taken it. */
  synchronized boolean withdraw(PendingCall call, DropReason reason) {
    boolean waited = waiting.remove(call);
    if (waited) {
      drop(reason, 1);
    }
    return waited;
  }

  synchronized QueueCounts counts() {
    Map<DropReason, Long> drops = new EnumMap<>(dropped);
    drops.merge(DropReason.GONE, waiting.goneCount(), Long::sum);
    return new QueueCounts(taken, waitNanos, drops);
  }

  /**
   * Lets calls wait that a worker has taken already, before all others. Those whose callers are
   * about to give up fail at once.
   */
  synchronized void putBack(List<PendingCall> calls, long now) {
    List<PendingCall> timely = new ArrayList<>();
    for (PendingCall call : calls) {
      if (closed) {
        call.fail(outOfService());
      } else if (call.nanosLeft(now) <= 0) {
        drop(DropReason.LATE, 1);
        call.fail(call.tooLate());
      } else {
        timely.add(call);
      }
    }
    waiting.putBack(timely);
  }

  /** An idle worker that has to be woken, because calls have been put back. */
  synchronized Optional<W> pollIdleWhileCallsWait() {
    return waiting.isEmpty() ? Optional.empty() : pollIdle();
  }

  /** Whether there is no worker that has loaded the model. */
  synchronized boolean isEmpty() {
    return members.isEmpty();
  }

  synchronized int waiting() {
    return waiting.size();
  }

  synchronized List<W> members() {
    return List.copyOf(members);
  }

  /** Refuses all that waits and all that will come; the workers that it returns are left to end. */
  synchronized List<W> close() {
    closed = true;
    idle.clear();
    waiting.drain().forEach(call -> call.fail(outOfService()));
    List<W> last = members();
    members.clear();
    return last;
  }

  /** Its exit has already asked for a replacement, so a dead worker is simply passed over. */
  private Optional<W> pollIdle() {
    Idle<W> free = idle.poll();
    while (free != null && !free.worker().isAlive()) {
      free = idle.poll();
    }
    return Optional.ofNullable(free).map(Idle::worker);
  }

  private boolean removeIdle(W worker) {
    return idle.removeIf(free -> free.worker() == worker);
  }

  private void drop(DropReason reason, long calls) {
    dropped.merge(reason, calls, Long::sum);
  }

  private void failWithoutWorkers() {
    InferenceException failure = lastFailure;
    if (failure != null && members.isEmpty()) {
      waiting.drain().forEach(call -> call.fail(noProcess(failure)));
    }
  }

  private static InferenceException outOfService() {
    return new InferenceException(Kind.OVERLOADED, "the model is being taken out of service");
  }

  private static InferenceException noProcess(InferenceException failure) {
    return new InferenceException(
            Kind.CRASHED, "the model has no running process: " + failure.getMessage(), failure)
        .retryAfter(failure.retryAfter());
  }
}

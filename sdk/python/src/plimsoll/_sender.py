"""The thread that carries events to the server; whatever happens in here, the caller neither waits nor sees it."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Sequence

from plimsoll._backoff import Backoff
from plimsoll._buffer import Buffer, Limits
from plimsoll._clock import Clock
from plimsoll._delivery import ATTEMPTS, Again, Carrier, TooLarge, conclude
from plimsoll._events import Draft, Event, Queued
from plimsoll._ledger import Ledger, Statistics
from plimsoll._replay import Replay
from plimsoll._spool import Spool
from plimsoll._values import BadValueError

_REQUEST_TIMEOUT = 10.0
# One failure may be a connection that broke; after the second one, or where the server asks for more patience than
# this, events are safer on disk.
_ATTEMPTS_IN_MEMORY = 2
_PATIENCE = 1.0
# While the disk is behind it gets this many turns for each batch that is new, or it would never catch up.
_TURNS_OF_THE_DISK = 3
# Of a few microseconds each.
_ENCODED_AT_A_TIME = 16


class Sender:
    """A bounded queue, one daemon thread that is started by the first event, and the promises of `flush` and `close`.

    While the server is away events go to the disk, if there is a spool, and from there in their order once it is back;
    without one the batch is tried again for as long as it takes, and the queue keeps the newest events. A batch that
    the server itself chokes on is given up after a few attempts, so that it cannot hold up all others.
    """

    def __init__(
        self,
        carrier: Carrier,
        ledger: Ledger,
        limits: Limits,
        interval: float,
        *,
        spool: Spool | None = None,
        backoff: Backoff | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._carrier = carrier
        self._ledger = ledger
        self._limits = limits
        self._interval = interval
        self._clock = clock or Clock()
        self._backoff = backoff or Backoff()
        self._spool = spool
        self._begin()
        _senders.add(self)
        if spool is not None and spool.has_visitors():
            with self._lock:
                self._ensure_thread()

    def _begin(self) -> None:
        # A re-entrant lock, because a signal handler may log while its own thread is in here.
        self._lock = threading.RLock()
        self._work = threading.Condition(self._lock)
        self._progress = threading.Condition(self._lock)
        self._buffer = Buffer(self._limits)
        self._replay: Replay | None = None
        if self._spool is not None:
            self._replay = Replay(self._spool, self._limits, self._backoff, self._ledger, self._clock)
        self._in_flight: Sequence[Queued] = []
        self._in_flight_from = 0
        self._turns = 0
        self._hurries = 0
        self._flush_to = 0
        self._deadline: float | None = None
        self._thread: threading.Thread | None = None
        self._is_running = False

    def put(self, event: Queued) -> None:
        """Queue one event; never waits for the network or the disk."""
        dropped = -1
        with self._lock:
            if self._deadline is None:
                dropped = self._buffer.append(event, self._clock.now())
                # A flag, because asking the thread itself whether it is alive costs as much as all else in here.
                if not self._is_running:
                    self._ensure_thread()
                if self._buffer.calls_for_work:
                    self._work.notify()
        if dropped < 0:
            self._ledger.drop("after_shutdown", 1, "events came after plimsoll.shutdown().")
        elif dropped > 0:
            message = "the queue is full, so the oldest events go; is the server away or too slow?"
            self._ledger.drop("queue_full", dropped, message)

    @property
    def is_behind(self) -> bool:
        """Whether events come in faster than one thread can encode and send them."""
        return self._buffer.is_half_full

    def flush(self, timeout: float) -> bool:
        """Wait until the server has judged all that was queued before; return whether that came about in time."""
        end = time.monotonic() + timeout
        with self._lock:
            target = self._buffer.next_sequence
            self._flush_to = max(self._flush_to, target)
            self._hurry(closing=False)
            while self._unsettled_from() < target:
                remaining = end - time.monotonic()
                if remaining <= 0 or (self._deadline is not None and not self._runs()):
                    return False
                self._progress.wait(remaining)
            return True

    @property
    def is_open(self) -> bool:
        """Whether `close` was not called yet."""
        return self._deadline is None

    def close(self, timeout: float) -> None:
        """Stop taking events and give those that wait until the deadline; returns at once."""
        with self._lock:
            if self._deadline is None:
                self._deadline = self._clock.now() + timeout
            self._hurry(closing=True)

    def join(self) -> None:
        """Wait for the end that `close` has announced; what did not make it goes to the disk, or is counted."""
        with self._lock:
            thread, deadline = self._thread, self._deadline or self._clock.now()
        if thread is not None and thread.is_alive():
            thread.join(max(0.0, deadline - self._clock.now()))
        elif len(self._buffer):
            # While the interpreter ends no thread can be started any more, so the rest goes out from here.
            self._run()
        with self._lock:
            # What is on its way may arrive or not; it is kept as well, because the server counts an id once.
            waiting = [*self._in_flight, *self._buffer.take_all()]
            self._in_flight = []
            self._progress.notify_all()
        left = self._encoded(waiting)
        if left and not self._keep(left):
            self._ledger.drop("shutdown", len(left), "the server did not take them before the deadline.")
        if self._replay is not None:
            self._replay.close()

    def statistics(self) -> Statistics:
        """Return the counters."""
        with self._lock:
            on_disk = 0 if self._replay is None else self._replay.count
            return self._ledger.statistics(len(self._buffer) + len(self._in_flight) + on_disk, on_disk)

    def _hurry(self, *, closing: bool) -> None:
        self._hurries += 1
        if self._replay is not None:
            self._replay.hurry(closing=closing)
        self._work.notify_all()

    def _runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _unsettled_from(self) -> int:
        first = self._in_flight_from if self._in_flight else self._buffer.first_sequence
        kept = None if self._replay is None else self._replay.kept_from
        return first if kept is None else min(first, kept)

    def _ensure_thread(self) -> None:
        if self._runs():
            return
        self._thread = threading.Thread(target=self._run_to_the_end, name="plimsoll-sender", daemon=True)
        self._is_running = True
        try:
            self._thread.start()
        except RuntimeError:
            # The interpreter is ending; `join` will send what is queued.
            self._thread = None
            self._is_running = False

    def _run_to_the_end(self) -> None:
        try:
            self._run()
        finally:
            self._is_running = False

    def _run(self) -> None:
        while True:
            if self._replay is not None:
                self._replay.look_around()
            batch = self._next_batch()
            if batch is None:
                self._carrier.close()
                return
            try:
                if batch:
                    self._carry_all(batch)
                elif self._replay is not None:
                    self._replay.step(self._carrier, self._request_timeout())
            except Exception as problem:  # noqa: BLE001
                # A mistake of ours must end neither the thread nor the user's process.
                self._ledger.drop("internal_error", len(batch), f"{type(problem).__name__}: {problem}")
            finally:
                with self._lock:
                    self._in_flight = []
                    self._progress.notify_all()

    def _next_batch(self) -> Sequence[Queued] | None:
        """Wait for a batch that is due, or for the turn of the disk, which is an empty one; None means the end."""
        with self._lock:
            while True:
                now = self._clock.now()
                if self._deadline is not None and now >= self._deadline:
                    return None
                fresh = self._pause_before_batch(now)
                kept = None if self._replay is None else self._replay.pause()
                if kept == 0 and (fresh != 0 or self._turns > 0):
                    self._turns -= 1
                    return []
                if fresh == 0:
                    self._turns = _TURNS_OF_THE_DISK
                    self._in_flight_from = self._buffer.first_sequence
                    self._in_flight = self._buffer.take()
                    return self._in_flight
                pauses = [pause for pause in (fresh, kept) if pause is not None]
                if self._deadline is not None and (not pauses or now + min(pauses) >= self._deadline):
                    return None
                self._clock.wait(self._work, min(pauses) if pauses else None)

    def _pause_before_batch(self, now: float) -> float | None:
        since = self._buffer.oldest_since
        if since is None:
            return None
        if self._deadline is not None or self._buffer.fills_a_batch or self._buffer.first_sequence < self._flush_to:
            return 0
        return max(0.0, since + self._interval - now)

    def _carry_all(self, batch: Sequence[Queued]) -> None:
        events = self._encoded(batch)
        if events:
            self._carry(events)

    def _encoded(self, batch: Sequence[Queued]) -> list[Event]:
        events: list[Event] = []
        for place, queued in enumerate(batch):
            if place % _ENCODED_AT_A_TIME == 0:
                # Lets a thread of the user go on that waits for the interpreter, as it otherwise would for 5 ms.
                time.sleep(0)
            try:
                events.append(queued.encode() if isinstance(queued, Draft) else queued)
            except BadValueError as problem:
                self._ledger.refuse(problem.code, problem.message)
            except Exception as problem:  # noqa: BLE001
                # A number of so many digits that Python does not write it costs no other event of the batch.
                self._ledger.drop("internal_error", 1, f"{type(problem).__name__}: {problem}")
        return events

    def _carry(self, batch: Sequence[Event]) -> None:
        if self._replay is not None and self._replay.is_behind and self._keep(batch):
            return
        attempt = 0
        while True:
            attempt += 1
            outcome = self._carrier.send(batch, self._request_timeout())
            if isinstance(outcome, TooLarge) and len(batch) > 1:
                half = len(batch) // 2
                self._carry(batch[:half])
                self._carry(batch[half:])
                return
            if not isinstance(outcome, Again) or (attempt >= ATTEMPTS and not outcome.away):
                conclude(self._ledger, outcome, len(batch))
                return
            self._ledger.retry(outcome.reason)
            is_long = attempt >= _ATTEMPTS_IN_MEMORY or outcome.after > _PATIENCE or self._deadline is not None
            if is_long and outcome.away and self._replay is not None and self._keep(batch):
                self._replay.back_off(attempt, outcome.after)
                return
            if not self._wait_before(attempt, outcome.after):
                if not self._keep(batch):
                    self._ledger.drop("shutdown", len(batch), f"the deadline of the shutdown passed, {outcome.reason}.")
                return

    def _keep(self, batch: Sequence[Event]) -> bool:
        return self._replay is not None and self._replay.keep(batch, self._in_flight_from)

    def _wait_before(self, attempt: int, minimum: float) -> bool:
        """Pause before the next attempt; a flush or a shutdown cuts the pause short, but once each."""
        pause = self._backoff.pause(attempt)
        start = self._clock.now()
        with self._lock:
            hurries = self._hurries
            while True:
                now = self._clock.now()
                due = start + (minimum if self._hurries != hurries else max(minimum, pause))
                if self._deadline is not None and max(due, now) >= self._deadline:
                    return False
                if now >= due:
                    return True
                self._clock.wait(self._work, due - now)

    def _request_timeout(self) -> float:
        with self._lock:
            if self._deadline is None:
                return _REQUEST_TIMEOUT
            return max(0.05, min(_REQUEST_TIMEOUT, self._deadline - self._clock.now()))

    def _restart_after_fork(self) -> None:
        # What the parent holds the parent sends. The child drops its copy and lets go of what they share.
        if self._spool is not None:
            self._spool.abandon()
        self._begin()
        self._ledger.reset()
        self._carrier.abandon()


_senders: weakref.WeakSet[Sender] = weakref.WeakSet()


def _before_fork() -> None:
    _held.extend(_senders)
    for sender in _held:
        sender._lock.acquire()  # noqa: SLF001


def _after_fork_in_parent() -> None:
    for sender in _held:
        sender._lock.release()  # noqa: SLF001
    _held.clear()


def _after_fork_in_child() -> None:
    for sender in _held:
        sender._restart_after_fork()  # noqa: SLF001
    _held.clear()


_held: list[Sender] = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)

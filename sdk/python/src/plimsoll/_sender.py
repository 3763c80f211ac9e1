"""The thread that carries events to the server; whatever happens in here, the caller neither waits nor sees it."""

from __future__ import annotations

import os
import random
import threading
import time
import weakref
from collections.abc import Sequence
from typing import Protocol

from plimsoll._buffer import Buffer, Limits
from plimsoll._delivery import Again, Hopeless, Outcome, Settled, TooLarge
from plimsoll._events import Event
from plimsoll._ledger import Ledger, Statistics

_REQUEST_TIMEOUT = 10.0
_FIRST_BACKOFF = 0.2
_LONGEST_BACKOFF = 30.0
_ATTEMPTS = 6


class Carrier(Protocol):
    """What brings one batch to the server."""

    def send(self, batch: Sequence[Event], timeout: float) -> Outcome: ...

    def close(self) -> None: ...

    def abandon(self) -> None: ...


class Sender:
    """A bounded queue, one daemon thread that is started by the first event, and the promises of `flush` and `close`.

    When the server is away the batch is tried again for as long as it takes, with a growing, jittered pause; the
    queue then keeps the newest events. A batch that the server itself chokes on is given up after a few attempts,
    so that it cannot hold up all others.
    """

    def __init__(
        self, carrier: Carrier, ledger: Ledger, limits: Limits, interval: float, first_backoff: float = _FIRST_BACKOFF
    ) -> None:
        self._carrier = carrier
        self._ledger = ledger
        self._limits = limits
        self._interval = interval
        self._first_backoff = first_backoff
        self._begin()
        _senders.add(self)

    def _begin(self) -> None:
        # A re-entrant lock, because a signal handler may log while its own thread is in here.
        self._lock = threading.RLock()
        self._work = threading.Condition(self._lock)
        self._progress = threading.Condition(self._lock)
        self._buffer = Buffer(self._limits)
        self._in_flight = 0
        self._hurries = 0
        self._flush_to = 0
        self._deadline: float | None = None
        self._thread: threading.Thread | None = None

    def put(self, event: Event) -> None:
        """Queue one event; never waits for the network."""
        with self._lock:
            closed = self._deadline is not None
            dropped = 0
            if not closed:
                dropped = self._buffer.append(event, time.monotonic())
                self._ensure_thread()
                if len(self._buffer) == 1 or self._buffer.fills_a_batch:
                    self._work.notify()
        if closed:
            self._ledger.drop("after_shutdown", 1, "events came after plimsoll.shutdown().")
        self._ledger.drop(
            "queue_full", dropped, "the queue is full, so the oldest events go; is the server away or too slow?"
        )

    def flush(self, timeout: float) -> bool:
        """Wait until all that was queued before is settled; return whether that came about in time."""
        end = time.monotonic() + timeout
        with self._lock:
            target = self._buffer.next_sequence
            self._flush_to = max(self._flush_to, target)
            self._hurry()
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
                self._deadline = time.monotonic() + timeout
            self._hurry()

    def join(self) -> None:
        """Wait for the end that `close` has announced, and count what did not make it."""
        with self._lock:
            thread, deadline = self._thread, self._deadline or time.monotonic()
        if thread is not None and thread.is_alive():
            thread.join(max(0.0, deadline - time.monotonic()))
        elif len(self._buffer):
            # While the interpreter ends no thread can be started any more, so the rest goes out from here.
            self._run()
        with self._lock:
            left = self._buffer.clear()
            self._progress.notify_all()
        self._ledger.drop("shutdown", left, "the server did not take them before the deadline of the shutdown.")

    def statistics(self) -> Statistics:
        """Return the counters."""
        with self._lock:
            queued = len(self._buffer) + self._in_flight
        return self._ledger.statistics(queued)

    def _hurry(self) -> None:
        self._hurries += 1
        self._work.notify_all()

    def _runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _unsettled_from(self) -> int:
        return self._buffer.first_sequence - self._in_flight

    def _ensure_thread(self) -> None:
        if self._runs():
            return
        self._thread = threading.Thread(target=self._run, name="plimsoll-sender", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            # The interpreter is ending; `join` will send what is queued.
            self._thread = None

    def _run(self) -> None:
        while True:
            batch = self._next_batch()
            if not batch:
                self._carrier.close()
                return
            try:
                self._settle(batch)
            except Exception as problem:  # noqa: BLE001
                # A mistake of ours must end neither the thread nor the user's process.
                self._ledger.drop("internal_error", len(batch), f"{type(problem).__name__}: {problem}")
            finally:
                with self._lock:
                    self._in_flight = 0
                    self._progress.notify_all()

    def _next_batch(self) -> list[Event]:
        """Wait for a full batch, for the oldest event to come of age, or for a flush; empty means the end."""
        with self._lock:
            while True:
                if self._deadline is not None and time.monotonic() >= self._deadline:
                    return []
                pause = self._pause_before_batch()
                if pause == 0:
                    batch = self._buffer.take()
                    self._in_flight = len(batch)
                    return batch
                self._work.wait(pause)

    def _pause_before_batch(self) -> float | None:
        since = self._buffer.oldest_since
        if self._deadline is not None:
            return 0
        if since is None:
            return None
        if self._buffer.fills_a_batch or self._buffer.first_sequence < self._flush_to:
            return 0
        return max(0.0, since + self._interval - time.monotonic())

    def _settle(self, batch: Sequence[Event]) -> None:
        attempt = 0
        while True:
            attempt += 1
            outcome = self._carrier.send(batch, self._request_timeout())
            if not isinstance(outcome, Again):
                self._conclude(batch, outcome)
                return
            if attempt >= _ATTEMPTS and not outcome.away:
                self._ledger.drop("server_error", len(batch), f"{attempt} attempts failed, {outcome.reason}.")
                return
            self._ledger.retry(outcome.reason)
            if not self._wait_before(attempt, outcome.after):
                self._ledger.drop("shutdown", len(batch), f"the deadline of the shutdown passed, {outcome.reason}.")
                return

    def _conclude(self, batch: Sequence[Event], outcome: Settled | Hopeless | TooLarge) -> None:
        if isinstance(outcome, Settled):
            self._ledger.accept(outcome.accepted)
            for code, message in outcome.refused:
                self._ledger.refuse(code, message)
        elif isinstance(outcome, Hopeless):
            self._ledger.drop(outcome.reason, len(batch), outcome.message)
        elif len(batch) == 1:
            self._ledger.refuse("event_too_large", "the server does not take a request with this one event.")
        else:
            half = len(batch) // 2
            self._settle(batch[:half])
            self._settle(batch[half:])

    def _wait_before(self, attempt: int, minimum: float) -> bool:
        """Pause before the next attempt; a flush or a shutdown cuts the pause short, but once each."""
        longest = min(_LONGEST_BACKOFF, self._first_backoff * 2 ** min(attempt - 1, 16))
        # Jitter over the upper half, so that many processes do not come back in step.
        pause = longest * (0.5 + random.random() / 2)  # noqa: S311
        start = time.monotonic()
        with self._lock:
            hurries = self._hurries
            while True:
                now = time.monotonic()
                due = start + (minimum if self._hurries != hurries else max(minimum, pause))
                if self._deadline is not None and max(due, now) >= self._deadline:
                    return False
                if now >= due:
                    return True
                self._work.wait(due - now)

    def _request_timeout(self) -> float:
        with self._lock:
            if self._deadline is None:
                return _REQUEST_TIMEOUT
            return max(0.05, min(_REQUEST_TIMEOUT, self._deadline - time.monotonic()))

    def _restart_after_fork(self) -> None:
        # What the parent holds the parent sends. The child drops its copy and lets go of the shared connection.
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

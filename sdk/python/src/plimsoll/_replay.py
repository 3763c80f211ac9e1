"""Brings what waits on disk to the server, oldest first, and says when it is worth another attempt."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from plimsoll._backoff import Backoff
from plimsoll._buffer import Limits
from plimsoll._clock import Clock
from plimsoll._delivery import ATTEMPTS, Again, Carrier, TooLarge, conclude
from plimsoll._events import Event
from plimsoll._ledger import Ledger
from plimsoll._spool import Spool


class Replay:
    """The spool with its timetable. Steps are taken by the sending thread; the rest may be called by any."""

    def __init__(self, spool: Spool, limits: Limits, backoff: Backoff, ledger: Ledger, clock: Clock) -> None:
        self._spool = spool
        self._limits = limits
        self._backoff = backoff
        self._ledger = ledger
        self._clock = clock
        # Apart from the lock of the queue, because a disk may be slow and a caller must not wait for it.
        self._lock = threading.Lock()
        self._attempt = 0
        self._failures = 0
        self._due = 0.0
        self._soonest = 0.0
        self._most_events = limits.batch_events
        self._is_hurried = False
        self._is_closing = False
        self._has_given_up = False
        self.kept_from: int | None = None

    @property
    def count(self) -> int:
        """How many events of this process wait on disk."""
        return self._spool.count

    @property
    def is_behind(self) -> bool:
        """Whether later events have to stand behind earlier ones of this process that wait on disk."""
        return self._spool.holds_own

    def look_around(self) -> None:
        """Take over what dead processes have left."""
        with self._lock:
            self._spool.adopt()
        self._forget_what_is_gone()

    def keep(self, events: Sequence[Event], sequence: int | None) -> bool:
        """Put events on disk; `sequence` is the number of the first one, for those who wait in a flush."""
        with self._lock:
            kept = self._spool.append(events)
            if kept and self.kept_from is None and self._spool.holds_own:
                self.kept_from = sequence
        return kept

    def back_off(self, attempt: int, minimum: float) -> None:
        """Leave the server alone for a while: it was found to be away."""
        now = self._clock.now()
        self._attempt = attempt
        self._soonest = now + minimum
        # Somebody who was in a hurry while the attempt was under way gets one that began after that.
        self._due = now + (minimum if self._is_hurried else max(minimum, self._backoff.pause(attempt)))
        self._is_hurried = False
        # At the end of a process one attempt has to do; the next process finds what is left.
        self._has_given_up = self._is_closing

    def hurry(self, *, closing: bool) -> None:
        """Cut the present pause short, but not below what the server has asked for."""
        self._due = min(self._due, self._soonest)
        self._is_hurried = True
        self._is_closing = self._is_closing or closing

    def pause(self) -> float | None:
        """Return the seconds until the next step; None if there is none to take."""
        if self._spool.is_empty or self._has_given_up:
            return None
        return max(0.0, self._due - self._clock.now())

    def step(self, carrier: Carrier, timeout: float) -> None:
        """Send the oldest batch once."""
        with self._lock:
            batch = self._spool.peek(self._most_events, self._limits.batch_bytes)
        self._is_hurried = False
        if batch:
            outcome = carrier.send(batch, timeout)
            if isinstance(outcome, Again) and (outcome.away or self._failures + 1 < ATTEMPTS or self._is_closing):
                self._failures += 0 if outcome.away else 1
                self._ledger.retry(outcome.reason)
                self.back_off(self._attempt + 1, outcome.after)
                return
            if isinstance(outcome, TooLarge) and len(batch) > 1:
                self._most_events = max(1, len(batch) // 2)
                return
            conclude(self._ledger, outcome, len(batch))
            self._attempt, self._failures, self._most_events = 0, 0, self._limits.batch_events
            with self._lock:
                self._spool.settle(len(batch))
        self._forget_what_is_gone()

    def _forget_what_is_gone(self) -> None:
        if not self._spool.holds_own:
            self.kept_from = None

    def close(self) -> None:
        """Let go of the files; what is in them waits for the next process."""
        # A disk that hangs must not hold up the end of the process.
        if self._lock.acquire(timeout=1.0):
            try:
                self._spool.close()
            finally:
                self._lock.release()

"""Counts what became of every event, and says each kind of trouble once instead of once per event."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_logger = logging.getLogger("plimsoll")


@dataclass(frozen=True)
class Statistics:
    """What became of the events of this process since `init`, or since the fork in a child.

    `accepted` were acknowledged by the server, `refused` can never be taken (by code), `dropped` were given up (by
    reason; those under `sampled` as you wished), `queued` still wait, `spilled` of them on disk, and `retries` counts
    requests that had to be sent again.
    """

    accepted: int
    refused: Mapping[str, int]
    dropped: Mapping[str, int]
    queued: int
    spilled: int
    retries: int


class Ledger:
    """Thread-safe counters with a memory of what has been said."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Start from zero with a new lock; a forked child may have inherited a held one."""
        self._lock = threading.Lock()
        self._accepted = 0
        self._retries = 0
        self._refused: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._said: set[str] = set()

    def accept(self, count: int) -> None:
        """Count events that the server has acknowledged."""
        with self._lock:
            self._accepted += count

    def retry(self, reason: str) -> None:
        """Count one request that has to be sent again."""
        with self._lock:
            self._retries += 1
        self.say(f"retry:{reason}", f"Sending events failed ({reason}); Plimsoll keeps trying in the background.")

    def refuse(self, code: str, message: str) -> None:
        """Count one event that can never be taken."""
        with self._lock:
            self._refused[code] += 1
        self.say(f"refuse:{code}", f"An event was refused ({code}): {message}")

    def drop(self, reason: str, count: int, message: str) -> None:
        """Count events that are given up."""
        if count == 0:
            return
        with self._lock:
            self._dropped[reason] += count
        self.say(f"drop:{reason}", f"Events were dropped ({reason}): {message}")

    def say(self, key: str, message: str) -> None:
        """Log a warning the first time that the key is used."""
        with self._lock:
            if key in self._said:
                return
            self._said.add(key)
        # Outside the lock: a logging handler may itself log through this SDK.
        _logger.warning("%s Further cases are only counted, see plimsoll.statistics().", message)

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Count events that were not wanted; that is no trouble, so nothing is said."""
        with self._lock:
            self._dropped[reason] += count

    def statistics(self, queued: int, spilled: int = 0) -> Statistics:
        """Return a copy of the counters."""
        with self._lock:
            return Statistics(self._accepted, dict(self._refused), dict(self._dropped), queued, spilled, self._retries)

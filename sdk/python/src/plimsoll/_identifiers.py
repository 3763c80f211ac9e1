"""UUID version 7 (RFC 9562, section 5.7): ordered by time, so that the server's index grows at one end."""

from __future__ import annotations

import os
import threading
import time
import uuid

_COUNTER_BITS = 12
_COUNTER_LIMIT = 1 << _COUNTER_BITS
_RANDOM_MASK = (1 << 62) - 1


class _Clock:
    """Hands out (millisecond, counter) pairs that never go back, even when the wall clock does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._counter = 0
        if hasattr(os, "register_at_fork"):
            # A fork in the middle of `next` would leave the child's copy of the lock held for ever.
            os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self) -> None:
        self._lock = threading.Lock()

    def next(self) -> tuple[int, int]:
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._millisecond:
                self._millisecond, self._counter = now, 0
            else:
                self._counter += 1
                if self._counter == _COUNTER_LIMIT:
                    self._millisecond, self._counter = self._millisecond + 1, 0
            return self._millisecond, self._counter


_clock = _Clock()


def new_id() -> str:
    """Return a fresh UUIDv7; within a process each one is greater than the one before."""
    millisecond, counter = _clock.next()
    random = int.from_bytes(os.urandom(8), "big") & _RANDOM_MASK
    value = (millisecond << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | random
    return str(uuid.UUID(int=value))

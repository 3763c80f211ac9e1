"""UUID version 7 (RFC 9562, section 5.7): ordered by time, so that the server's index grows at one end."""

from __future__ import annotations

import os
import random
import threading
import time

_COUNTER_BITS = 12
_COUNTER_LIMIT = 1 << _COUNTER_BITS
_VARIANT = 0b10 << 62


# Of our own, because whoever seeds Python's common one to repeat an experiment would repeat the ids as well.
_random = random.Random()  # noqa: S311


class _Clock:
    """Hands out (millisecond, counter) pairs that never go back, even when the wall clock does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._counter = 0
        if hasattr(os, "register_at_fork"):
            # A fork in the middle of `next` would leave the child's copy of the lock held for ever.
            os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._lock = threading.Lock()
        _random.seed()

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
    # Written out by hand, because this is paid by each call of a model; a uuid.UUID costs twice as much.
    high, low = f"{(millisecond << 16) | 0x7000 | counter:016x}", f"{_VARIANT | _random.getrandbits(62):016x}"
    return f"{high[:8]}-{high[8:12]}-{high[12:]}-{low[:4]}-{low[4:]}"

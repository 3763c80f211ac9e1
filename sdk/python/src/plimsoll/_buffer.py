"""The queue between the caller and the sending thread: bounded in events and in bytes, first in, first out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from plimsoll._events import Queued


@dataclass(frozen=True)
class Limits:
    """How much is held back and how much is sent at once; the server takes 1000 events and 5 MiB per request."""

    queue_events: int = 20_000
    queue_bytes: int = 64 * 1024 * 1024
    batch_events: int = 1000
    batch_bytes: int = 1024 * 1024


class Buffer:
    """Not thread-safe: its owner holds a lock.

    Every event gets a sequence number, so that a flush can tell when all that came before it is settled even though
    the oldest may be dropped while others are on their way.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._events: deque[Queued] = deque()
        self._times: deque[float] = deque()
        self._bytes = 0
        self.next_sequence = 0
        # Whether events come in faster than they are taken; read without the lock, as a hint.
        self.is_half_full = False
        # Whether the last event was the first one, or the one that fills a batch; later ones wake nobody.
        self.calls_for_work = False

    def __len__(self) -> int:
        return len(self._events)

    @property
    def first_sequence(self) -> int:
        """The sequence number of the oldest event, or of the next one if none is held."""
        return self.next_sequence - len(self._events)

    @property
    def oldest_since(self) -> float | None:
        """When the oldest event came in, or None if none is held."""
        return self._times[0] if self._times else None

    @property
    def fills_a_batch(self) -> bool:
        """Whether waiting longer would not make the next batch larger."""
        return len(self._events) >= self._limits.batch_events or self._bytes >= self._limits.batch_bytes

    def append(self, event: Queued, now: float) -> int:
        """Take one event and return how many of the oldest had to go for it.

        The oldest go because a monitor is worth most when it shows the present.
        """
        limits, size = self._limits, len(event)
        self._events.append(event)
        self._times.append(now)
        before, self._bytes = self._bytes, self._bytes + size
        count = len(self._events)
        self.calls_for_work = count in (1, limits.batch_events) or self._bytes >= limits.batch_bytes > before
        self.is_half_full = count * 2 >= limits.queue_events
        self.next_sequence += 1
        dropped = 0
        while len(self._events) > limits.queue_events or (self._bytes > limits.queue_bytes and len(self._events) > 1):
            self._pop()
            dropped += 1
        return dropped

    def take(self) -> list[Queued]:
        """Remove and return the next batch; it has at least one event if any is held."""
        batch: list[Queued] = []
        size = 0
        while self._events and len(batch) < self._limits.batch_events:
            size += len(self._events[0])
            if batch and size > self._limits.batch_bytes:
                break
            batch.append(self._pop())
        self.is_half_full = len(self._events) * 2 >= self._limits.queue_events
        return batch

    def take_all(self) -> list[Queued]:
        """Remove and return everything."""
        return [self._pop() for _ in range(len(self._events))]

    def _pop(self) -> Queued:
        event = self._events.popleft()
        self._times.popleft()
        self._bytes -= len(event)
        return event

"""One process's folder of events on disk: written at its end, read at its start, and held by a lock of the system.

A shelf has numbered segments. A line of a segment is the CRC-32 of an event in eight hexadecimal digits, a space, the
event as it would be sent, and a line feed, so that what a crash has torn is told from what is whole. The lock ends with
its process, however that ends; whoever gets it then has inherited the shelf.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import zlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks, and so nothing is spilled there.
    fcntl = None  # type: ignore[assignment]

from plimsoll._events import Event

_SUFFIX = ".events"
_LOCK = "lock"
_CRC_DIGITS = 8


def can_lock() -> bool:
    """Whether this system has the locks that shelves need."""
    return fcntl is not None


@dataclass
class _Segment:
    path: Path
    size: int


class Shelf:
    """Used by one thread at a time. What goes wrong with the disk surfaces as OSError."""

    def __init__(self, folder: Path, lock: int, segments: deque[_Segment]) -> None:
        self.folder = folder
        self._lock = lock
        self._segments = segments
        self._writing: int | None = None
        self._reading: deque[Event] | None = None
        self._handed_out = 0
        self.torn = 0

    @staticmethod
    def create(parent: Path) -> Shelf:
        """Make a shelf that nobody else has, in a folder that is there."""
        while True:
            folder = parent / f"{os.getpid()}-{secrets.token_hex(6)}"
            folder.mkdir(mode=0o700)
            lock = _try_lock(folder)
            # In between, another process may have taken the empty folder for one that was left behind.
            if lock is not None:
                return Shelf(folder, lock, deque())

    @staticmethod
    def adopt(folder: Path) -> Shelf | None:
        """Take over a shelf whose process has ended; None if it has not, or somebody else was faster."""
        lock = _try_lock(folder)
        if lock is None:
            return None
        found = sorted(path for path in folder.iterdir() if path.suffix == _SUFFIX)
        return Shelf(folder, lock, deque(_Segment(path, path.stat().st_size) for path in found))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to be read."""
        return not self._segments

    @property
    def size(self) -> int:
        """How many bytes are on the disk."""
        return sum(segment.size for segment in self._segments)

    def append(self, events: Sequence[Event], segment_bytes: int) -> None:
        """Write events and wait until they are on the disk; all of them are there, or none."""
        lines = b"".join(b"%08x %s\n" % (zlib.crc32(event), event) for event in events)
        if self._writing is None or self._segments[-1].size >= segment_bytes:
            self._begin_segment()
        written, segment = self._writing, self._segments[-1]
        assert written is not None  # noqa: S101
        try:
            _write(written, lines)
            os.fsync(written)
        except OSError:
            # A disk that is full has taken a part, which must not stand in the way of the next line.
            with contextlib.suppress(OSError):
                os.ftruncate(written, segment.size)
            raise
        segment.size += len(lines)

    def peek(self, most_events: int, most_bytes: int) -> list[Event]:
        """Return the oldest events; the same ones until `settle` was called."""
        while self._segments:
            if self._reading is None:
                self._reading = self._read(self._segments[0])
            if self._reading:
                break
            self._drop_first()
        batch: list[Event] = []
        size = 0
        for event in self._reading or ():
            size += len(event)
            if len(batch) == most_events or (batch and size > most_bytes):
                break
            batch.append(event)
        self._handed_out = len(batch)
        return batch

    def settle(self) -> None:
        """Forget what `peek` has returned; a segment that is done with goes from the disk."""
        if self._reading is None:
            return
        for _ in range(min(self._handed_out, len(self._reading))):
            self._reading.popleft()
        self._handed_out = 0
        if not self._reading:
            self._drop_first()

    def drop_oldest(self) -> int:
        """Give the oldest segment up and return how many events that were."""
        lost = self._reading if self._reading is not None else self._read(self._segments[0])
        count = len(lost)
        self._drop_first()
        return count

    def drop_older_than(self, moment: float) -> int:
        """Give up the segments that were last written before this time of day; return how many events that were."""
        count = 0
        while self._segments and _written_at(self._segments[0].path) < moment:
            count += self.drop_oldest()
        return count

    def close(self) -> None:
        """Let go of the shelf: an empty one is removed, another one waits for whoever comes."""
        self._end_segment()
        with contextlib.suppress(OSError):
            if not self._segments:
                (self.folder / _LOCK).unlink()
                self.folder.rmdir()
        self.abandon()

    def abandon(self) -> None:
        """Let go of the descriptors and nothing else; in a forked child the shelf belongs to the parent."""
        for descriptor in (self._writing, self._lock):
            if descriptor is not None and descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._writing, self._lock = None, -1

    def _begin_segment(self) -> None:
        self._end_segment()
        number = int(self._segments[-1].path.stem) + 1 if self._segments else 1
        path = self.folder / f"{number:08d}{_SUFFIX}"
        self._writing = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o600)
        self._segments.append(_Segment(path, 0))

    def _end_segment(self) -> None:
        if self._writing is not None:
            os.close(self._writing)
            self._writing = None

    def _read(self, segment: _Segment) -> deque[Event]:
        if segment is self._segments[-1]:
            # What is read is not written any more.
            self._end_segment()
        events: deque[Event] = deque()
        for line in segment.path.read_bytes().split(b"\n"):
            payload = line[_CRC_DIGITS + 1 :]
            if not line:
                continue
            if line[: _CRC_DIGITS + 1] != b"%08x " % zlib.crc32(payload):
                self.torn += 1
                continue
            events.append(Event(payload))
        return events

    def _drop_first(self) -> None:
        segment = self._segments[0]
        if len(self._segments) == 1:
            self._end_segment()
        segment.path.unlink(missing_ok=True)
        self._segments.popleft()
        self._reading = None
        self._handed_out = 0


def _try_lock(folder: Path) -> int | None:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever held the lock before may have removed the folder; then this is the lock of nothing.
        if (folder / _LOCK).stat().st_ino == os.fstat(lock).st_ino:
            return lock
    except OSError:
        pass
    os.close(lock)
    return None


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0

"""What waits on disk for a server that is away, in the order in which it came, for this process and for dead ones.

The folder has a place for each server and key, in it a shelf for each process. Neither the key nor the address is
written anywhere: the place is named by a hash of both, because events of one project must not reach another.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plimsoll._clock import Clock
from plimsoll._events import Event
from plimsoll._ledger import Ledger
from plimsoll._shelf import Shelf

# A later format gets a folder of its own, so that no version meets lines that it cannot read.
_FORMAT = "1"
_SEGMENT_BYTES = 4 * 1024 * 1024
_SEGMENTS = 8
_ADOPTION_INTERVAL = 60.0


@dataclass(frozen=True)
class SpoolSettings:
    """Where events go while the server is away, how many bytes they may take, and how old they may get in seconds."""

    folder: Path
    most_bytes: int = 256 * 1024 * 1024
    most_age: float = 7 * 24 * 3600.0


class Spool:
    """Used under a lock of its owner. It never raises: a disk that fails is said once, and `append` says no."""

    def __init__(self, settings: SpoolSettings, url: str, api_key: str, ledger: Ledger, clock: Clock) -> None:
        self._settings = settings
        name = hashlib.sha256(f"{url}\0{api_key}".encode()).hexdigest()[:16]
        self._place = settings.folder / _FORMAT / name
        self._segment_bytes = min(_SEGMENT_BYTES, max(1, settings.most_bytes // _SEGMENTS))
        self._ledger = ledger
        self._clock = clock
        self._own: Shelf | None = None
        self._adopted: list[Shelf] = []
        self._others_bytes = 0
        self._looked_at: float | None = None
        self.count = 0

    @property
    def holds_own(self) -> bool:
        """Whether events of this process wait here, behind which later ones have to stand."""
        return self._own is not None and not self._own.is_empty

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits here, of this process or of dead ones."""
        return not self._adopted and not self.holds_own

    def has_visitors(self) -> bool:
        """Whether there may be shelves of dead processes; asked once, at the start."""
        with contextlib.suppress(OSError):
            return any(True for _ in self._place.iterdir())
        return False

    def append(self, events: Sequence[Event]) -> bool:
        """Keep events behind all that wait; False if the disk does not take them."""
        try:
            if self._own is None:
                # One by one, because the mode of `mkdir` is not that of the parents that it makes.
                self._settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._place.parent.mkdir(mode=0o700, exist_ok=True)
                self._place.mkdir(mode=0o700, exist_ok=True)
                self._own = Shelf.create(self._place)
            added = sum(len(event) + 10 for event in events)
            if not self._make_room(added):
                self._ledger.drop("spill_full", len(events), "the disk space for events is used up by other processes.")
                return True
            self._own.append(events, self._segment_bytes)
        except OSError as problem:
            self._ledger.say("spill", f"Events cannot be kept on disk ({problem}); they wait in memory.")
            return False
        self.count += len(events)
        return True

    def peek(self, most_events: int, most_bytes: int) -> list[Event]:
        """Return the oldest events, those of dead processes first; the same ones until `settle`."""
        self._expire()
        while True:
            shelf = self._first()
            if shelf is None:
                return []
            try:
                batch = shelf.peek(most_events, most_bytes)
            except OSError as problem:
                self._ledger.say("spill", f"Events cannot be read from the disk ({problem}).")
                self._let_go(shelf)
                continue
            self._count_torn(shelf)
            if batch:
                return batch
            if shelf is not self._own:
                self._let_go(shelf)

    def settle(self, count: int) -> None:
        """Forget the events that `peek` has returned: the server has judged them."""
        shelf = self._first()
        if shelf is None:
            return
        try:
            shelf.settle()
        except OSError as problem:
            self._ledger.say("spill", f"Events that were sent stay on the disk ({problem}); the server counts once.")
            self._let_go(shelf)
        if shelf is self._own:
            self.count = max(0, self.count - count)
        elif shelf.is_empty:
            self._let_go(shelf)

    def adopt(self) -> None:
        """Take over what dead processes have left, at most once a minute, and let go of what is too old everywhere."""
        now = self._clock.now()
        if self._looked_at is not None and now - self._looked_at < _ADOPTION_INTERVAL:
            return
        self._looked_at = now
        for folder in _folders(self._place):
            self._adopt(folder, keep=True)
        for place in _folders(self._settings.folder / _FORMAT):
            if place != self._place:
                # Keys are replaced; what was meant for an old one must not lie there for ever.
                for folder in _folders(place):
                    self._adopt(folder, keep=False)
        self._expire()

    def close(self) -> None:
        """Let go of everything; what is left waits for the next process."""
        for shelf in self._shelves():
            with contextlib.suppress(OSError):
                shelf.close()
        self._own, self._adopted = None, []

    def abandon(self) -> None:
        """Forget everything in a forked child, without touching what belongs to the parent."""
        for shelf in self._shelves():
            shelf.abandon()
        self._own, self._adopted, self.count, self._looked_at = None, [], 0, None

    def _shelves(self) -> list[Shelf]:
        return [*self._adopted, *([] if self._own is None else [self._own])]

    def _first(self) -> Shelf | None:
        if self._adopted:
            return self._adopted[0]
        return self._own if self.holds_own else None

    def _let_go(self, shelf: Shelf) -> None:
        with contextlib.suppress(OSError):
            shelf.close()
        if shelf is self._own:
            self._own, self.count = None, 0
        else:
            self._adopted.remove(shelf)

    def _adopt(self, folder: Path, *, keep: bool) -> None:
        if any(shelf.folder == folder for shelf in self._shelves()):
            return
        with contextlib.suppress(OSError):
            shelf = Shelf.adopt(folder)
            if shelf is None:
                return
            if keep:
                self._adopted.append(shelf)
                return
            self._count_expired(shelf.drop_older_than(self._oldest()))
            shelf.close()

    def _make_room(self, added: int) -> bool:
        """Let the oldest segments go until there is room; what others hold counts, but only its holder may touch it."""
        self._others_bytes = _bytes_of_others(self._place, {shelf.folder for shelf in self._shelves()})
        while True:
            held = sum(shelf.size for shelf in self._shelves())
            if held + self._others_bytes + added <= self._settings.most_bytes:
                return True
            oldest = next((shelf for shelf in self._shelves() if not shelf.is_empty), None)
            if oldest is None:
                return False
            lost = oldest.drop_oldest()
            if oldest is self._own:
                self.count = max(0, self.count - lost)
            self._ledger.drop("spill_full", lost, "the disk space for events is used up, so the oldest go.")

    def _expire(self) -> None:
        for shelf in self._shelves():
            with contextlib.suppress(OSError):
                lost = shelf.drop_older_than(self._oldest())
                if shelf is self._own:
                    self.count = max(0, self.count - lost)
                self._count_expired(lost)

    def _oldest(self) -> float:
        return self._clock.time_of_day() - self._settings.most_age

    def _count_expired(self, lost: int) -> None:
        self._ledger.drop("spill_expired", lost, "they have waited on disk for too long.")

    def _count_torn(self, shelf: Shelf) -> None:
        torn, shelf.torn = shelf.torn, 0
        self._ledger.drop("spill_torn", torn, "a process or the machine ended while it wrote them to the disk.")
        if shelf is self._own:
            self.count = max(0, self.count - torn)


def _folders(parent: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from sorted((path for path in parent.iterdir() if path.is_dir()), key=_age)


def _age(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _bytes_of_others(place: Path, ours: set[Path]) -> int:
    total = 0
    for folder in _folders(place):
        if folder not in ours:
            with contextlib.suppress(OSError):
                total += sum(path.stat().st_size for path in folder.iterdir())
    return total

"""Time in the replay: which flights go out together, when, and when the truth about them has come."""

from __future__ import annotations

import datetime
import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas

from flight_delays.dataset import TARGET
from flight_delays.repository import records

_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Flight:
    """One flight as the model sees it at departure, and what came of it; a flight that never landed has no truth."""

    scheduled: datetime.datetime
    month: int
    features: dict[str, Any]
    landed: datetime.datetime | None
    late: int | None


@dataclass(order=True, frozen=True)
class Label:
    """The truth about one prediction, known from `landed` on."""

    landed: datetime.datetime
    prediction_id: str
    late: int = field(compare=False)


def flights(frame: pandas.DataFrame) -> Iterator[Flight]:
    """Yield the rows as flights, a slice at a time, because all of them as objects would fill the memory."""
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        part = frame.iloc[start : start + _ROWS_AT_ONCE]
        columns = (part["scheduled"], part["month"], part["landed"], part[TARGET])
        for features, scheduled, month, landed, late in zip(records(part), *columns, strict=True):
            known = landed is not pandas.NaT and late == late  # noqa: PLR0124
            yield Flight(
                scheduled=scheduled.to_pydatetime(),
                month=int(month),
                features=features,
                landed=landed.to_pydatetime() if known else None,
                late=int(late) if known else None,
            )


def batches(source: Iterable[Flight], size: int, span: datetime.timedelta | None = None) -> Iterator[Sequence[Flight]]:
    """Group flights that follow each other: at most `size`, within `span` of the first, and of one month."""
    batch: list[Flight] = []
    for flight in source:
        full = len(batch) >= size
        apart = bool(batch) and span is not None and flight.scheduled - batch[0].scheduled > span
        other_month = bool(batch) and flight.month != batch[0].month
        if full or apart or other_month:
            yield batch
            batch = []
        batch.append(flight)
    if batch:
        yield batch


class PendingLabels:
    """The labels of flights that are still in the air."""

    def __init__(self) -> None:
        self._labels: list[Label] = []

    def __len__(self) -> int:
        return len(self._labels)

    def add(self, flight: Flight, prediction_id: str) -> None:
        """Remember the truth about a flight, if there will be one."""
        if flight.landed is not None and flight.late is not None:
            heapq.heappush(self._labels, Label(flight.landed, prediction_id, flight.late))

    def landed(self, until: datetime.datetime | None = None) -> Iterator[Label]:
        """Remove and yield the labels known at that time, or all of them, in the order of landing."""
        while self._labels and (until is None or self._labels[0].landed <= until):
            yield heapq.heappop(self._labels)


class Clock:
    """Maps replayed time to real time at a constant speed; None is as fast as the server answers."""

    def __init__(
        self,
        days_per_second: float | None,
        now: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._days_per_second = days_per_second
        self._now = now
        self._pause = pause
        self._first: datetime.datetime | None = None
        self._start = 0.0

    @property
    def span(self) -> datetime.timedelta | None:
        """How much replayed time may share a request, so that the replay moves ten times a second."""
        return None if self._days_per_second is None else datetime.timedelta(days=self._days_per_second / 10)

    def wait_for(self, moment: datetime.datetime) -> None:
        """Wait until the replay has reached the moment; the first one is the beginning."""
        if self._first is None:
            self._first, self._start = moment, self._now()
        if self._days_per_second is None:
            return
        replayed = (moment - self._first) / datetime.timedelta(days=1)
        ahead = replayed / self._days_per_second - (self._now() - self._start)
        if ahead > 0:
            self._pause(ahead)


def parse_months(text: str) -> list[int]:
    """Return the months of "3-12" or "3,4,7"; January and February are the training's."""
    months: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            raise ValueError(f"{text!r} is no list of months, expected something like 3-12 or 3,4,7")
        months.update(range(int(first), int(last or first) + 1))
    if not months or min(months) < 3 or max(months) > 12:  # noqa: PLR2004
        raise ValueError(f"{text!r} names months outside 3 to 12; the model was trained on 1 and 2")
    return sorted(months)


def parse_speed(text: str) -> float | None:
    """Return the replayed days per second, or None for "max"."""
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < 1e6:  # noqa: PLR2004
        raise ValueError(f"{text!r} is no speed, expected replayed days per second, such as 3, or max")
    return speed

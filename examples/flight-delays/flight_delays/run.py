"""Replays flights through the endpoint, and their truth through the SDK once they have landed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import plimsoll

from flight_delays.progress import Progress, month_name
from flight_delays.replay import Clock, Flight, PendingLabels, batches
from flight_delays.service import Service
from flight_delays.watch import DriftWatch


class Feedback(Protocol):
    """Where labels go: `plimsoll.log_feedback`, or a list in a test."""

    def __call__(self, prediction_id: str, actual: dict[str, int], *, model: str) -> None:
        """Take one label."""
        ...


@dataclass
class Month:
    """What happened in one month of the replay."""

    month: int
    rows: int = 0
    probability: float = 0.0
    landed: int = 0
    late: int = 0

    def text(self, drifted: Sequence[str]) -> str:
        """Return the month in one line."""
        said, was = self.probability / max(1, self.rows), self.late / max(1, self.landed)
        moved = ", ".join(drifted) if drifted else "nothing"
        return (
            f"{month_name(self.month)}  {self.rows:,} flights, predicted late {said:.1%}, were late {was:.1%}; "
            f"drifted: {moved}"
        )


@dataclass
class Outcome:
    """The sums of a replay."""

    rows: int = 0
    labels: int = 0
    months: list[Month] = field(default_factory=list)


class Replay:
    """One run: in the order of departure, with the labels of flights that have landed before each request."""

    def __init__(
        self, service: Service, model: str, clock: Clock, progress: Progress, watch: DriftWatch, feedback: Feedback
    ) -> None:
        self._service = service
        self._model = model
        self._clock = clock
        self._progress = progress
        self._watch = watch
        self._feedback = feedback
        self._pending = PendingLabels()
        self._outcome = Outcome()

    def run(self, flights: Iterable[Flight], batch_size: int) -> Outcome:
        """Replay all flights and return the sums."""
        for batch in batches(flights, batch_size, self._clock.span):
            moment = batch[-1].scheduled
            # A request goes out when its last flight departs; by then what has landed before is known.
            self._clock.wait_for(moment)
            self._send_labels_until(batch)
            self._begin_month(batch[0].month)
            self._predict(batch)
            self._watch.look()
            self._progress.show(f"{month_name(batch[-1].month)} {moment:%d}", self._outcome.rows, self._watch.text())
        for label in self._pending.landed():
            self._send(label.prediction_id, label.late)
        self._end_month()
        return self._outcome

    def _predict(self, batch: Sequence[Flight]) -> None:
        ids = [str(uuid.uuid4()) for _ in batch]
        predictions = self._service.predict(self._model, [flight.features for flight in batch], ids)
        month = self._outcome.months[-1]
        for flight, prediction in zip(batch, predictions, strict=True):
            self._pending.add(flight, prediction["id"])
            month.probability += float(prediction["outputs"]["probability"])
            if flight.late is not None:
                month.landed += 1
                month.late += flight.late
        month.rows += len(batch)
        self._outcome.rows += len(batch)

    def _send_labels_until(self, batch: Sequence[Flight]) -> None:
        for label in self._pending.landed(batch[-1].scheduled):
            self._send(label.prediction_id, label.late)

    def _send(self, prediction_id: str, late: int) -> None:
        self._feedback(prediction_id, {"label": late}, model=self._model)
        self._outcome.labels += 1

    def _begin_month(self, month: int) -> None:
        if not self._outcome.months or self._outcome.months[-1].month != month:
            self._end_month()
            self._outcome.months.append(Month(month))

    def _end_month(self) -> None:
        if self._outcome.months:
            self._progress.say(self._outcome.months[-1].text(self._watch.drifted))


def log_feedback(prediction_id: str, actual: dict[str, int], *, model: str) -> None:
    """Send one label by the SDK."""
    plimsoll.log_feedback(prediction_id, actual, model=model)

"""Ties settings, events and the sender together; the functions of the package are the methods of one `Client`."""

from __future__ import annotations

import datetime
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from typing import Any

from plimsoll import _events, _fingerprint
from plimsoll._configuration import Settings
from plimsoll._events import Change, Event
from plimsoll._identifiers import new_id
from plimsoll._ledger import Ledger, Statistics
from plimsoll._options import Options
from plimsoll._privacy import HeldBackError, Privacy, Sampling
from plimsoll._sender import Sender
from plimsoll._values import BadValueError

last_prediction_ids: ContextVar[tuple[str, ...]] = ContextVar("plimsoll_last_prediction_ids", default=())


class Client:
    """Every method returns at once and raises nothing: what cannot be logged is counted and said once."""

    def __init__(self, settings: Settings | None, options: Options) -> None:
        self.settings = settings
        self._ledger = Ledger()
        self._sender: Sender | None = None
        self._sampling: Sampling | None = None
        self._change: Change | None = None
        if settings is not None:
            self._sampling = Sampling.of(options.sample)
            privacy = Privacy(options.mask, options.hash, options.hash_key(settings), options.before_send)
            self._change = None if privacy.is_empty else privacy.apply
            self._sender = options.sender(settings, self._ledger)

    def log_prediction(
        self,
        model: str,
        features: Any,
        prediction: Any,
        *,
        id: Any = None,
        version: Any = None,
        latency_ms: Any = None,
        tags: Any = None,
        occurred_at: datetime.datetime | None = None,
        error: BaseException | None = None,
    ) -> str:
        """Queue a prediction event and return its id, which feedback will refer to."""
        prediction_id = new_id() if id is None else str(id)
        last_prediction_ids.set((prediction_id,))
        # Written out, where other events go through `_submit`, because this is what callers pay for by the call.
        sender = self._sender
        if sender is None:
            self._not_initialised()
        elif self._sampling is None or not self._is_left_out(model, prediction_id):
            try:
                event = _events.prediction(
                    model,
                    features,
                    prediction,
                    id=prediction_id if id is None else _events.row_id(id),
                    version=version,
                    latency_ms=latency_ms,
                    tags=tags,
                    occurred_at=occurred_at,
                    error=None if error is None else describe(error),
                    change=self._change,
                    # Who logs faster than the sending thread works does a share of its work.
                    is_urgent=sender.is_behind,
                )
                sender.put(event)
            except Exception as problem:  # noqa: BLE001
                self._give_up(problem)
        return prediction_id

    def log_predictions(
        self, model: str, rows: Sequence[Any], outputs: Iterable[Any], ids: Iterable[Any], more: dict[str, Any]
    ) -> list[str]:
        """Queue a prediction event for each row and return their ids."""
        made = [
            self.log_prediction(model, row, output, id=given, **more) for row, output, given in zip(rows, outputs, ids)
        ]
        last_prediction_ids.set(tuple(made))
        return made

    def log_feedback(
        self, prediction_id: Any, actual: Any, *, model: str, tags: Any, occurred_at: datetime.datetime | None
    ) -> None:
        """Queue a feedback event."""
        if self._is_left_out(model, str(prediction_id)):
            return
        self._submit(
            lambda: _events.feedback(
                prediction_id, actual, model=model, tags=tags, occurred_at=occurred_at, change=self._change
            )
        )

    def metric(self, name: str, value: Any, *, kind: str, tags: Any, occurred_at: datetime.datetime | None) -> None:
        """Queue a metric event."""
        self._submit(
            lambda: _events.metric(name, value, kind=kind, tags=tags, occurred_at=occurred_at, change=self._change)
        )

    def stage(
        self,
        pipeline: str,
        name: str,
        *,
        run_id: str,
        duration_ms: float,
        records_in: Any,
        records_out: Any,
        error: tuple[str, str] | None,
        parent_stage: str | None,
        parent_run_id: str | None,
        tags: Any,
    ) -> None:
        """Queue a stage event."""
        self._submit(
            lambda: _events.stage(
                pipeline,
                name,
                run_id=run_id,
                status="ok" if error is None else "failed",
                duration_ms=duration_ms,
                records_in=records_in,
                records_out=records_out,
                error=error,
                parent_stage=parent_stage,
                parent_run_id=parent_run_id,
                tags=tags,
                change=self._change,
            )
        )

    def log_error(
        self,
        error: BaseException | str,
        message: str | None,
        *,
        stack: str | None,
        fingerprint: str | None,
        model: str | None,
        pipeline: str | None,
        tags: Any,
    ) -> None:
        """Queue an error event; kind, message, stack and fingerprint come from the exception if one is given."""

        def build() -> Event:
            trace = stack
            if isinstance(error, BaseException):
                kind, described = describe(error)
                text = message or described
                trace = stack or "".join(traceback.format_exception(type(error), error, error.__traceback__))
                mark = fingerprint or _fingerprint.of_exception(error)
            else:
                kind, text = str(error), message or ""
                mark = fingerprint or _fingerprint.of_message(kind, text)
            return _events.error(
                kind,
                text,
                stack=trace,
                fingerprint=mark,
                model=model,
                pipeline=pipeline,
                tags=tags,
                change=self._change,
            )

        self._submit(build)

    def dataset(
        self, told: dict[str, Any], *, model: str | None, tags: Any, occurred_at: datetime.datetime | None
    ) -> str:
        """Queue what is known of a batch of a dataset and return its id."""
        batch_id = new_id()
        self._submit(
            lambda: _events.dataset(
                told, id=batch_id, model=model, tags=tags, occurred_at=occurred_at, change=self._change
            )
        )
        return batch_id

    def refuse(self, code: str, message: str) -> None:
        """Count an event that could not even be built."""
        self._ledger.refuse(code, message)

    def leave_out(self, reason: str, count: int) -> None:
        """Count events that were not wanted."""
        if count > 0:
            self._ledger.leave_out(reason, count)

    def flush(self, timeout: float) -> bool:
        """Wait until all that was logged before is settled."""
        return self._sender.flush(timeout) if self._sender is not None else True

    @property
    def is_open(self) -> bool:
        """Whether events are taken: after `init` and before `shutdown`."""
        return self._sender is not None and self._sender.is_open

    def close(self, timeout: float) -> None:
        """Take no more events; those that wait go out in the background until the deadline."""
        if self._sender is not None:
            self._sender.close(timeout)

    def join(self) -> None:
        """Wait for the end of what `close` began."""
        if self._sender is not None:
            self._sender.join()

    def statistics(self) -> Statistics:
        """Return the counters."""
        return self._sender.statistics() if self._sender is not None else self._ledger.statistics(0)

    def _is_left_out(self, model: Any, row: str) -> bool:
        if self._sampling is None or self._sampling.keeps(model, row):
            return False
        self._ledger.leave_out("sampled")
        return True

    def _submit(self, build: Callable[[], Event]) -> None:
        if self._sender is None:
            self._not_initialised()
            return
        try:
            self._sender.put(build())
        except Exception as problem:  # noqa: BLE001
            self._give_up(problem)

    def _not_initialised(self) -> None:
        self._ledger.drop("not_initialised", 1, "call plimsoll.init() first; `plimsoll doctor` says what it needs.")

    def _give_up(self, problem: Exception) -> None:
        if isinstance(problem, BadValueError):
            self._ledger.refuse(problem.code, problem.message)
        elif isinstance(problem, HeldBackError):
            self._ledger.drop("held_back", 1, f"{problem}.")
        else:
            # Values of users run code of users (`__float__`, `items`), which may raise anything.
            self._ledger.drop("internal_error", 1, f"{type(problem).__name__}: {problem}")


def describe(error: BaseException) -> tuple[str, str]:
    """Return the kind and the message of an exception, even of one whose own text fails."""
    kind = type(error).__qualname__
    try:
        return kind, str(error)
    except Exception:  # noqa: BLE001
        return kind, "the message of the exception could not be read"

"""Ties settings, events and the sender together; the functions of the package are the methods of one `Client`."""

from __future__ import annotations

import datetime
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from plimsoll import _events
from plimsoll._buffer import Limits
from plimsoll._configuration import Settings
from plimsoll._delivery import Delivery
from plimsoll._events import Event
from plimsoll._identifiers import new_id
from plimsoll._ledger import Ledger, Statistics
from plimsoll._sender import Sender
from plimsoll._values import BadValueError

last_prediction_id: ContextVar[str | None] = ContextVar("plimsoll_last_prediction_id", default=None)


class Client:
    """Every method returns at once and raises nothing: what cannot be logged is counted and said once."""

    def __init__(self, settings: Settings | None, limits: Limits, interval: float) -> None:
        self.settings = settings
        self._ledger = Ledger()
        self._sender: Sender | None = None
        if settings is not None:
            self._sender = Sender(Delivery(settings.url, settings.api_key), self._ledger, limits, interval)

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
        last_prediction_id.set(prediction_id)
        failure = None if error is None else describe(error)
        self._submit(
            lambda: _events.prediction(
                model,
                features,
                prediction,
                id=prediction_id,
                version=version,
                latency_ms=latency_ms,
                tags=tags,
                occurred_at=occurred_at,
                error=failure,
            )
        )
        return prediction_id

    def log_feedback(
        self, prediction_id: Any, actual: Any, *, model: str, tags: Any, occurred_at: datetime.datetime | None
    ) -> None:
        """Queue a feedback event."""
        self._submit(lambda: _events.feedback(prediction_id, actual, model=model, tags=tags, occurred_at=occurred_at))

    def metric(self, name: str, value: Any, *, kind: str, tags: Any, occurred_at: datetime.datetime | None) -> None:
        """Queue a metric event."""
        self._submit(lambda: _events.metric(name, value, kind=kind, tags=tags, occurred_at=occurred_at))

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
                tags=tags,
            )
        )

    def log_error(
        self,
        error: BaseException | str,
        message: str | None,
        *,
        stack: str | None,
        model: str | None,
        pipeline: str | None,
        tags: Any,
    ) -> None:
        """Queue an error event; kind, message and stack come from the exception if one is given."""

        def build() -> Event:
            kind, text, trace = str(error), message or "", stack
            if isinstance(error, BaseException):
                kind, described = describe(error)
                text = message or described
                trace = stack or "".join(traceback.format_exception(type(error), error, error.__traceback__))
            return _events.error(kind, text, stack=trace, model=model, pipeline=pipeline, tags=tags)

        self._submit(build)

    def dataset(
        self, told: dict[str, Any], *, model: str | None, tags: Any, occurred_at: datetime.datetime | None
    ) -> str:
        """Queue what is known of a batch of a dataset and return its id."""
        batch_id = new_id()
        self._submit(lambda: _events.dataset(told, id=batch_id, model=model, tags=tags, occurred_at=occurred_at))
        return batch_id

    def refuse(self, code: str, message: str) -> None:
        """Count an event that could not even be built."""
        self._ledger.refuse(code, message)

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

    def _submit(self, build: Callable[[], Event]) -> None:
        if self._sender is None:
            self._ledger.drop("not_initialised", 1, "call plimsoll.init() first; `plimsoll doctor` says what it needs.")
            return
        try:
            self._sender.put(build())
        except BadValueError as problem:
            self._ledger.refuse(problem.code, problem.message)
        except Exception as problem:  # noqa: BLE001
            # Values of users run code of users (`__float__`, `items`), which may raise anything.
            self._ledger.drop("internal_error", 1, f"{type(problem).__name__}: {problem}")


def describe(error: BaseException) -> tuple[str, str]:
    """Return the kind and the message of an exception, even of one whose own text fails."""
    kind = type(error).__qualname__
    try:
        return kind, str(error)
    except Exception:  # noqa: BLE001
        return kind, "the message of the exception could not be read"

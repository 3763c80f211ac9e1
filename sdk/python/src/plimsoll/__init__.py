"""Log what your models and pipelines do to Plimsoll.

Call `init()` once, then log. Every function that logs returns at once and raises nothing: events are queued, sent in
batches by a background thread, retried while the server is away, and counted in `statistics()` if they have to go.
`check`, `log_batch` and `suggest` look at a batch of data first, and say what is wrong with what they were given.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from plimsoll import _process
from plimsoll._client import last_prediction_id as _last_prediction_id
from plimsoll._ledger import Statistics
from plimsoll._monitor import Monitor
from plimsoll._stage import Stage
from plimsoll._version import __version__

if TYPE_CHECKING:
    from plimsoll.quality import AnySuite, BatchProfile, BatchResult, Suite

__all__ = [
    "Stage",
    "Statistics",
    "__version__",
    "check",
    "flush",
    "init",
    "last_prediction_id",
    "log_batch",
    "log_error",
    "log_feedback",
    "log_prediction",
    "metric",
    "monitor",
    "shutdown",
    "stage",
    "statistics",
    "suggest",
]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def init(
    url: str | None = None,
    api_key: str | None = None,
    project: str | None = None,
    *,
    flush_interval: float = 0.25,
    queue_events: int = 20_000,
    queue_bytes: int = 64 * 1024 * 1024,
) -> None:
    """Say where events go.

    What is not given comes from PLIMSOLL_URL, PLIMSOLL_API_KEY and PLIMSOLL_PROJECT, then from the `credentials.json`
    that a server on this machine has written to PLIMSOLL_HOME (or ~/.plimsoll). If nothing is found, a warning says so
    once and events are dropped and counted. The queue holds at most `queue_events` events and `queue_bytes` bytes; when
    it is full the oldest go. `flush_interval` is how many seconds an event may wait for others to share its request.
    """
    _process.init(url, api_key, project, flush_interval, queue_events, queue_bytes)


def log_prediction(
    model: str,
    features: Mapping[str, Any],
    prediction: Any,
    *,
    id: Any = None,
    version: str | int | None = None,
    latency_ms: float | None = None,
    tags: Mapping[str, Any] | None = None,
    occurred_at: datetime.datetime | None = None,
) -> str:
    """Log one prediction and return its id, to be given to `log_feedback` when the truth is known.

    `prediction` is a scalar or a mapping of named outputs. Values may be numpy or pandas scalars; NaN becomes null.
    """
    return _process.client().log_prediction(
        model,
        features,
        prediction,
        id=id,
        version=version,
        latency_ms=latency_ms,
        tags=tags,
        occurred_at=occurred_at,
    )


def log_feedback(
    prediction_id: Any,
    actual: Any,
    *,
    model: str,
    tags: Mapping[str, Any] | None = None,
    occurred_at: datetime.datetime | None = None,
) -> None:
    """Log the truth about an earlier prediction: a scalar, or a mapping with the names of its outputs."""
    _process.client().log_feedback(prediction_id, actual, model=model, tags=tags, occurred_at=occurred_at)


def metric(
    name: str,
    value: float,
    *,
    kind: str = "gauge",
    tags: Mapping[str, Any] | None = None,
    occurred_at: datetime.datetime | None = None,
) -> None:
    """Log one value of a series; `kind` is gauge, counter or distribution."""
    _process.client().metric(name, value, kind=kind, tags=tags, occurred_at=occurred_at)


def stage(pipeline: str, name: str, *, run_id: str | None = None, tags: Mapping[str, Any] | None = None) -> Stage:
    """Time one stage of a pipeline: `with plimsoll.stage("etl", "load") as load: load.records_out = 3`."""
    return Stage(_process.client, pipeline, name, run_id, tags)


def log_error(
    error: BaseException | str,
    message: str | None = None,
    *,
    stack: str | None = None,
    model: str | None = None,
    pipeline: str | None = None,
    tags: Mapping[str, Any] | None = None,
) -> None:
    """Log an exception, or an error of your own with a kind and a message."""
    _process.client().log_error(error, message, stack=stack, model=model, pipeline=pipeline, tags=tags)


def monitor(
    model: str,
    *,
    version: str | int | None = None,
    features: Callable[..., Any] | None = None,
    prediction: Callable[[Any], Any] | None = None,
    tags: Mapping[str, Any] | None = None,
) -> Callable[[_Function], _Function]:
    """Log each call of the decorated function, plain or async, as a prediction with its latency or its error.

    The features are the arguments by name as far as they are scalars, or the one mapping among them; give `features` to
    choose them from the arguments and `prediction` to choose the outputs from the result. Exceptions go on unchanged.
    """
    return Monitor(_process.client, model, version, features, prediction, tags)


def check(data: Any, suite: AnySuite, **options: Any) -> BatchResult:
    """Hold a batch of data against a suite; see `plimsoll.quality.check` for the options.

    Unlike logging, this waits until the batch was looked at, and raises what is wrong with the suite or the frame.
    """
    from plimsoll import quality  # noqa: PLC0415

    return quality.check(data, suite, **options)


def log_batch(name: str, data: Any, **options: Any) -> BatchProfile:
    """Send the profile of a batch of a dataset, never its rows; see `plimsoll.quality.log_batch` for the options."""
    from plimsoll import quality  # noqa: PLC0415

    return quality.log_batch(name, data, **options)


def suggest(data: Any, *, dataset: str | None = None) -> Suite:
    """Return a suite that a good batch suggests; `print(plimsoll.suggest(frame).to_yaml())` shows it."""
    from plimsoll import quality  # noqa: PLC0415

    return quality.suggest(data, dataset=dataset)


def last_prediction_id() -> str | None:
    """Return the id of the last prediction logged in this thread or task, for instance by `@monitor`."""
    return _last_prediction_id.get()


def flush(timeout: float = 5.0) -> bool:
    """Wait until all that was logged before is settled; return False if the time did not suffice."""
    return _process.client().flush(timeout)


def shutdown(timeout: float = 5.0) -> None:
    """Send what waits, for at most `timeout` seconds, and stop; also done by itself when the process ends."""
    _process.shutdown(timeout)


def statistics() -> Statistics:
    """Return what became of the events logged so far."""
    return _process.client().statistics()

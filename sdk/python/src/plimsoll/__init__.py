"""Log what your models and pipelines do to Plimsoll.

Call `init()` once, then log. Every function that logs returns at once and raises nothing: events are queued, sent in
batches by a background thread, retried while the server is away, and counted in `statistics()` if they have to go.
`check`, `log_batch` and `suggest` look at a batch of data first, and say what is wrong with what they were given.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from plimsoll import _process
from plimsoll._buffer import Limits as _Limits
from plimsoll._call import ModelCall
from plimsoll._client import last_prediction_ids as _last_prediction_ids
from plimsoll._health import SystemHealth
from plimsoll._ledger import Statistics
from plimsoll._log_handler import LogHandler
from plimsoll._monitor import Monitor
from plimsoll._options import Options as _Options
from plimsoll._stage import Stage
from plimsoll._table import log_table as _log_table
from plimsoll._version import __version__

if TYPE_CHECKING:
    from plimsoll.quality import AnySuite, BatchProfile, BatchResult, Suite

__all__ = [
    "LogHandler",
    "ModelCall",
    "Stage",
    "Statistics",
    "SystemHealth",
    "__version__",
    "check",
    "flush",
    "init",
    "last_prediction_id",
    "last_prediction_ids",
    "log_batch",
    "log_error",
    "log_feedback",
    "log_prediction",
    "log_predictions",
    "metric",
    "model_call",
    "monitor",
    "shutdown",
    "stage",
    "statistics",
    "suggest",
    "system_health",
]

_Monitored = TypeVar("_Monitored")


def init(  # noqa: PLR0913
    url: str | None = None,
    api_key: str | None = None,
    project: str | None = None,
    *,
    flush_interval: float = 0.25,
    queue_events: int = 20_000,
    queue_bytes: int = 64 * 1024 * 1024,
    spill: str | os.PathLike[str] | bool | None = None,
    spill_bytes: int = 256 * 1024 * 1024,
    spill_age: float = 7 * 24 * 3600.0,
    sample: float | Mapping[str, float] = 1.0,
    mask: Iterable[str] = (),
    hash: Iterable[str] = (),
    before_send: Callable[[dict[str, Any]], dict[str, Any] | None] | None = None,
    compression: str = "gzip",
    kafka: str | Mapping[str, Any] | None = None,
) -> None:
    """Say where events go.

    What is not given comes from PLIMSOLL_URL, PLIMSOLL_API_KEY and PLIMSOLL_PROJECT, then from the `credentials.json`
    that a server on this machine has written to PLIMSOLL_HOME (or ~/.plimsoll). If nothing is found, a warning says so
    once and events are dropped and counted. The queue holds at most `queue_events` events and `queue_bytes` bytes; when
    it is full the oldest go. `flush_interval` is how many seconds an event may wait for others to share its request.

    While the server is away events are kept in the folder `spill` (otherwise PLIMSOLL_SPILL, or `spill` in
    PLIMSOLL_HOME; False for nowhere), at most `spill_bytes` and for `spill_age` seconds, and sent in order once it is
    back, by this process or by a later one.

    `sample` is the share of predictions that is logged, for all models or by model. Values of features, outputs and
    tags whose names are in `mask` are left out, of those in `hash` a keyed hash is kept; * and ? may stand in names.
    `before_send` gets each event as a dict and returns it, changed or not, or None to hold it back. `compression` is
    gzip, zstd or none.

    With `kafka` (brokers, or properties of librdkafka; otherwise PLIMSOLL_KAFKA) events go straight to Kafka, each
    signed with the key; that needs `pip install 'plimsoll[kafka]'`.
    """
    _process.init(
        url,
        api_key,
        project,
        lambda: _Options(
            flush_interval=flush_interval,
            limits=_Limits(queue_events=max(1, int(queue_events)), queue_bytes=max(1, int(queue_bytes))),
            spill=spill,
            spill_bytes=spill_bytes,
            spill_age=spill_age,
            sample=sample,
            mask=mask,
            hash=hash,
            before_send=before_send,
            compression=compression,
            kafka=kafka,
        ),
    )


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


def log_predictions(
    model: str,
    features: Any,
    predictions: Any,
    *,
    ids: Iterable[Any] | None = None,
    version: str | int | None = None,
    latency_ms: float | None = None,
    tags: Mapping[str, Any] | None = None,
    occurred_at: datetime.datetime | None = None,
) -> list[str]:
    """Log a prediction for each row of a table and return their ids.

    `features` is a frame of pandas or polars, a matrix, or a list of rows; `predictions` has an answer for each.
    """
    return _log_table(
        _process.client(),
        model,
        features,
        predictions,
        ids,
        {"version": version, "latency_ms": latency_ms, "tags": tags, "occurred_at": occurred_at},
    )


def model_call(
    model: str,
    features: Mapping[str, Any] | None = None,
    *,
    version: str | int | None = None,
    id: Any = None,
    tags: Mapping[str, Any] | None = None,
) -> ModelCall:
    """Time one call of a model: `with plimsoll.model_call("churn", row) as call: call.prediction = predict(row)`."""
    return ModelCall(_process.client, model, features, version, id, tags)


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


def stage(
    pipeline: str,
    name: str,
    *,
    run_id: str | None = None,
    parent_run_id: str | None = None,
    tags: Mapping[str, Any] | None = None,
) -> Stage:
    """Time one stage of a pipeline: `with plimsoll.stage("etl", "load") as load: load.records_out = 3`.

    It decorates functions as well. `parent_run_id` names the run that this one is a part of, if it was begun elsewhere.
    """
    return Stage(_process.client, pipeline, name, run_id, parent_run_id, tags)


def log_error(
    error: BaseException | str,
    message: str | None = None,
    *,
    stack: str | None = None,
    fingerprint: str | None = None,
    model: str | None = None,
    pipeline: str | None = None,
    tags: Mapping[str, Any] | None = None,
) -> None:
    """Log an exception, or an error of your own with a kind and a message.

    Errors with the same `fingerprint` are cases of one; without one it is made of the exception's types and the
    functions that it went through, or of the message without its numbers and quotations.
    """
    _process.client().log_error(
        error, message, stack=stack, fingerprint=fingerprint, model=model, pipeline=pipeline, tags=tags
    )


def monitor(
    model: str,
    *,
    version: str | int | None = None,
    features: Callable[..., Any] | None = None,
    prediction: Callable[[Any], Any] | None = None,
    tags: Mapping[str, Any] | None = None,
    rows: int = 100,
) -> Callable[[_Monitored], _Monitored]:
    """Log each call as a prediction with its latency or its error: of a function, or of an object's `predict`.

    Functions may be plain, async, generators or async generators; objects and classes need a method `predict`. The
    features are the arguments by name as far as they are scalars, or the one mapping among them; of a table with an
    answer for each row, at most `rows` evenly spread ones are logged. Give `features` to choose them from the arguments
    and `prediction` to choose the outputs from the result. Exceptions go on unchanged.
    """
    return Monitor(_process.client, model, version, features, prediction, tags, rows)


def system_health(every: float = 30.0, *, disk: str = "/", tags: Mapping[str, Any] | None = None) -> SystemHealth:
    """Send CPU, memory, disk and GPUs of this machine as metrics, each `every` seconds until its `stop()`."""
    return SystemHealth(_process.client, every, disk, tags)


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
    ids = _last_prediction_ids.get()
    return ids[-1] if ids else None


def last_prediction_ids() -> tuple[str, ...]:
    """Return the ids of the last call logged in this thread or task: one for each row that was logged of it."""
    return _last_prediction_ids.get()


def flush(timeout: float = 5.0) -> bool:
    """Wait until all that was logged before is settled; return False if the time did not suffice."""
    return _process.client().flush(timeout)


def shutdown(timeout: float = 5.0) -> None:
    """Send what waits, for at most `timeout` seconds, and stop; also done by itself when the process ends."""
    _process.shutdown(timeout)


def statistics() -> Statistics:
    """Return what became of the events logged so far."""
    return _process.client().statistics()

"""Builds the events of POST /api/v1/events and keeps what they hold at once, before the caller can change it."""

from __future__ import annotations

import datetime
import json
import marshal
import re
import time
import uuid
from functools import lru_cache
from typing import Any, Callable, Union

from plimsoll import _values
from plimsoll._identifiers import new_id
from plimsoll._shapes import Shapes
from plimsoll._values import BadValueError

# What changes an event before it is encoded, such as `Privacy.apply`.
Change = Callable[[dict[str, Any]], dict[str, Any]]

MAXIMUM_EVENT_BYTES = 256 * 1024
_MAXIMUM_FEATURES = 512
_MAXIMUM_TAGS = 16
_MAXIMUM_MESSAGE = 8 * 1024
# The server counts UTF-16 units and takes 32,768 of them, so that half as many characters always fit.
_MAXIMUM_STACK = 16 * 1024
_MODEL = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_KINDS = ("counter", "gauge", "distribution")
_HEAD = re.compile(rb'\{"type":"[a-z]+","id":"([0-9a-f-]{36})"')
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode

_TEXT = frozenset((str,))
_PLAIN = frozenset((str, int, float, bool, type(None)))
_MEASURES = frozenset((int, float, type(None)))
# Without references between equal values, which cost more to find than they save.
_DRAFT_VERSION = 2

# What goes of the columns and of the results of a batch, step by step, until it fits an event.
_LESS_OF_A_BATCH: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((), ()),
    (("categories",), ("samples", "description")),
    (("quantiles", "quantilesAreExact", "dtype"), ("message",)),
)


class Event(bytes):
    """One encoded event: the id within keeps it single however often the bytes are sent.

    It is the bytes themselves and not an object that holds them, because a queue full of such objects would make the
    garbage collector run, in the thread of a caller, once in a few hundred calls.
    """

    __slots__ = ()

    @property
    def id(self) -> str:
        """The id, as it stands behind the type at the beginning."""
        head = _HEAD.match(self)
        return head.group(1).decode("ascii") if head else ""

    @property
    def payload(self) -> bytes:
        """The event as JSON."""
        return bytes(self)


class Draft(bytes):
    """A prediction with plain values as they were when it was logged; JSON is made of it where nobody waits for that.

    It is bytes for the same reason as `Event` is, and because its length bounds what a queue of such holds. Python's
    own `marshal` copies plain values in an eighth of the time that JSON takes; they never leave the process.
    """

    __slots__ = ()

    def encode(self) -> Event:
        """Return the event; BadValueError if a number is beyond what the wire can carry."""
        event_id, moment, head, names, values, outputs, latency_ms = marshal.loads(self)  # noqa: S302
        return _plain_prediction(event_id, moment, head, dict(zip(_shapes.texts(names), values)), outputs, latency_ms)


_shapes = Shapes(_MAXIMUM_FEATURES)


# What waits to be sent.
Queued = Union[Event, Draft]


def prediction(
    model: str,
    features: Any,
    outputs: Any,
    *,
    id: str,
    version: Any = None,
    latency_ms: Any = None,
    tags: Any = None,
    occurred_at: datetime.datetime | None = None,
    error: tuple[str, str] | None = None,
    change: Change | None = None,
    is_urgent: bool = False,
) -> Queued:
    """One call of a model: what went in and either what came out or why nothing did.

    Callers pay for this by the call. So of what is plain already only a draft is made, unless it is urgent; everything
    else is looked at value by value and encoded at once, because it may change before a draft would be read.
    """
    if change is None and error is None and not tags:
        named = outputs if type(outputs) is dict else {"value": outputs}
        if type(features) is dict and type(latency_ms) in _MEASURES:
            # Copied in one step, so that names and values belong together whatever another thread does to them.
            row = features.copy()
            names = _shapes.names_of(row)
            if names is not None and _holds_plain(row) and _is_plain(named):
                moment = time.time_ns() if occurred_at is None else _instant(occurred_at)
                if is_urgent:
                    return _plain_prediction(id, moment, _head(model, version), row, named, latency_ms)
                held = (id, moment, _head(model, version), names, list(row.values()), named, latency_ms)
                return Draft(marshal.dumps(held, _DRAFT_VERSION))
    return _any_prediction(model, features, outputs, id, version, latency_ms, tags, occurred_at, error, change)


def _plain_prediction(
    id: str, moment: int | str, head: str, features: Any, outputs: Any, latency_ms: float | None
) -> Event:
    body: dict[str, Any] = {"features": features, "prediction": outputs}
    if latency_ms is not None:
        body["latencyMs"] = latency_ms
    try:
        text = _encode(body)
    except ValueError:
        # What the encoder refuses (NaN) is looked at value by value.
        body["features"] = _values.mapping("features", features)
        body["prediction"] = _values.mapping("prediction", outputs)
        if latency_ms is not None:
            body["latencyMs"] = _values.number("latency_ms", latency_ms)
        text = _encode(body)
    at = moment if isinstance(moment, str) else _instant_of(moment)
    start = f'{{"type":"prediction","id":"{id}","occurredAt":"{at}",{head},'
    return _checked("prediction", (start + text[1:]).encode("ascii"))


def _any_prediction(
    model: str,
    features: Any,
    outputs: Any,
    id: str,
    version: Any,
    latency_ms: Any,
    tags: Any,
    occurred_at: datetime.datetime | None,
    error: tuple[str, str] | None,
    change: Change | None,
) -> Event:
    body: dict[str, Any] = {"model": _model(model), "features": _few("features", _values.mapping("features", features))}
    if error is None:
        body["prediction"] = _values.scalar_or_mapping("prediction", outputs)
    else:
        body["error"] = {"kind": error[0], "message": error[1][:_MAXIMUM_MESSAGE]}
    if version is not None:
        body["version"] = str(version)
    if latency_ms is not None:
        body["latencyMs"] = _values.number("latency_ms", latency_ms)
    return _event("prediction", body, id=id, tags=tags, occurred_at=occurred_at, change=change)


def _is_plain(values: Any) -> bool:
    return (
        type(values) is dict
        and len(values) <= _MAXIMUM_FEATURES
        and _TEXT.issuperset(map(type, values))
        and _holds_plain(values)
    )


def _holds_plain(values: dict[Any, Any]) -> bool:
    return _PLAIN.issuperset(map(type, values.values()))


def _few(field: str, named: dict[str, _values.Scalar]) -> dict[str, _values.Scalar]:
    if len(named) > _MAXIMUM_FEATURES:
        raise BadValueError("too_many_features", f"{len(named)} {field}, at most {_MAXIMUM_FEATURES} are taken")
    return named


def _head(model: Any, version: Any) -> str:
    # What is no text cannot be remembered by its value, and is refused anyway.
    name = model if type(model) is str else _model(model)
    return _remembered_head(name, None if version is None else str(version))


@lru_cache(maxsize=256)
def _remembered_head(model: str, version: str | None) -> str:
    head = f'"model":{_encode(_model(model))}'
    return head if version is None else f'{head},"version":{_encode(version)}'


def feedback(
    prediction_id: Any,
    actual: Any,
    *,
    model: str,
    tags: Any = None,
    occurred_at: datetime.datetime | None = None,
    change: Change | None = None,
) -> Event:
    """The truth about an earlier prediction, once it is known."""
    body = {
        "predictionId": _uuid("prediction_id", prediction_id),
        "model": _model(model),
        "actual": _values.scalar_or_mapping("actual", actual),
    }
    return _event("feedback", body, tags=tags, occurred_at=occurred_at, change=change)


def metric(
    name: str,
    value: Any,
    *,
    kind: str = "gauge",
    tags: Any = None,
    occurred_at: datetime.datetime | None = None,
    change: Change | None = None,
) -> Event:
    """One observation of a named series."""
    if kind not in _KINDS:
        raise BadValueError("wrong_type", f"kind is {kind!r}, expected one of {', '.join(_KINDS)}")
    body = {"name": _text("name", name), "value": _values.number("value", value), "kind": kind}
    return _event("metric", body, tags=tags, occurred_at=occurred_at, change=change)


def stage(
    pipeline: str,
    name: str,
    *,
    run_id: str,
    status: str,
    duration_ms: float,
    records_in: Any = None,
    records_out: Any = None,
    error: tuple[str, str] | None = None,
    parent_stage: str | None = None,
    parent_run_id: str | None = None,
    tags: Any = None,
    change: Change | None = None,
) -> Event:
    """One finished run of a stage of a pipeline."""
    body: dict[str, Any] = {
        "pipeline": _text("pipeline", pipeline),
        "stage": _text("stage", name),
        "runId": _text("run_id", run_id),
        "status": status,
        "durationMs": duration_ms,
    }
    for key, field, text in (("parentStage", "stage", parent_stage), ("parentRunId", "parent_run_id", parent_run_id)):
        if text is not None:
            body[key] = _text(field, text)
    for key, field, value in (("recordsIn", "records_in", records_in), ("recordsOut", "records_out", records_out)):
        if value is not None:
            body[key] = _count(field, value)
    if error is not None:
        body["error"] = {"kind": error[0], "message": error[1][:_MAXIMUM_MESSAGE]}
    return _event("stage", body, tags=tags, change=change)


def error(
    kind: str,
    message: str,
    *,
    stack: str | None = None,
    fingerprint: str | None = None,
    model: str | None = None,
    pipeline: str | None = None,
    tags: Any = None,
    change: Change | None = None,
) -> Event:
    """An error that belongs to no single prediction or stage."""
    body: dict[str, Any] = {"kind": _text("kind", kind), "message": str(message)[:_MAXIMUM_MESSAGE]}
    if stack:
        # The end of a stack names the place of the error, so the beginning is what may go.
        body["stack"] = stack[-_MAXIMUM_STACK:]
    if fingerprint is not None:
        body["fingerprint"] = _text("fingerprint", fingerprint)
    if model is not None:
        body["model"] = _model(model)
    if pipeline is not None:
        body["pipeline"] = _text("pipeline", pipeline)
    return _event("error", body, tags=tags, change=change)


def dataset(
    told: dict[str, Any], *, id: str, model: str | None, tags: Any, occurred_at: Any, change: Change | None = None
) -> Event:
    """What is known of one batch of a dataset; what people would miss least goes first if it is too much."""
    body = dict(told) if model is None else {**told, "model": _model(model)}
    for name in ("pipeline", "runId"):
        if name in body:
            _text(name, body[name])
    for columns, results in _LESS_OF_A_BATCH:
        body["columns"] = [_without(each, columns) for each in body["columns"]]
        body["results"] = [_without(each, results) for each in body["results"]]
        try:
            return _event("dataset", body, id=id, tags=tags, occurred_at=occurred_at, change=change)
        except BadValueError as problem:
            if problem.code != "event_too_large":
                raise
    return _event("dataset", {**body, "columns": []}, id=id, tags=tags, occurred_at=occurred_at, change=change)


def _without(entries: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if name not in names}


def _event(
    kind: str,
    body: dict[str, Any],
    *,
    id: str | None = None,
    tags: Any = None,
    occurred_at: datetime.datetime | None = None,
    change: Change | None = None,
) -> Event:
    event_id = new_id() if id is None else id
    whole: dict[str, Any] = {"type": kind, "id": event_id, "occurredAt": _instant(occurred_at), **body}
    if tags:
        whole["tags"] = _tags(tags)
    return _checked(kind, _encode(whole if change is None else change(whole)).encode("ascii"))


def _checked(kind: str, payload: bytes) -> Event:
    if len(payload) > MAXIMUM_EVENT_BYTES:
        raise BadValueError(
            "event_too_large", f"the {kind} event has {len(payload)} bytes, at most {MAXIMUM_EVENT_BYTES} are taken"
        )
    return Event(payload)


def _instant(occurred_at: datetime.datetime | None) -> str:
    if occurred_at is None:
        return _instant_of(time.time_ns())
    if not isinstance(occurred_at, datetime.datetime):
        raise BadValueError("wrong_type", f"occurred_at is {occurred_at!r}, expected a datetime")
    # A datetime without a zone means local time, as everywhere in Python's own library.
    return occurred_at.astimezone(datetime.timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _instant_of(nanoseconds: int) -> str:
    second, nanosecond = divmod(nanoseconds, 1_000_000_000)
    return f"{_second(second)}.{nanosecond // 1000:06d}Z"


@lru_cache(maxsize=4)
def _second(second: int) -> str:
    return datetime.datetime.fromtimestamp(second, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")


def _tags(tags: Any) -> dict[str, str]:
    named = {name: str(value) for name, value in _values.mapping("tags", tags).items() if value is not None}
    if len(named) > _MAXIMUM_TAGS:
        raise BadValueError("wrong_type", f"{len(named)} tags, at most {_MAXIMUM_TAGS} are taken")
    return named


def _model(name: Any) -> str:
    if not isinstance(name, str) or _MODEL.fullmatch(name) is None:
        raise BadValueError(
            "invalid_name", f"model is {name!r}, expected small letters, digits, '.', '_' and '-', at most 63"
        )
    return name


def row_id(value: Any) -> str:
    """Return the id of a row that a caller has given, in its canonical form."""
    return _uuid("id", value)


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise BadValueError("wrong_type", f"{field} is {value!r}, expected a string that is not empty")
    return value


def _count(field: str, value: Any) -> int:
    converted = _values.number(field, value)
    if converted != int(converted) or converted < 0:
        raise BadValueError("wrong_type", f"{field} is {value!r}, expected a whole number from 0")
    return int(converted)


def _uuid(field: str, value: Any) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        raise BadValueError("invalid_id", f"{field} is {value!r}, expected a UUID") from None

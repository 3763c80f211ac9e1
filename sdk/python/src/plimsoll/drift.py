"""Compare two samples by any definition of drift that the server knows.

`compare(reference, current)` sends both and returns what the server makes of them; nothing is stored. Unlike logging,
these functions wait for an answer and raise `CompareError`: whoever asks for a number wants to know if there is none.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from plimsoll._configuration import ConfigurationError, resolve
from plimsoll._http import Connection, UnreachableError

__all__ = ["CompareError", "Comparison", "Features", "Histogram", "compare", "compare_features", "methods"]

_TIMEOUT = 120.0
_PACK_FROM = 256 * 1024
_TABLE_DIMENSIONS = 2


class CompareError(Exception):
    """The server refused, or did not answer; the message says why and what to do."""

    def __init__(self, message: str, status: int | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.field = field


@dataclass(frozen=True)
class Histogram:
    """How many numbers fell between ascending edges; one edge more than counts."""

    edges: Iterable[float]
    counts: Iterable[float]


@dataclass(frozen=True)
class Comparison:
    """What a comparison came to. `document` is the server's whole answer."""

    method: str
    value: float | None
    p_value: float | None
    noise: float | None
    effect: float | None
    finding: str
    sentence: str
    document: Mapping[str, Any] = field(repr=False)

    @property
    def drifted(self) -> bool:
        """Whether the difference is beyond chance and large enough to matter."""
        return self.finding == "drifted"


@dataclass(frozen=True)
class Features:
    """Several features compared at once; `drifted` names those that have, when chance is shared out over all."""

    drifted: tuple[str, ...]
    comparisons: Mapping[str, Comparison]
    adjusted_p_values: Mapping[str, float | None]
    document: Mapping[str, Any] = field(repr=False)


def compare(
    reference: Any,
    current: Any = None,
    *,
    method: str | None = None,
    compute_as: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    alpha: float | None = None,
    threshold: float | None = None,
    url: str | None = None,
    api_key: str | None = None,
) -> Comparison:
    """Compare a sample with a reference.

    A sample is a list, numpy array, Series (pandas, polars) or array (pyarrow) of numbers or labels; a mapping of
    counts by category; a `Histogram`; or rows of several columns, as a two-dimensional array or a frame of those
    libraries. `method` is an id that `methods()` lists, a family such as "psi", or what a library calls it; without one
    the server chooses by type and size. `compute_as` names a library whose numbers are wanted. The
    server and the key come from where `init()` has them from.
    """
    body = {
        "reference": _sample(reference),
        "current": None if current is None else _sample(current),
        **_question(method, compute_as, parameters, alpha, threshold),
    }
    return _comparison(_call("POST", "/api/v1/drift/compare", body, url, api_key))


def compare_features(
    reference: Any,
    current: Any,
    *,
    columns: Iterable[str] | None = None,
    method: str | None = None,
    compute_as: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    alpha: float | None = None,
    threshold: float | None = None,
    url: str | None = None,
    api_key: str | None = None,
) -> Features:
    """Compare each column of two frames (pandas, polars, pyarrow), or of two mappings of names to samples.

    The share of false alarms is held over all columns together (Benjamini and Hochberg). Without `columns` those of the
    reference are compared.
    """
    before, now = _columns(reference), _columns(current)
    names = [str(name) for name in (before if columns is None else columns)]
    for side, known in (("reference", before), ("current side", now)):
        missing = [name for name in names if name not in known]
        if missing:
            raise CompareError(f"the {side} has no column {missing[0]!r}; it has {list(known)}")
    body = {
        "features": {name: {"reference": _sample(before[name]), "current": _sample(now[name])} for name in names},
        **_question(method, compute_as, parameters, alpha, threshold),
    }
    document = _call("POST", "/api/v1/drift/compare/features", body, url, api_key)
    features = document["features"]
    return Features(
        tuple(each["name"] for each in features if each["isDrifted"]),
        {each["name"]: _comparison(each["comparison"]) for each in features},
        {each["name"]: each["adjustedPValue"] for each in features},
        document,
    )


def methods(*, url: str | None = None, api_key: str | None = None) -> list[dict[str, Any]]:
    """Return the definitions that the server knows, with formula, source and parameters."""
    items: list[dict[str, Any]] = _call("GET", "/api/v1/drift/methods", None, url, api_key)["items"]
    return items


def _question(
    method: str | None,
    compute_as: str | None,
    parameters: Mapping[str, Any] | None,
    alpha: float | None,
    threshold: float | None,
) -> dict[str, Any]:
    asked = {
        "method": method,
        "computeAs": compute_as,
        "parameters": dict(parameters) if parameters else None,
        "alpha": alpha,
        "threshold": threshold,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _comparison(document: Mapping[str, Any]) -> Comparison:
    effect = document.get("effect")
    return Comparison(
        document["method"],
        _figure(document["value"]),
        _figure(document["pValue"]),
        _figure(document["noise"]),
        None if effect is None else _figure(effect["value"]),
        document["finding"],
        document["sentence"],
        document,
    )


def _figure(value: Any) -> float | None:
    """Read a number; an infinite one comes as its name."""
    return None if value is None else float(value)


def _sample(given: Any) -> Any:
    """Return a sample as the wire has it, without importing numpy or pandas."""
    if isinstance(given, Histogram):
        return {"histogram": {"edges": _values(given.edges), "counts": _values(given.counts)}}
    if isinstance(given, Mapping):
        return {"counts": {str(name): _count(name, count) for name, count in given.items()}}
    if hasattr(given, "columns"):
        return {"columns": {name: _values(column) for name, column in _columns(given).items()}}
    dimensions = getattr(given, "ndim", 1)
    if dimensions == _TABLE_DIMENSIONS:
        return {"rows": [_values(row) for row in given.tolist()]}
    if dimensions != 1:
        raise CompareError(f"an array of {dimensions} dimensions is no sample; send one or two")
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise CompareError(f"{given!r} is no sample; send a list of values, a mapping of counts, or a Histogram")
    values = _plain(given)
    if values and isinstance(values[0], (list, tuple)):
        return {"rows": [_values(row) for row in values]}
    return _values(values)


def _count(name: Any, count: Any) -> int:
    whole = int(count)
    if whole != count:
        raise CompareError(f"the count of {name!r} is {count!r}, expected a whole number")
    return whole


def _columns(frame: Any) -> dict[str, Any]:
    """Return the columns of a frame by name; pyarrow has the names apart, and a mapping is what it is."""
    if not isinstance(frame, Mapping) and not hasattr(frame, "columns"):
        raise CompareError(f"a {type(frame).__name__} has no columns; send two frames, or two mappings of samples")
    names = getattr(frame, "column_names", getattr(frame, "columns", frame))
    return {str(name): frame[name] for name in names}


def _plain(given: Iterable[Any]) -> list[Any]:
    """Return the values of an array as Python has them: those of pyarrow are no numbers otherwise."""
    for name in ("tolist", "to_pylist"):
        tolist = getattr(given, name, None)
        if callable(tolist):
            plain: list[Any] = tolist()
            return plain
    return list(given)


def _values(given: Iterable[Any]) -> list[Any]:
    return [_value(value) for value in _plain(given)]


def _value(value: Any) -> Any:
    """Return one value; JSON has neither NaN nor infinities, so those go as null and by name."""
    kind = type(value)
    if kind is float:
        if math.isfinite(value):
            return value
        return None if value != value else "Infinity" if value > 0 else "-Infinity"  # noqa: PLR0124
    if value is None or kind in (int, str, bool):
        return value
    item = getattr(value, "item", None)
    if callable(item):
        return _value(item())
    if isinstance(value, float):
        return _value(float(value))
    # NaT and pandas.NA are missing: the one differs from itself, the other does not know.
    try:
        return str(value) if value == value else None  # noqa: PLR0124
    except TypeError:
        return None


def _call(method: str, path: str, body: Any, url: str | None, api_key: str | None) -> Any:
    try:
        settings = resolve(url, api_key)
        connection = Connection(settings.url, settings.api_key)
    except (ConfigurationError, ValueError) as problem:
        raise CompareError(str(problem)) from problem
    payload = None if body is None else json.dumps(body, allow_nan=False).encode()
    headers = {} if payload is None else {"Content-Type": "application/json"}
    if payload is not None and len(payload) >= _PACK_FROM:
        payload = gzip.compress(payload, compresslevel=1)
        headers["Content-Encoding"] = "gzip"
    try:
        answer = connection.request(method, path, payload, headers, timeout=_TIMEOUT)
    except UnreachableError as problem:
        raise CompareError(f"{settings.url} does not answer ({problem}); check PLIMSOLL_URL") from problem
    finally:
        connection.close()
    try:
        document = json.loads(answer.body)
    except ValueError:
        document = {}
    if answer.status != 200 or not isinstance(document, dict):  # noqa: PLR2004
        said = document.get("detail") if isinstance(document, dict) else None
        place = document.get("field") if isinstance(document, dict) else None
        raise CompareError(said or f"the server answered {answer.status} to {method} {path}", answer.status, place)
    return document

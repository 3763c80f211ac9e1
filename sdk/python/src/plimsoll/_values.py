"""Turns what users hold (numpy and pandas scalars included) into JSON values, without importing those libraries."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import uuid
from collections.abc import Mapping
from typing import Any, Union

Scalar = Union[float, int, str, bool, None]

_DEPTH_LIMIT = 4


class BadValueError(Exception):
    """A value that the wire cannot carry; the code is the one that the server would refuse it with."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def scalar(name: str, value: Any, depth: int = 0) -> Scalar:
    """Return the JSON scalar for one value; missing values (NaN, NaT, pandas.NA) become null."""
    if value is None or type(value) in (bool, int, str):
        return value  # type: ignore[no-any-return]
    if isinstance(value, enum.Enum):
        # Before str and int, because members of StrEnum and IntEnum are those too.
        return scalar(name, value.value, depth + 1)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (float, decimal.Decimal)):
        return _number(name, float(value))
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        # NaT is a datetime that differs from itself.
        return None if value != value else value.isoformat()  # noqa: PLR0124
    if isinstance(value, uuid.UUID):
        return str(value)
    return _foreign(name, value, depth)


def mapping(field: str, values: Any) -> dict[str, Scalar]:
    """Return the JSON object for a mapping, or for anything with items() such as a pandas Series."""
    items = getattr(values, "items", None)
    if not callable(items):
        raise BadValueError("wrong_type", f"{field} is {_kind(values)}, expected a mapping from name to value")
    result: dict[str, Scalar] = {}
    for name, value in items():
        if not isinstance(name, str):
            raise BadValueError("wrong_type", f"{field} has the name {name!r}, expected a string")
        # The text itself, where a member of an enumeration has another one for people.
        text = str.__str__(name)
        result[text] = scalar(f"{field}.{text}", value)
    return result


def scalar_or_mapping(field: str, value: Any) -> dict[str, Scalar]:
    """Return an object of named outputs; a bare scalar is named `value`, as the server names it."""
    if isinstance(value, Mapping) or callable(getattr(value, "items", None)):
        return mapping(field, value)
    return {"value": scalar(field, value)}


def number(field: str, value: Any) -> float:
    """Return a finite number; booleans and missing values are refused."""
    converted = scalar(field, value)
    if isinstance(converted, bool) or not isinstance(converted, (int, float)):
        code = "not_finite" if isinstance(value, float) else "wrong_type"
        raise BadValueError(code, f"{field} is {_kind(value)}, expected a finite number")
    return converted


def _number(name: str, value: float) -> float | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        raise BadValueError("not_finite", f"{name} is {value}, expected a finite number")
    return value


def _foreign(name: str, value: Any, depth: int) -> Scalar:
    if type(value).__name__ == "NAType":
        return None
    item = getattr(value, "item", None)
    if callable(item) and depth < _DEPTH_LIMIT:
        try:
            plain = item()
        except (TypeError, ValueError):
            # An array or a Series with more than one element has no single value.
            plain = value
        if plain is not value:
            return scalar(name, plain, depth + 1)
    raise BadValueError("wrong_type", f"{name} is {_kind(value)}, expected a number, a string, a boolean or null")


def _kind(value: Any) -> str:
    return f"of type {type(value).__qualname__}"

"""Expectations in code: `expect.not_null("price", mostly=0.99, severity="warning")`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Union

from plimsoll._quality.expectation import Expectation, SuiteError
from plimsoll._quality.frames import open_frame
from plimsoll._quality.psi import baseline_of
from plimsoll._quality.suite import Suite
from plimsoll._quality.times import iso, moment

Bound = Union[float, int, str, datetime.datetime, datetime.date, None]


def not_null(column: str, **common: Any) -> Expectation:
    """No value is missing."""
    return _made("not_null", common, column=column)


def unique(column: str, **common: Any) -> Expectation:
    """No two rows have the same value; missing ones are left out."""
    return _made("unique", common, column=column)


def in_set(column: str, values: Iterable[Any], **common: Any) -> Expectation:
    """Each value is one of these."""
    return _made("in_set", common, column=column, values=list(values))


def not_in_set(column: str, values: Iterable[Any], **common: Any) -> Expectation:
    """No value is one of these."""
    return _made("not_in_set", common, column=column, values=list(values))


def between(
    column: str,
    min: Bound = None,  # noqa: A002
    max: Bound = None,  # noqa: A002
    *,
    strict_min: bool | None = None,
    strict_max: bool | None = None,
    **common: Any,
) -> Expectation:
    """Each value, a number or a time, is within these bounds."""
    return _made(
        "between", common, column=column, min=_bound(min), max=_bound(max), strict_min=strict_min, strict_max=strict_max
    )


def length_between(column: str, min: int | None = None, max: int | None = None, **common: Any) -> Expectation:  # noqa: A002
    """Each text has so many characters."""
    return _made("length_between", common, column=column, min=min, max=max)


def matches_regex(column: str, pattern: str, **common: Any) -> Expectation:
    """The whole of each value fits the expression."""
    return _made("matches_regex", common, column=column, pattern=pattern)


def values_of_type(column: str, type: str, **common: Any) -> Expectation:  # noqa: A002
    """Each value is a number, integer, text, boolean or time."""
    return _made("values_of_type", common, column=column, type=type)


def row_count_between(min: int | None = None, max: int | None = None, **common: Any) -> Expectation:  # noqa: A002
    """The batch has so many rows."""
    return _made("row_count_between", common, min=min, max=max)


def freshness(column: str, max_age: str, **common: Any) -> Expectation:
    """The newest time of the column is at most so old, such as "24h"."""
    return _made("freshness", common, column=column, max_age=max_age)


def columns(
    names: Iterable[str], *, exact: bool | None = None, ordered: bool | None = None, **common: Any
) -> Expectation:
    """These columns are there; `exact`: and no others; `ordered`: in this order."""
    return _made("columns", common, names=list(names), exact=exact, ordered=ordered)


def column_type(column: str, type: str, **common: Any) -> Expectation:  # noqa: A002
    """The column as a whole is of a type."""
    return _made("column_type", common, column=column, type=type)


def mean_between(column: str, min: float | None = None, max: float | None = None, **common: Any) -> Expectation:  # noqa: A002
    """The mean is within these bounds."""
    return _made("mean_between", common, column=column, min=min, max=max)


def sd_between(column: str, min: float | None = None, max: float | None = None, **common: Any) -> Expectation:  # noqa: A002
    """The standard deviation is within these bounds."""
    return _made("sd_between", common, column=column, min=min, max=max)


def quantile_between(
    column: str,
    quantile: float,
    min: float | None = None,  # noqa: A002
    max: float | None = None,  # noqa: A002
    **common: Any,
) -> Expectation:
    """A quantile, such as 0.95, is within these bounds."""
    return _made("quantile_between", common, column=column, quantile=quantile, min=min, max=max)


def distinct_between(column: str, min: int | None = None, max: int | None = None, **common: Any) -> Expectation:  # noqa: A002
    """There are so many different values."""
    return _made("distinct_between", common, column=column, min=min, max=max)


def distribution_close(column: str, baseline: Any, threshold: float | None = None, **common: Any) -> Expectation:
    """The PSI against a baseline is at most the threshold (0.2), or what chance alone explains.

    `baseline` is a frame that has the column, or what a suggested suite holds of one.
    """
    shares = baseline if isinstance(baseline, dict) and "shares" in baseline else None
    if shares is None:
        shares = baseline_of(open_frame(baseline).column(column))
        if shares is None:
            raise SuiteError([f"the baseline of {column!r} needs 100 values, and at most 50 categories"])
    return _made("distribution_close", common, column=column, baseline=shares, threshold=threshold)


def unique_combination(columns: Iterable[str], **common: Any) -> Expectation:
    """No two rows agree in all of these columns."""
    return _made("unique_combination", common, columns=list(columns))


def no_duplicates(**common: Any) -> Expectation:
    """No row repeats another."""
    return _made("no_duplicates", common)


def _bound(value: Bound) -> Any:
    if isinstance(value, (datetime.datetime, datetime.date)):
        time = moment(value)
        return None if time is None else iso(time)
    return value


def _made(kind: str, common: dict[str, Any], **parameters: Any) -> Expectation:
    document = {"expectation": kind, **{name: value for name, value in parameters.items() if value is not None}}
    return Suite.from_document({"expectations": [{**document, **common}]}).expectations[0]

"""Suggests a suite from a batch that is known to be good. Each expectation says by which rule and figures it came.

| rule | suggests |
| --- | --- |
| the columns that there are | columns, critical |
| a type that all values share | column_type, critical |
| nothing missing in 20 rows or more | not_null, critical |
| something missing, completeness above 50 % | not_null with `mostly` at the low end of Wilson's 95 % range, warning |
| whole numbers or texts of which none occurs twice, 20 or more | unique, critical |
| texts with at most 50 different values, at most a tenth of the rows | in_set, warning |
| numbers of which none is negative | between with min 0, warning |
| times of which the newest is at most two days old | freshness with twice that age, at least an hour, warning |
| 1,000 values or more that have a baseline | distribution_close (PSI 0.2), info |
| no row that repeats another, 20 rows or more | no_duplicates, warning |
| any rows | row_count_between half and twice as many, warning |
"""

from __future__ import annotations

import datetime
import math
from typing import Any

from plimsoll._quality import psi
from plimsoll._quality.columns import Column
from plimsoll._quality.expectation import Expectation
from plimsoll._quality.frames import Frame
from plimsoll._quality.reading import MAXIMUM_EXPECTATIONS
from plimsoll._quality.suite import Suite
from plimsoll._quality.values import BOOLEAN, EMPTY, INTEGER, MIXED, NUMBER, TEXT, TIME
from plimsoll._quality.vocabulary import MAXIMUM_NAME, SEVERITIES

_LEAST_ROWS = 20
_LEAST_ROWS_OF_A_BASELINE = 1_000
_CATEGORIES = 50
_CATEGORY_RATIO = 0.1
_LEAST_COMPLETENESS = 0.5
_FRESH = 2 * 86_400
_Z95 = 1.959963984540054


def suggest_suite(frame: Frame, dataset: str | None, now: datetime.datetime) -> Suite:
    """Return what this batch would hold, as far as the rules go."""
    found: list[Expectation] = []
    # A suite cannot name a column without a name, as the index is in a file, or one of too long a name.
    names = [name for name in frame.names if 1 <= len(name) <= MAXIMUM_NAME]
    if names:
        found.append(_made("columns", {"names": names}, "critical", "The columns of this batch."))
    if frame.rows:
        ends = {"min": frame.rows // 2, "max": 2 * frame.rows}
        found.append(
            _made("row_count_between", ends, "warning", f"Half and twice the {frame.rows:,} rows of this batch.")
        )
    if frame.rows >= _LEAST_ROWS and frame.names and frame.duplicates() == 0:
        found.append(_made("no_duplicates", {}, "warning", f"No row repeats another among {frame.rows:,}."))
    for name in names:
        found += _of_column(frame.column(name), now)
    return Suite(_gravest(found), dataset=dataset)


def _gravest(found: list[Expectation]) -> list[Expectation]:
    """Return as many as a suite takes, without the least grave; the first go before the last."""
    order = sorted(range(len(found)), key=lambda place: -SEVERITIES.index(found[place].severity))
    return [found[place] for place in sorted(order[:MAXIMUM_EXPECTATIONS])]


def wilson_low(successes: int, total: int) -> float:
    """Return the lower end of Wilson's 95 % interval of a share (E. B. Wilson, JASA 22, 1927)."""
    if not total:
        return 0.0
    share, square = successes / total, _Z95**2
    middle = share + square / (2 * total)
    spread = _Z95 * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    return max(0.0, (middle - spread) / (1 + square / total))


def _of_column(column: Column, now: datetime.datetime) -> list[Expectation]:
    about = {"column": column.name}
    present = column.rows - column.missing
    found: list[Expectation] = []
    if column.kind not in (MIXED, EMPTY):
        found.append(
            _made(
                "column_type", {**about, "type": column.kind}, "critical", f"All {present:,} values are of this type."
            )
        )
    found += _completeness(column, about, present)
    if present < _LEAST_ROWS:
        return found
    distinct = column.distinct()
    if column.kind in (INTEGER, TEXT) and distinct.count >= 0.9 * present and column.repeated(0).count == 0:
        found.append(_made("unique", about, "critical", f"None of the {present:,} values occurs twice."))
    if column.kind == TEXT and distinct.count <= min(_CATEGORIES, _CATEGORY_RATIO * present):
        values = sorted(value for value, _ in column.most_frequent(_CATEGORIES))
        why = f"{len(values)} different values among {present:,}, a ratio of at most {_CATEGORY_RATIO:g}."
        found.append(_made("in_set", {**about, "values": values}, "warning", why))
    numbers = column.numbers()
    if numbers is not None and numbers.min is not None and numbers.min >= 0 and not numbers.infinite:
        why = f"None of the {present:,} values is negative; the lowest is {numbers.min:g}."
        found.append(_made("between", {**about, "min": 0}, "warning", why))
    extent = column.extent()
    if column.kind == TIME and extent is not None:
        age = (now - extent[1]).total_seconds()
        if 0 <= age <= _FRESH:
            hours = max(1, math.ceil(2 * age / 3600))
            why = f"The newest value is {age / 3600:.1f} h old; twice that, at least an hour."
            found.append(_made("freshness", {**about, "max_age": f"{hours}h"}, "warning", why))
    if present >= _LEAST_ROWS_OF_A_BASELINE and column.kind in (NUMBER, INTEGER, TEXT, BOOLEAN):
        baseline = None if distinct.count == present and column.kind == INTEGER else psi.baseline_of(column)
        if baseline is not None:
            why = f"The distribution of these {present:,} values."
            found.append(_made("distribution_close", {**about, "baseline": baseline}, "info", why))
    return found


def _completeness(column: Column, about: dict[str, Any], present: int) -> list[Expectation]:
    if column.rows < _LEAST_ROWS:
        return []
    if column.missing == 0:
        return [_made("not_null", about, "critical", f"None of {column.rows:,} rows is missing it.")]
    if present / column.rows <= _LEAST_COMPLETENESS:
        return []
    low = math.floor(1000 * wilson_low(present, column.rows)) / 1000
    why = f"{present:,} of {column.rows:,} rows have it; the lower end of Wilson's 95 % interval is {low:g}."
    return [Expectation("not_null", about, "warning", low, why)]


def _made(kind: str, parameters: dict[str, Any], severity: str, why: str) -> Expectation:
    return Expectation(kind, parameters, severity, description=why)

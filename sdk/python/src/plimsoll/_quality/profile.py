"""What is told of a batch: counts and figures of each column, never its rows."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any

from plimsoll._quality.columns import QUANTILES, Column, Numbers
from plimsoll._quality.frames import Frame
from plimsoll._quality.times import iso
from plimsoll._quality.values import BOOLEAN, MIXED, TEXT, written

_CATEGORIES = 50
_CATEGORY_RATIO = 0.1
_SHOWN = 20
_LEAST_ROWS_TOLD = 5
_LONGEST_CATEGORY = 100


@dataclass(frozen=True)
class ColumnProfile:
    """One column of a batch.

    `type` is number, integer, text, boolean, time, mixed or empty; `dtype` is what its library calls it. `distinct` is
    counted if `distinct_is_exact`, else estimated (HyperLogLog, within about 0.8 %). `categories` are the most frequent
    values of a column that has few, with how often they occur. `present` counts the values that are there.
    """

    name: str
    type: str
    dtype: str
    missing: int
    distinct: int
    distinct_is_exact: bool
    numbers: Numbers | None
    oldest: datetime.datetime | None
    newest: datetime.datetime | None
    categories: tuple[tuple[str, int], ...]
    present: int

    def document(self) -> dict[str, Any]:
        """Return it as the wire has it."""
        told: dict[str, Any] = {
            # A name on the wire has 1 to 200 characters.
            "name": self.name[:200] if self.name.strip() else "(no name)",
            "type": self.type,
            "dtype": self.dtype[:100],
            "missing": self.missing,
            "distinct": self.distinct,
            "distinctIsExact": self.distinct_is_exact,
        }
        # The figures of very few rows are the values of somebody.
        is_told = self.present >= _LEAST_ROWS_TOLD
        if is_told and self.numbers is not None:
            told.update(_numbers(self.numbers))
        if is_told and self.oldest is not None and self.newest is not None:
            told.update(oldest=iso(self.oldest), newest=iso(self.newest))
        if self.categories:
            told["categories"] = [{"value": value, "count": count} for value, count in self.categories]
        return told


@dataclass(frozen=True)
class BatchProfile:
    """A batch: how many rows, how many of them repeat an earlier one (None if that was not counted), its columns."""

    rows: int
    duplicates: int | None
    columns: tuple[ColumnProfile, ...]

    def column(self, name: str) -> ColumnProfile:
        """Return the profile of a column."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"there is no column {name!r}; there are {[column.name for column in self.columns]}")

    def document(self) -> dict[str, Any]:
        """Return it as the wire has it."""
        told: dict[str, Any] = {"rows": self.rows, "columns": [column.document() for column in self.columns]}
        if self.duplicates is not None:
            told["duplicates"] = self.duplicates
        return told


def profile_frame(frame: Frame, *, duplicates: bool = True, categories: bool = True) -> BatchProfile:
    """Profile every column."""
    columns = tuple(_column(frame.column(name), categories=categories) for name in frame.names)
    return BatchProfile(frame.rows, frame.duplicates() if duplicates else None, columns)


def _column(column: Column, *, categories: bool) -> ColumnProfile:
    distinct = column.distinct()
    extent = column.extent()
    kind = column.kind
    found: tuple[tuple[str, int], ...] = ()
    present = column.rows - column.missing
    is_category = distinct.count <= _CATEGORIES and distinct.count <= max(2, _CATEGORY_RATIO * present)
    if categories and kind in (TEXT, BOOLEAN, MIXED) and is_category:
        # A value of very few rows could be somebody's own, so it is not told.
        found = tuple(
            (_cut(written(value)), count) for value, count in column.most_frequent(_SHOWN) if count >= _LEAST_ROWS_TOLD
        )
    return ColumnProfile(
        column.name,
        kind,
        column.dtype,
        column.missing,
        distinct.count,
        distinct.is_exact,
        column.numbers(),
        None if extent is None else extent[0],
        None if extent is None else extent[1],
        found,
        present,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CATEGORY else text[: _LONGEST_CATEGORY - 1] + "…"


def _numbers(numbers: Numbers) -> dict[str, Any]:
    told: dict[str, Any] = {
        "min": numbers.min,
        "max": numbers.max,
        "mean": numbers.mean,
        "sd": numbers.sd,
        "infinite": numbers.infinite,
    }
    if numbers.quantiles and all(map(math.isfinite, numbers.quantiles.values())):
        told["quantiles"] = [numbers.quantiles[share] for share in QUANTILES]
        told["quantilesAreExact"] = numbers.is_exact
    # JSON has no word for what has overflowed.
    return {
        name: value
        for name, value in told.items()
        if value is not None and (not isinstance(value, float) or math.isfinite(value))
    }

"""Frames of Spark: every figure is an aggregation that runs where the data is; no row is collected.

One pass computes the profile, one answers all that is asked value by value; only what needs a grouping (repeated
values, few categories, rows that repeat) costs a pass of its own. Quantiles and counts of different values are Spark's
approximations and are said to be.
"""

from __future__ import annotations

import datetime
import importlib
import math
from collections.abc import Sequence
from typing import Any

from plimsoll._quality.columns import QUANTILES, Column, Distinct, Failing, Numbers
from plimsoll._quality.frames import Frame
from plimsoll._quality.times import in_utc, moment
from plimsoll._quality.values import (
    BOOLEAN,
    INTEGER,
    LONGEST_MATCH,
    MIXED,
    NUMBER,
    TEXT,
    TIME,
    Between,
    InSet,
    LengthBetween,
    Matches,
    OfType,
    Test,
    plain,
)

_KINDS = {
    "byte": INTEGER,
    "short": INTEGER,
    "integer": INTEGER,
    "long": INTEGER,
    "float": NUMBER,
    "double": NUMBER,
    "decimal": NUMBER,
    "string": TEXT,
    "boolean": BOOLEAN,
    "timestamp": TIME,
    "timestamp_ntz": TIME,
    "date": TIME,
}
_ACCURACY = 10_000
_SKETCH_ERROR = 0.01
_EXACT_ROWS = 100_000


class SparkFrame(Frame):
    """A DataFrame of Spark, classic or Connect."""

    def __init__(self, data: Any) -> None:
        self.functions: Any = importlib.import_module("pyspark.sql.functions")
        self.data = data
        self._types = {field.name: field.dataType for field in data.schema.fields}
        self._answers: dict[tuple[str, Test], int] = {}
        self._repeats: dict[tuple[str, ...], int] = {}
        super().__init__(list(data.columns), 0)
        self._profile = self._first_pass()
        self.rows = int(self._profile["rows"])

    def prepare(self, tests: Sequence[tuple[str, Test | None]]) -> None:
        asked = [(name, test) for name, test in tests if test is not None and (name, test) not in self._answers]
        if not asked:
            return
        sums = [self._count(self.wrong(name, test)).alias(f"t{place}") for place, (name, test) in enumerate(asked)]
        row = self.data.agg(*sums).first()
        for place, key in enumerate(asked):
            self._answers[key] = int(row[place] or 0)

    def duplicates(self, names: Sequence[str] | None = None) -> int:
        key = tuple(self.names if names is None else names)
        if key not in self._repeats:
            different = self.data.select(*[self.of(name) for name in key]).distinct().count() if key else self.rows
            self._repeats[key] = self.rows - int(different)
        return self._repeats[key]

    def of(self, name: str) -> Any:
        """Return the expression of a column, whatever letters are in its name."""
        return self.functions.col("`" + name.replace("`", "``") + "`")

    def kind(self, name: str) -> str:
        """Return the type of a column in our words."""
        return _KINDS.get(self._types[name].typeName().partition("(")[0], MIXED)

    def figure(self, name: str, what: str) -> Any:
        """Return a figure of the first pass."""
        return self._profile.get(f"{self.names.index(name)} {what}")

    def count_wrong(self, name: str, test: Test) -> int:
        """Return how many values do not fit."""
        self.prepare([(name, test)])
        return self._answers[(name, test)]

    def present(self, name: str) -> Any:
        """Return the condition that a value is there; NaN is missing, as everywhere here."""
        value = self.of(name)
        if self._types[name].typeName() in ("float", "double"):
            return value.isNotNull() & ~self.functions.isnan(value)
        return value.isNotNull()

    def values(self, name: str) -> Any:
        """Return the values that are there, as a frame of one column called `value`; what is nested as its JSON."""
        value = self.of(name)
        if self._types[name].typeName() in ("array", "struct", "map"):
            value = self.functions.to_json(value)
        return self.data.where(self.present(name)).select(value.alias("value"))

    def _read(self, name: str) -> Column:
        return _SparkColumn(self, name, self._types[name].simpleString())

    def _first_pass(self) -> dict[str, Any]:
        f = self.functions
        asked = [f.count(f.lit(1)).alias("rows")]
        for place, name in enumerate(self.names):
            asked += self._figures(place, name)
        row = self.data.agg(*asked).first()
        # The quantiles come as a list, which is no value to be made plain.
        return {str(key): value if isinstance(value, list) else plain(value) for key, value in row.asDict().items()}

    def _figures(self, place: int, name: str) -> list[Any]:
        f, there = self.functions, self.present(name)
        asked = [self._count(there).alias(f"{place} present")]
        kind = self.kind(name)
        value = f.when(there, self.of(name))
        if self._types[name].typeName() not in ("array", "struct", "map"):
            asked.append(f.approx_count_distinct(value, _SKETCH_ERROR).alias(f"{place} distinct"))
        if kind in (NUMBER, INTEGER):
            number = self.of(name).cast("double")
            infinite = there & (f.abs(number) == float("inf"))
            finite = f.when(there & (f.abs(number) != float("inf")), number)
            asked += [
                self._count(infinite).alias(f"{place} infinite"),
                f.min(finite).alias(f"{place} min"),
                f.max(finite).alias(f"{place} max"),
                f.avg(finite).alias(f"{place} mean"),
                f.stddev_samp(finite).alias(f"{place} sd"),
                f.percentile_approx(finite, list(QUANTILES), _ACCURACY).alias(f"{place} quantiles"),
            ]
        if kind == TIME:
            asked += [f.min(value).alias(f"{place} min"), f.max(value).alias(f"{place} max")]
        return asked

    def _count(self, condition: Any) -> Any:
        return self.functions.sum(self.functions.when(condition, 1).otherwise(0))

    def wrong(self, name: str, test: Test) -> Any:
        """Return the condition that a value is there and does not fit."""
        return self.present(name) & ~self.functions.coalesce(self._fits(name, test), self.functions.lit(False))  # noqa: FBT003

    def _fits(self, name: str, test: Test) -> Any:
        f, value, kind = self.functions, self.of(name), self.kind(name)
        never, always = f.lit(False), f.lit(True)  # noqa: FBT003
        if isinstance(test, InSet):
            like = _alike(test.values, kind)
            found = (value.cast("timestamp") if kind == TIME else value).isin(like) if like else never
            return found if test.wanted else ~found
        if isinstance(test, Between):
            return self._within(value, kind, test)
        if isinstance(test, LengthBetween):
            fits = f.length(value) >= test.low
            return never if kind != TEXT else fits if test.high is None else fits & (f.length(value) <= test.high)
        if isinstance(test, Matches):
            # In Java, $ also stands before a last end of line.
            text = value.cast("string")
            return (f.length(text) <= LONGEST_MATCH) & text.rlike(rf"\A(?:{test.pattern})\z")
        if isinstance(test, OfType):
            if kind == NUMBER and test.type == INTEGER:
                # The floor of an infinity overflows; its remainder is NaN, which is not 0.
                return value % f.lit(1.0) == 0
            return always if kind == test.type or (kind == INTEGER and test.type == NUMBER) else never
        raise TypeError(f"{test!r} cannot be asked of Spark")

    def _within(self, value: Any, kind: str, test: Between) -> Any:
        f = self.functions
        is_time = any(isinstance(bound, str) for bound in (test.low, test.high))
        if is_time != (kind == TIME) or kind not in (TIME, NUMBER, INTEGER):
            return f.lit(False)  # noqa: FBT003
        low, high = (moment(b) if isinstance(b, str) else b for b in (test.low, test.high))
        fits = f.lit(True)  # noqa: FBT003
        if low is not None:
            fits = fits & (value > low if test.strict_low else value >= low)
        if high is not None:
            fits = fits & (value < high if test.strict_high else value <= high)
        return fits


class _SparkColumn(Column):
    def __init__(self, frame: SparkFrame, name: str, dtype: str) -> None:
        super().__init__(name, dtype, frame.rows, frame.rows - int(frame.figure(name, "present") or 0))
        self._frame = frame
        self._repeated: tuple[int, int] | None = None

    @property
    def kind(self) -> str:
        return self._frame.kind(self.name)

    def distinct(self) -> Distinct:
        estimated = int(self._frame.figure(self.name, "distinct") or 0)
        if self.rows - self.missing <= _EXACT_ROWS or estimated == 0:
            return Distinct(self._grouped()[0], is_exact=True)
        return Distinct(min(estimated, self.rows - self.missing), is_exact=False)

    def numbers(self) -> Numbers | None:
        if self.kind not in (NUMBER, INTEGER):
            return None
        figure = self._frame.figure
        infinite = int(figure(self.name, "infinite") or 0)
        low, high, mean, sd = (_float(figure(self.name, what)) for what in ("min", "max", "mean", "sd"))
        cuts = figure(self.name, "quantiles")
        quantiles = {share: float(cut) for share, cut in zip(QUANTILES, cuts)} if isinstance(cuts, list) else {}
        return Numbers(self.rows - self.missing - infinite, infinite, low, high, mean, sd, quantiles, is_exact=False)

    def quantile(self, share: float) -> float | None:
        if self.kind not in (NUMBER, INTEGER):
            return None
        f = self._frame.functions
        finite = self._frame.values(self.name).where(f.abs(f.col("value")) != float("inf"))
        row = finite.agg(f.percentile_approx(f.col("value").cast("double"), share, _ACCURACY)).first()
        return _float(row[0])

    def extent(self) -> tuple[datetime.datetime, datetime.datetime] | None:
        ends = [moment(_zoned(self._frame.figure(self.name, what))) for what in ("min", "max")]
        if self.kind != TIME or ends[0] is None or ends[1] is None:
            return None
        return ends[0], ends[1]

    def most_frequent(self, most: int) -> list[tuple[Any, int]]:
        f = self._frame.functions
        counted = self._frame.values(self.name).groupBy("value").agg(f.count(f.lit(1)).alias("n"))
        return [
            (plain(row[0]), int(row[1])) for row in counted.orderBy(f.desc("n"), f.asc("value")).limit(most).collect()
        ]

    def failing(self, test: Test, examples: int) -> Failing:
        count = self._frame.count_wrong(self.name, test)
        if not count or not examples:
            return Failing(count, [])
        wrong = self._frame.wrong(self.name, test)
        some = self._frame.data.where(wrong).select(self._frame.of(self.name)).limit(examples).collect()
        return Failing(count, [plain(row[0]) for row in some])

    def repeated(self, examples: int) -> Failing:
        count = self._grouped()[1]
        if not count or not examples:
            return Failing(count, [])
        return Failing(count, [value for value, often in self.most_frequent(examples) if often > 1])

    def shares(self, edges: Sequence[float]) -> list[int]:
        f = self._frame.functions
        value = f.col("value").cast("double")
        ends = [-math.inf, *edges, math.inf]
        counts = [
            f.sum(f.when((value >= low) & ((value < high) | f.lit(high == math.inf)), 1).otherwise(0))
            for low, high in zip(ends, ends[1:])
        ]
        row = self._frame.values(self.name).agg(*counts).first()
        return [int(row[place] or 0) for place in range(len(counts))]

    def count_of(self, values: Sequence[Any]) -> list[int]:
        f = self._frame.functions
        kind = self.kind
        like = [
            f.sum(f.when(f.col("value") == value, 1).otherwise(0)) if _is_like(value, kind) else f.lit(0)
            for value in values
        ]
        row = self._frame.values(self.name).agg(*like).first() if like else []
        return [int(row[place] or 0) for place in range(len(like))]

    def _grouped(self) -> tuple[int, int]:
        """Return how many different values there are, and how many rows share theirs."""
        if self._repeated is None:
            f = self._frame.functions
            counted = self._frame.values(self.name).groupBy("value").agg(f.count(f.lit(1)).alias("n"))
            shared = f.sum(f.when(f.col("n") > 1, f.col("n")).otherwise(0))
            row = counted.agg(f.count(f.lit(1)), shared).first()
            self._repeated = int(row[0] or 0), int(row[1] or 0)
        return self._repeated


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _zoned(value: Any) -> Any:
    """A timestamp comes as local time without a zone."""
    return in_utc(value) if isinstance(value, datetime.datetime) and value.tzinfo is None else value


def _alike(values: Sequence[Any], kind: str) -> list[Any]:
    """Return those that a value of this type may equal; a suite writes times as texts."""
    if kind == TIME:
        return [time for value in values if (time := moment(value)) is not None]
    return [value for value in values if _is_like(value, kind)]


def _is_like(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == BOOLEAN
    if isinstance(value, str):
        return kind == TEXT
    return kind in (NUMBER, INTEGER)

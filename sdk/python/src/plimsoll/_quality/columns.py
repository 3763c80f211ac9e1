"""A column, however its frame holds it: counted values, or one array of numpy."""

from __future__ import annotations

import bisect
import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plimsoll._quality import sketch
from plimsoll._quality.times import after_epoch, moment
from plimsoll._quality.values import BOOLEAN, EMPTY, INTEGER, NUMBER, TIME, OfType, Test, kind_of, kind_of_all, text_of

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
EXACT_ROWS = 100_000
EXACT_DISTINCT = 10_000


@dataclass(frozen=True)
class Distinct:
    """How many different values there are, and whether they were counted or estimated."""

    count: int
    is_exact: bool


@dataclass(frozen=True)
class Numbers:
    """The finite numbers of a column. `sd` divides by n - 1; quantiles are interpolated (type 7) unless estimated."""

    count: int
    infinite: int
    min: float | None
    max: float | None
    mean: float | None
    sd: float | None
    quantiles: dict[float, float]
    is_exact: bool = True


@dataclass(frozen=True)
class Failing:
    """How many of the values that are there do not fit, and some of them."""

    count: int
    examples: list[Any]


class Column:
    """What is asked of a column. `missing` counts None, NaN and NaT; what is asked otherwise leaves them out."""

    def __init__(self, name: str, dtype: str, rows: int, missing: int) -> None:
        self.name = name
        self.dtype = dtype
        self.rows = rows
        self.missing = missing

    @property
    def kind(self) -> str:
        """The type of its values."""
        raise NotImplementedError

    def distinct(self) -> Distinct:
        """Count its different values."""
        raise NotImplementedError

    def numbers(self) -> Numbers | None:
        """Describe its numbers, if it has any."""
        raise NotImplementedError

    def extent(self) -> tuple[datetime.datetime, datetime.datetime] | None:
        """Return its oldest and newest time, if it has times."""
        raise NotImplementedError

    def most_frequent(self, most: int) -> list[tuple[Any, int]]:
        """Return the values that occur most often, with how often."""
        raise NotImplementedError

    def failing(self, test: Test, examples: int) -> Failing:
        """Hold every value against the test."""
        raise NotImplementedError

    def repeated(self, examples: int) -> Failing:
        """Find the rows whose value another row has too."""
        raise NotImplementedError

    def shares(self, edges: Sequence[float]) -> list[int]:
        """Count the numbers below the first edge, between each two (the upper one excluded), and from the last on."""
        raise NotImplementedError

    def count_of(self, values: Sequence[Any]) -> list[int]:
        """Count how often each of these values occurs."""
        raise NotImplementedError

    def quantile(self, share: float) -> float | None:
        """Return one quantile of its numbers."""
        raise NotImplementedError


class CountedColumn(Column):
    """Each different value with how often it occurs; `codes` say which row has which, where a frame knows."""

    def __init__(
        self, name: str, dtype: str, rows: int, values: Sequence[Any], counts: Sequence[int], codes: Any = None
    ) -> None:
        super().__init__(name, dtype, rows, rows - sum(counts))
        self.values = values
        self.counts = counts
        self.codes = codes
        self._kind: str | None = None

    @property
    def kind(self) -> str:
        if self._kind is None:
            self._kind = kind_of_all(self.values)
        return self._kind

    def distinct(self) -> Distinct:
        return Distinct(len(self.values), is_exact=True)

    def numbers(self) -> Numbers | None:
        if self.kind not in (NUMBER, INTEGER):
            return None
        pairs = sorted((_float(value), count) for value, count in zip(self.values, self.counts))
        finite = [(value, count) for value, count in pairs if math.isfinite(value)]
        total = sum(count for _, count in finite)
        infinite = sum(count for _, count in pairs) - total
        if not total:
            return Numbers(0, infinite, None, None, None, None, {})
        # The shares are small, so that the sum of the largest numbers stays one.
        mean = math.fsum(value * (count / total) for value, count in finite)
        spread = _sum_of_squares(finite, mean)
        quantiles = {share: _weighted_quantile(finite, total, share) for share in QUANTILES}
        sd = math.sqrt(spread / (total - 1)) if total > 1 else None
        return Numbers(total, infinite, finite[0][0], finite[-1][0], mean, sd, quantiles)

    def quantile(self, share: float) -> float | None:
        if self.kind not in (NUMBER, INTEGER):
            return None
        pairs = sorted((_float(value), count) for value, count in zip(self.values, self.counts))
        finite = [(value, count) for value, count in pairs if math.isfinite(value)]
        total = sum(count for _, count in finite)
        return _weighted_quantile(finite, total, share) if total else None

    def extent(self) -> tuple[datetime.datetime, datetime.datetime] | None:
        if self.kind != TIME or not self.values:
            return None
        times = [time for value in self.values if (time := moment(value)) is not None]
        return min(times), max(times)

    def most_frequent(self, most: int) -> list[tuple[Any, int]]:
        order = sorted(range(len(self.values)), key=lambda i: (-self.counts[i], text_of(self.values[i])))
        return [(self.values[i], int(self.counts[i])) for i in order[:most]]

    def failing(self, test: Test, examples: int) -> Failing:
        accepts = test.accepts
        wrong = [i for i, value in enumerate(self.values) if not accepts(value)]
        return self._some(wrong, examples)

    def repeated(self, examples: int) -> Failing:
        return self._some([i for i, count in enumerate(self.counts) if count > 1], examples)

    def shares(self, edges: Sequence[float]) -> list[int]:
        counts = [0] * (len(edges) + 1)
        for value, count in zip(self.values, self.counts):
            if kind_of(value) in (NUMBER, INTEGER):
                counts[bisect.bisect_right(edges, _float(value))] += int(count)
        return counts

    def count_of(self, values: Sequence[Any]) -> list[int]:
        known = {(_type_key(value), value): int(count) for value, count in zip(self.values, self.counts)}
        return [known.get((_type_key(value), value), 0) for value in values]

    def _some(self, places: list[int], examples: int) -> Failing:
        worst = sorted(places, key=lambda i: -self.counts[i])[:examples] if examples else []
        return Failing(int(sum(self.counts[i] for i in places)), [self.values[i] for i in worst])


class ArrayColumn(Column):
    """Numbers or times in one array of numpy, without the missing ones."""

    def __init__(self, name: str, dtype: str, rows: int, array: Any, numpy: Any, present: Any = None) -> None:
        super().__init__(name, dtype, rows, rows - len(array))
        self.array = array
        self.present = present
        self._numpy = numpy
        self._keys: Any = None
        self._finite: Any = None

    @property
    def kind(self) -> str:
        return {"M": TIME, "f": NUMBER}.get(self.array.dtype.kind, INTEGER)

    def keys(self) -> Any:
        """Return a well-mixed number of 64 bits for each value; equal values have equal numbers."""
        if self._keys is None:
            self._keys = sketch.keys(self._numpy, self.array)
        return self._keys

    def distinct(self) -> Distinct:
        if len(self.array) <= EXACT_ROWS:
            return Distinct(sketch.count(self._numpy, self.array), is_exact=True)
        estimated = sketch.estimate(self._numpy, self.keys())
        if estimated > EXACT_DISTINCT:
            return Distinct(min(round(estimated), len(self.array)), is_exact=False)
        return Distinct(sketch.count_few(self._numpy, self.keys()), is_exact=True)

    def finite(self) -> Any:
        """Return its finite numbers."""
        if self._finite is None:
            array = self.array
            if array.dtype.kind == "f":
                fits = self._numpy.isfinite(array)
                array = array if fits.all() else array[fits]
            self._finite = array
        return self._finite

    def numbers(self) -> Numbers | None:
        if self.kind == TIME:
            return None
        numpy, finite = self._numpy, self.finite()
        infinite = len(self.array) - len(finite)
        if not len(finite):
            return Numbers(0, infinite, None, None, None, None, {})
        numbers = finite.astype("float64", copy=False)
        # What is beyond the largest number is said by leaving it out, not by a warning in the caller's log.
        with numpy.errstate(all="ignore"):
            cuts = numpy.quantile(numbers, QUANTILES)
            mean = float(numbers.mean())
            sd = float(numbers.std(ddof=1)) if len(finite) > 1 else None
        return Numbers(
            len(finite),
            infinite,
            float(finite.min()),
            float(finite.max()),
            mean,
            sd,
            {share: float(cut) for share, cut in zip(QUANTILES, cuts)},
        )

    def quantile(self, share: float) -> float | None:
        if self.kind == TIME or not len(self.finite()):
            return None
        return float(self._numpy.quantile(self.finite().astype("float64", copy=False), share))

    def extent(self) -> tuple[datetime.datetime, datetime.datetime] | None:
        if self.kind != TIME or not len(self.array):
            return None
        oldest, newest = (self.array.min(), self.array.max())
        return _instant(oldest), _instant(newest)

    def most_frequent(self, most: int) -> list[tuple[Any, int]]:
        return self.counted().most_frequent(most)

    def failing(self, test: Test, examples: int) -> Failing:
        wrong = test.mask(self._numpy, self.array)
        if wrong is None:
            return self.counted().failing(test, examples)
        count = int(self._numpy.count_nonzero(wrong))
        if not count or not examples:
            return Failing(count, [])
        some = self._numpy.unique(self.array[wrong][: 100 * examples])[:examples]
        return Failing(count, [self._plain(value) for value in some])

    def repeated(self, examples: int) -> Failing:
        values, counts = self._numpy.unique(self.array, return_counts=True)
        often = counts > 1
        return Failing(int(counts[often].sum()), [self._plain(value) for value in values[often][:examples]])

    def shares(self, edges: Sequence[float]) -> list[int]:
        numpy = self._numpy
        if self.kind == TIME:
            return [0] * (len(edges) + 1)
        places = numpy.searchsorted(numpy.asarray(edges, dtype="float64"), self.array, side="right")
        return [int(count) for count in numpy.bincount(places, minlength=len(edges) + 1)]

    def count_of(self, values: Sequence[Any]) -> list[int]:
        return self.counted().count_of(values)

    def counted(self) -> CountedColumn:
        """Return its values counted, for what has to be asked of them one by one."""
        values, counts = self._numpy.unique(self.array, return_counts=True)
        plain = [self._plain(value) for value in values]
        return CountedColumn(self.name, self.dtype, self.rows, plain, [int(count) for count in counts])

    def _plain(self, value: Any) -> Any:
        return _instant(value) if self.kind == TIME else value.item()


def of_type(column: Column, wanted: str) -> bool:
    """Say whether a whole column is of a type: by its own type if it has one, else by every value."""
    if column.kind in (EMPTY, wanted) or (wanted == NUMBER and column.kind == INTEGER):
        return True
    return wanted in (INTEGER, BOOLEAN) and column.failing(OfType(wanted), 0).count == 0


def _sum_of_squares(pairs: Sequence[tuple[float, int]], mean: float) -> float:
    try:
        return math.fsum(count * (value - mean) ** 2 for value, count in pairs)
    except OverflowError:
        return math.inf


def _float(value: Any) -> float:
    """Return a number as a float; a whole number beyond all of them is infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _instant(value: Any) -> datetime.datetime:
    return after_epoch(int(value.astype("datetime64[us]").astype("int64")))


def _type_key(value: Any) -> str:
    kind = kind_of(value)
    return NUMBER if kind == INTEGER else kind


def _weighted_quantile(pairs: Sequence[tuple[float, int]], total: int, share: float) -> float:
    """Interpolate between the two values around the place, as numpy does by default."""
    place = share * (total - 1)
    low, fraction = int(place), place - int(place)
    passed = 0
    lower: float | None = None
    for value, count in pairs:
        passed += count
        if lower is None and passed > low:
            lower = value
        if lower is not None and passed > low + (1 if fraction else 0):
            return lower + (value - lower) * fraction
    return pairs[-1][0] if lower is None else lower

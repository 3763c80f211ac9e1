"""What can be asked of the values of a column, one by one, and how samples of them are masked."""

from __future__ import annotations

import datetime
import decimal
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from plimsoll._quality.times import iso, moment

NUMBER, INTEGER, TEXT, BOOLEAN, TIME, MIXED, EMPTY = "number", "integer", "text", "boolean", "time", "mixed", "empty"
LONGEST_SAMPLE = 100
LONGEST_MATCH = 10_000


def kind_of(value: Any) -> str:
    """Return the type of one value that is there."""
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    if isinstance(value, (float, decimal.Decimal)):
        return NUMBER
    if isinstance(value, str):
        return TEXT
    return TIME if isinstance(value, (datetime.datetime, datetime.date)) else MIXED


def kind_of_all(values: Any) -> str:
    """Return the one type that all values have."""
    # The type of a value decides, so one value of each type is looked at: there may be millions.
    kinds = {kind_of(value) for value in {type(value): value for value in values}.values()}
    if kinds == {NUMBER, INTEGER}:
        return NUMBER
    return kinds.pop() if len(kinds) == 1 else MIXED if kinds else EMPTY


def is_missing(value: Any) -> bool:
    """Say whether a value is None, NaN, NaT or pandas.NA."""
    if value is None:
        return True
    if isinstance(value, (str, int, bool)):
        return False
    if isinstance(value, (float, decimal.Decimal)):
        return math.isnan(value)
    if isinstance(value, (list, dict, tuple, set, bytes)):
        return False
    name = type(value).__name__
    return name in ("NAType", "NaTType")


def all_plain(values: list[Any]) -> list[Any]:
    """Return `plain` of each; most lists hold nothing foreign."""
    if set(map(type, values)) <= {str, int, float, bool}:
        return values
    return [plain(value) for value in values]


def plain(value: Any) -> Any:
    """Return the value of a foreign scalar, such as one of numpy; what cannot be counted becomes its text."""
    if value is None or isinstance(value, (bool, int, str, float)):
        return value
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", ()) == ():
        return item()
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value


class Test:
    """Whether a value fits. `accepts` takes one that is there; `mask` may say it for a whole numpy array at once."""

    def accepts(self, value: Any) -> bool:
        """Say whether the value fits."""
        raise NotImplementedError

    def mask(self, _numpy: Any, _array: Any) -> Any:
        """Return an array that is true where a value does not fit, or None if it has to be asked one by one."""
        return None


@dataclass(frozen=True)
class InSet(Test):
    """One of these values; numbers are equal to numbers only, and true is not 1."""

    values: tuple[Any, ...]
    wanted: bool = True

    def accepts(self, value: Any) -> bool:
        """Say whether the value is one of them."""
        if isinstance(value, decimal.Decimal):
            value = float(value)
        if isinstance(value, (datetime.datetime, datetime.date)):
            times = {moment(item) for item in self.values}
            return (moment(value) in times) == self.wanted
        found = any(item == value and isinstance(item, bool) == isinstance(value, bool) for item in self._like(value))
        return found == self.wanted

    def mask(self, numpy: Any, array: Any) -> Any:
        """Look numbers up all at once."""
        if array.dtype.kind not in "iuf":
            return None
        wanted = [item for item in self.values if isinstance(item, (int, float)) and not isinstance(item, bool)]
        return numpy.isin(array, wanted, invert=self.wanted)

    def _like(self, value: Any) -> tuple[Any, ...]:
        cached = self.__dict__.get("_set")
        if cached is None:
            cached = set(self.values)
            self.__dict__["_set"] = cached
        return self.values if value in cached else ()


@dataclass(frozen=True)
class Between(Test):
    """Within bounds: numbers within numbers, times within times. A value of another type does not fit."""

    low: Any = None
    high: Any = None
    strict_low: bool = False
    strict_high: bool = False

    def accepts(self, value: Any) -> bool:
        """Compare one value."""
        if isinstance(value, bool):
            return False
        numeric = not any(isinstance(bound, str) for bound in (self.low, self.high))
        at: Any = moment(value) if not numeric else value
        if at is None or (numeric and not isinstance(at, (int, float, decimal.Decimal))):
            return False
        low, high = self._bounds()
        if low is not None and not (at > low if self.strict_low else at >= low):
            return False
        return high is None or (at < high if self.strict_high else at <= high)

    def mask(self, numpy: Any, array: Any) -> Any:
        """Compare all values at once."""
        low, high = self._bounds()
        is_time = any(isinstance(bound, datetime.datetime) for bound in (low, high))
        if is_time != (array.dtype.kind == "M"):
            return numpy.ones(len(array), dtype=bool)
        if is_time:
            low, high = (None if b is None else numpy.datetime64(b.replace(tzinfo=None), "us") for b in (low, high))
        wrong = numpy.zeros(len(array), dtype=bool)
        if low is not None:
            wrong |= array <= low if self.strict_low else array < low
        if high is not None:
            wrong |= array >= high if self.strict_high else array > high
        return wrong

    def _bounds(self) -> tuple[Any, Any]:
        low, high = ((moment(bound) if isinstance(bound, str) else bound) for bound in (self.low, self.high))
        return low, high


@dataclass(frozen=True)
class LengthBetween(Test):
    """A text with so many characters."""

    low: int = 0
    high: int | None = None

    def accepts(self, value: Any) -> bool:
        """Count the characters."""
        return isinstance(value, str) and self.low <= len(value) and (self.high is None or len(value) <= self.high)


@dataclass(frozen=True)
class Matches(Test):
    """A text (or a number as it is written) that the whole of the expression fits; a very long one does not."""

    pattern: str

    def accepts(self, value: Any) -> bool:
        """Match the whole value."""
        text = value if isinstance(value, str) else written(value)
        return len(text) <= LONGEST_MATCH and re.fullmatch(self.pattern, text) is not None


@dataclass(frozen=True)
class OfType(Test):
    """A value of a type; a whole number counts as a number, and a number without a fraction as an integer."""

    type: str

    def accepts(self, value: Any) -> bool:
        """Look at the type of the value."""
        kind = kind_of(value)
        if self.type == NUMBER:
            return kind in (NUMBER, INTEGER)
        if self.type == INTEGER and kind == NUMBER:
            return math.isfinite(value) and value == int(value)
        return kind == self.type

    def mask(self, numpy: Any, array: Any) -> Any:
        """Look at the type of the array."""
        if array.dtype.kind == "M":
            fits: Any = self.type == TIME
        elif self.type == INTEGER and array.dtype.kind == "f":
            return ~(numpy.isfinite(array) & (array == numpy.floor(array)))
        else:
            fits = self.type in (NUMBER, INTEGER)
        return numpy.zeros(len(array), dtype=bool) if fits else numpy.ones(len(array), dtype=bool)


def written(value: Any) -> str:
    """Return a value as people write it: whole numbers without a point, times as ISO-8601."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        time = moment(value)
        return "" if time is None else iso(time)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004
        return str(int(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return text_of(value)


def text_of(value: Any) -> str:
    """Return a value as a text; Python writes whole numbers of thousands of digits as hexadecimal ones only."""
    try:
        return str(value)
    except ValueError:
        if not isinstance(value, int):
            raise
        return hex(value)


def masked(text: str) -> str:
    """Keep the shape of a text and nothing else: each letter becomes a or A, each digit 9.

    Beyond ASCII, letters with their marks and numbers become a, and all else ?: a rare sign tells much.
    """
    return "".join(map(_shape, text))


def _shape(letter: str) -> str:
    if not letter.isascii():
        return "a" if unicodedata.category(letter)[0] in "LMN" else "?"
    if letter.isdigit():
        return "9"
    return letter if not letter.isalpha() else "A" if letter.isupper() else "a"


def sample(value: Any, *, is_masked: bool) -> str:
    """Return a value as a failing sample."""
    text = written(value)
    text = masked(text) if is_masked else text
    return text if len(text) <= LONGEST_SAMPLE else text[: LONGEST_SAMPLE - 1] + "…"

"""What Spark is asked, said without a Spark."""

from __future__ import annotations

import datetime
from typing import Any
from unittest.mock import MagicMock

from plimsoll._quality.spark import SparkFrame
from plimsoll._quality.values import InSet, Matches

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.timezone.utc)


def frame(type_name: str) -> tuple[Any, MagicMock]:
    made: Any = object.__new__(SparkFrame)
    made.functions = MagicMock()
    made._types = {"a": MagicMock(**{"typeName.return_value": type_name})}
    return made, made.functions.col.return_value


def test_times_are_compared_as_times() -> None:
    for type_name in ("timestamp", "date"):
        made, column = frame(type_name)
        made._fits("a", InSet(("2026-01-31 13:00+01:00", "noon", 1)))
        column.cast.assert_called_once_with("timestamp")
        column.cast.return_value.isin.assert_called_once_with([NOON])


def test_a_pattern_fits_the_whole_value_with_its_last_end_of_line() -> None:
    made, column = frame("string")
    made.functions.length.return_value = 3
    made._fits("a", Matches("x|y"))
    column.cast.return_value.rlike.assert_called_once_with(r"\A(?:x|y)\z")

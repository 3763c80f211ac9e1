from __future__ import annotations

import datetime
import decimal
import enum
import subprocess
import sys
import uuid
from typing import Any

import pytest

from plimsoll import _values
from plimsoll._values import BadValueError

numpy: Any = pytest.importorskip("numpy")
pandas: Any = pytest.importorskip("pandas")


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (True, True),
        (3, 3),
        (2.5, 2.5),
        ("x", "x"),
        (None, None),
        (float("nan"), None),
        (decimal.Decimal("1.5"), 1.5),
        (Colour.RED, "red"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime.date(2013, 1, 2), "2013-01-02"),
        (numpy.float32(0.5), 0.5),
        (numpy.int64(7), 7),
        (numpy.bool_(True), True),
        (numpy.str_("a"), "a"),
        (numpy.float64("nan"), None),
        (numpy.array([4]), 4),
        (pandas.NA, None),
        (pandas.NaT, None),
        (pandas.Timestamp("2013-01-02"), "2013-01-02T00:00:00"),
    ],
)
def test_turns_scalars_into_plain_json_values(given: Any, expected: Any) -> None:
    converted = _values.scalar("x", given)
    assert converted == expected
    assert type(converted) is type(expected)


def test_reads_a_row_of_a_data_frame() -> None:
    frame = pandas.DataFrame({"temp": [39.2], "carrier": ["UA"], "gust": [None]})
    expected = {"temp": 39.2, "carrier": "UA", "gust": None}
    assert _values.mapping("features", frame.iloc[0]) == expected
    assert _values.mapping("features", frame) == expected


def test_names_a_bare_prediction_value() -> None:
    assert _values.scalar_or_mapping("prediction", numpy.array([1])) == {"value": 1}
    assert _values.scalar_or_mapping("prediction", {"label": 1}) == {"label": 1}


@pytest.mark.parametrize(
    ("value", "code"),
    [([1, 2], "wrong_type"), (object(), "wrong_type"), (float("inf"), "not_finite"), (numpy.zeros(3), "wrong_type")],
)
def test_names_the_field_that_the_wire_cannot_carry(value: Any, code: str) -> None:
    with pytest.raises(BadValueError, match=r"features\.x") as caught:
        _values.mapping("features", {"x": value})
    assert caught.value.code == code


def test_refuses_a_boolean_and_a_missing_value_as_a_number() -> None:
    for value, code in ((True, "wrong_type"), (float("nan"), "not_finite"), ("3", "wrong_type")):
        with pytest.raises(BadValueError) as caught:
            _values.number("value", value)
        assert caught.value.code == code


def test_importing_the_package_imports_neither_numpy_nor_pandas() -> None:
    code = "import sys, plimsoll; sys.exit(bool({'numpy', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

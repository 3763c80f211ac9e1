"""The same rows and the same suite as for every other frame, in a Spark of this machine; runs if pyspark is there."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from plimsoll import quality
from plimsoll.quality import expect

pytest.importorskip("pyspark")

from pyspark.sql import SparkSession

from test_quality_frames import START, SUITE, rows

SCHEMA = "id long, price double, status string, ok boolean, at timestamp, email string"


@pytest.fixture(scope="module")
def frame() -> Iterator[Any]:
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    try:
        yield spark.createDataFrame([tuple(row.values()) for row in rows()], SCHEMA)
    finally:
        spark.stop()


def test_spark_says_what_plain_rows_say(frame: Any) -> None:
    now = START + datetime.timedelta(hours=2)
    found = quality.check(frame, SUITE, send=False, samples="masked", occurred_at=now)
    expected = quality.check(rows(), SUITE, send=False, samples="masked", occurred_at=now)
    assert found.profile.duplicates == expected.profile.duplicates
    for ours, plain in zip(found.checks, expected.checks):
        assert (ours.key, ours.passed, ours.failing, ours.of) == (plain.key, plain.passed, plain.failing, plain.of)
    for column, plain_column in zip(found.profile.columns, expected.profile.columns):
        assert (column.type, column.missing, column.distinct) == (
            plain_column.type,
            plain_column.missing,
            plain_column.distinct,
        )
        assert (column.oldest, column.newest) == (plain_column.oldest, plain_column.newest)
        assert sorted(column.categories) == sorted(plain_column.categories)
        numbers, plain_numbers = column.numbers, plain_column.numbers
        if numbers is not None and plain_numbers is not None:
            assert not numbers.is_exact
            assert numbers.mean == pytest.approx(plain_numbers.mean)
            assert numbers.sd == pytest.approx(plain_numbers.sd)
            # Spark answers with a value that is there, where others go between it and the next.
            assert list(numbers.quantiles.values()) == pytest.approx(list(plain_numbers.quantiles.values()), abs=1)


def test_suggests_from_spark(frame: Any) -> None:
    suite = quality.suggest(frame, dataset="orders")
    keys = suite.keys()
    assert "in_set(status)" in keys
    assert quality.check(frame, suite, send=False).ok


def test_times_and_the_ends_of_lines_fit_as_everywhere(frame: Any) -> None:
    suite = [
        expect.in_set("at", ["2026-03-01T12:00:00Z", "2026-03-01T12:00:02Z"], mostly=0.001),
        expect.not_in_set("at", ["2026-03-01 12:00:00", "2026-03-01T13:00:02+01:00"]),
        expect.matches_regex("email", "[^ ]+"),
        expect.matches_regex("status", "new|paid"),
    ]
    found = quality.check(frame, suite, send=False).checks
    expected = quality.check(rows(), suite, send=False).checks
    assert [(each.passed, each.failing) for each in found] == [(each.passed, each.failing) for each in expected]
    broken = frame.selectExpr("concat(email, '\\n') as email")
    assert quality.check(broken, [expect.matches_regex("email", r"\S+")], send=False).checks[0].failing == len(rows())

"""Every kind of frame is profiled and judged alike."""

from __future__ import annotations

import datetime
import decimal
import math
import subprocess
import sys
from typing import Any, Callable

import pytest

from plimsoll import quality
from plimsoll._quality import sketch
from plimsoll._quality.columns import CountedColumn
from plimsoll.quality import expect

np: Any = pytest.importorskip("numpy")
pd: Any = pytest.importorskip("pandas")
pl: Any = pytest.importorskip("polars")
pa: Any = pytest.importorskip("pyarrow")

UTC = datetime.timezone.utc
START = datetime.datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS = 300


def rows() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [
        {
            "id": i,
            "price": None if i % 100 == 7 else math.inf if i == 8 else i / 4 - 10,
            "status": None if i == 3 else ("new", "paid", "sent")[i % 3],
            "ok": i % 2 == 0,
            "at": START + datetime.timedelta(seconds=i),
            "email": f"Ann{i}@x.de",
        }
        for i in range(ROWS)
    ]
    made[1] = {**made[0]}
    return made


FRAMES: dict[str, Callable[[], Any]] = {
    "dicts": rows,
    "generator": lambda: iter(rows()),
    "lists": lambda: {name: [row[name] for row in rows()] for name in rows()[0]},
    "pandas": lambda: pd.DataFrame(rows()),
    "pandas nullable": lambda: pd.DataFrame(rows()).astype(
        {"id": "Int64", "price": "Float64", "status": "string", "ok": "boolean"}
    ),
    "pandas arrow": lambda: pd.DataFrame(rows()).astype(
        {
            "id": "int64[pyarrow]",
            "price": "double[pyarrow]",
            "status": "string[pyarrow]",
            "ok": "bool[pyarrow]",
            "at": "timestamp[us, tz=UTC][pyarrow]",
        }
    ),
    "pandas categories": lambda: pd.DataFrame(rows()).astype({"status": "category"}),
    "polars": lambda: pl.DataFrame(rows()),
    "polars lazy": lambda: pl.DataFrame(rows()).lazy(),
    "polars categories": lambda: pl.DataFrame(rows()).with_columns(pl.col("status").cast(pl.Categorical)),
    "pyarrow": lambda: pa.Table.from_pylist(rows()),
    "pyarrow chunks": lambda: pa.concat_tables(
        [pa.Table.from_pylist(rows()[:100]), pa.Table.from_pylist(rows()[100:])]
    ),
    "pyarrow batch": lambda: pa.RecordBatch.from_pylist(rows()),
}

SUITE = [
    expect.not_null("price", mostly=0.99),
    expect.unique("id"),
    expect.in_set("status", ["new", "paid"], mostly=0.5),
    expect.not_in_set("id", [5, 6]),
    expect.between("price", -10, 60, mostly=0.9),
    expect.between("at", START, strict_min=True),
    expect.length_between("email", 9, 10),
    expect.matches_regex("email", r"[A-Z]\w+@x\.de"),
    expect.values_of_type("price", "integer"),
    expect.row_count_between(200, 400),
    expect.freshness("at", "1h"),
    expect.columns(["id", "price", "nothing"], exact=True),
    expect.column_type("status", "text"),
    expect.mean_between("price", 20, 30),
    expect.sd_between("price", max=1),
    expect.quantile_between("price", 0.5, 20, 30),
    expect.distinct_between("status", 3, 3),
    expect.distribution_close("price", rows()),
    expect.distribution_close("status", rows()),
    expect.unique_combination(["status", "ok"]),
    expect.no_duplicates(mostly=0.999),
    expect.not_null("prize"),
    expect.mean_between("status", 0, 1),
    expect.freshness("price", "1h"),
    expect.in_set("ok", [True]),
    expect.in_set("id", [0, 2, "3"]),
]


@pytest.mark.parametrize("kind", FRAMES)
def test_every_frame_has_the_same_profile(kind: str) -> None:
    told = quality.profile(FRAMES[kind]())
    assert (told.rows, told.duplicates) == (ROWS, 1)
    columns = {column.name: column for column in told.columns}
    assert {name: column.type for name, column in columns.items()} == {
        "id": "integer",
        "price": "number",
        "status": "text",
        "ok": "boolean",
        "at": "time",
        "email": "text",
    }
    assert {name: column.missing for name, column in columns.items()} == {
        "id": 0,
        "price": 3,
        "status": 1,
        "ok": 0,
        "at": 0,
        "email": 0,
    }
    assert [column.distinct for column in told.columns] == [299, 296, 3, 2, 299, 299]
    assert all(column.distinct_is_exact for column in told.columns)
    assert sorted(columns["status"].categories) == [("new", 100), ("paid", 99), ("sent", 100)]
    assert dict(columns["ok"].categories) == {"true": 151, "false": 149}
    assert columns["email"].categories == ()
    assert (columns["at"].oldest, columns["at"].newest) == (START, START + datetime.timedelta(seconds=ROWS - 1))
    numbers = columns["price"].numbers
    assert numbers is not None
    values = [row["price"] for row in rows() if row["price"] is not None and row["price"] != math.inf]
    assert (numbers.count, numbers.infinite, numbers.min, numbers.max) == (296, 1, -10, 64.75)
    assert numbers.mean == pytest.approx(np.mean(values))
    assert numbers.sd == pytest.approx(np.std(values, ddof=1))
    assert list(numbers.quantiles.values()) == pytest.approx(np.quantile(values, list(numbers.quantiles)))


@pytest.mark.parametrize("kind", FRAMES)
def test_every_frame_is_judged_alike(kind: str) -> None:
    now = START + datetime.timedelta(hours=2)
    result = quality.check(FRAMES[kind](), SUITE, send=False, samples="masked", occurred_at=now)
    found = {check.key: check for check in result.checks}
    failed = [check.key for check in result.failed]
    assert failed == [
        "unique(id)",
        "not_in_set(id)",
        "between(at)",
        "length_between(email)",
        "values_of_type(price, integer)",
        "freshness(at)",
        "columns",
        "sd_between(price)",
        "unique_combination(status, ok)",
        "no_duplicates",
        "not_null(prize)",
        "mean_between(status)",
        "freshness(price)",
        "in_set(ok)",
        "in_set(id)",
    ]
    assert (found["not_null(price)"].failing, found["not_null(price)"].of) == (3, 300)
    assert (found["unique(id)"].failing, found["unique(id)"].samples) == (2, ("9",))
    assert found["in_set(status)"].failing == 100
    assert found["between(price)"].failing == 20
    assert found["between(at)"].failing == 2
    assert found["length_between(email)"].failing == 200
    assert found["values_of_type(price, integer)"].of == 297
    assert found["freshness(at)"].observed == 7200 - 299
    assert "'nothing' missing" in found["columns"].message
    assert "did you mean 'price'?" in found["not_null(prize)"].message
    assert found["in_set(ok)"].samples == ("aaaaa",)
    assert found["in_set(id)"].failing == 297
    assert found["distribution_close(price)"].observed == pytest.approx(0, abs=0.01)


def test_profiles_what_is_odd() -> None:
    odd = {
        "mixed": [1, "a", True, None],
        "lists": [[1], [1], None, {"a": 1}],
        "decimals": [decimal.Decimal("1.5"), decimal.Decimal("NaN"), None, decimal.Decimal(2)],
        "nothing": [None, float("nan"), None, None],
        "dates": [datetime.date(2026, 1, 1), datetime.date(2026, 1, 2), None, None],
        "truth": [1, True, 1.0, 0],
    }
    told = {column.name: column for column in quality.profile(odd).columns}
    assert {name: column.type for name, column in told.items()} == {
        "mixed": "mixed",
        "lists": "text",
        "decimals": "number",
        "nothing": "empty",
        "dates": "time",
        "truth": "mixed",
    }
    assert told["truth"].distinct == 3
    assert (told["nothing"].missing, told["nothing"].distinct) == (4, 0)
    assert told["decimals"].numbers is not None
    assert told["decimals"].numbers.mean == 1.75
    frame = pd.DataFrame({"a": pd.Series([[1], [1], None], dtype=object), "t": pd.to_timedelta([1, 2, None], unit="s")})
    assert [column.missing for column in quality.profile(frame).columns] == [1, 1]
    nested = pl.DataFrame({"a": [[1], [1], None], "t": [datetime.timedelta(seconds=1), None, None]})
    assert [column.distinct for column in quality.profile(nested).columns] == [1, 1]
    assert quality.profile(pa.table({"a": [[1], None], "d": pa.array([None, None])})).columns[0].distinct == 1


@pytest.mark.parametrize("empty", [[], {}, pd.DataFrame({"a": []}), pl.DataFrame({"a": []}), pa.table({"a": []})])
def test_an_empty_frame_is_a_frame(empty: Any) -> None:
    result = quality.check(empty, [expect.row_count_between(min=1)], send=False)
    assert result.profile.rows == 0
    assert not result.ok
    assert "0 rows" in str(result)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (5, "is no frame"),
        ("text", "is no frame"),
        ([1, 2], "row 1 is a int"),
        ({"a": [1], "b": [1, 2]}, "all of one length"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "2 columns called 'a'"),
        ({str(i): [] for i in range(501)}, "at most 500"),
    ],
)
def test_says_what_is_no_frame(wrong: Any, says: str) -> None:
    with pytest.raises(quality.FrameError, match=says):
        quality.profile(wrong)


def test_estimates_many_different_values_within_a_few_percent() -> None:
    generator = np.random.default_rng(3)
    for count in (15_000, 150_000, 1_000_000):
        keys = sketch.keys(np, generator.integers(0, 2**62, count))
        assert sketch.estimate(np, keys) == pytest.approx(count, rel=0.03)
    column = quality.profile(pd.DataFrame({"a": np.arange(200_000.0)})).columns[0]
    assert not column.distinct_is_exact
    assert column.distinct == pytest.approx(200_000, rel=0.03)
    few = quality.profile(pd.DataFrame({"a": np.arange(600_000) % 5000 - 0.0})).columns[0]
    assert (few.distinct, few.distinct_is_exact) == (5000, True)
    assert sketch.keys(np, np.array([0.0]))[0] == sketch.keys(np, np.array([-0.0]))[0]


def test_weighs_quantiles_as_numpy_does() -> None:
    values, counts = [1.0, 2.0, 5.0, 9.0], [3, 1, 4, 2]
    column = CountedColumn("a", "", 10, values, counts)
    spread = [value for value, count in zip(values, counts) for _ in range(count)]
    for share in np.linspace(0, 1, 23):
        assert column.quantile(float(share)) == pytest.approx(np.quantile(spread, share))


def test_imports_no_library_that_is_not_there() -> None:
    code = (
        "import sys, plimsoll; from plimsoll import quality;"
        "told = quality.profile([{'a': 1, 'b': 'x'}]);"
        "assert told.rows == 1;"
        "assert not {'numpy', 'pandas', 'polars', 'pyarrow', 'pyspark', 'yaml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_times_beyond_the_calendar_are_its_ends() -> None:
    frame = pd.DataFrame({"at": np.array(["20000-01-01", "-0300-01-01"], dtype="datetime64[s]")})
    told = quality.profile(frame).column("at")
    assert told.oldest == datetime.datetime.min.replace(tzinfo=UTC)
    assert told.newest == datetime.datetime.max.replace(tzinfo=UTC)

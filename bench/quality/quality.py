"""Time a profile and a check of rows by 20 columns, beside what others take for the same frame.

pandera and Great Expectations are asked the same of it; neither makes a profile. Prints one line for each.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any, Callable

import numpy as np
import pandas as pd

from plimsoll import quality
from plimsoll.quality import Expectation, expect

SPREADS = (10, 1_000, 1_000_000, 2**62)
CATEGORIES = (3, 20, 50, 1_000)


def frame(rows: int) -> pd.DataFrame:
    """Eight floats, four integers, five texts, an id, a time and a boolean."""
    random = np.random.default_rng(0)
    columns: dict[str, Any] = {f"f{i}": random.normal(size=rows) for i in range(8)}
    columns.update({f"i{i}": random.integers(0, spread, rows) for i, spread in enumerate(SPREADS)})
    for i, count in enumerate(CATEGORIES):
        columns[f"c{i}"] = pd.Series(random.choice([f"v{j}" for j in range(count)], rows))
    columns["word"] = pd.Series([f"w{i}" for i in random.integers(0, rows, rows)])
    columns["id"] = np.arange(rows)
    columns["at"] = pd.date_range("2026-01-01", periods=rows, freq="s")
    columns["ok"] = random.random(rows) > 0.5
    made = pd.DataFrame(columns)
    made.loc[::50, "f0"] = np.nan
    return made


def suite(names: list[str]) -> list[Expectation]:
    """One expectation of every sort that looks at values."""
    each = [expect.not_null(name, mostly=0.9) for name in names]
    each += [expect.between(f"f{i}", -6, 6) for i in range(8)]
    each += [expect.in_set("c0", ["v0", "v1", "v2"]), expect.unique("id"), expect.matches_regex("word", r"w\d+")]
    return [*each, expect.mean_between("f1", -1, 1), expect.row_count_between(1)]


def best(work: Callable[[], Any], times: int = 3) -> float:
    """The shortest of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def pandera(data: pd.DataFrame) -> Callable[[], Any]:
    """The suite as a schema of pandera, all failures at once."""
    import pandera.pandas as pa

    columns = {}
    for name in data.columns:
        checks = [pa.Check.in_range(-6, 6)] if name.startswith("f") else []
        checks += [pa.Check.isin(["v0", "v1", "v2"])] if name == "c0" else []
        checks += [pa.Check.str_matches(r"w\d+$")] if name == "word" else []
        checks += [pa.Check(lambda values: -1 <= values.mean() <= 1)] if name == "f1" else []
        columns[name] = pa.Column(checks=checks, nullable=name == "f0", unique=name == "id")
    schema = pa.DataFrameSchema(columns, checks=pa.Check(lambda rows: len(rows) >= 1))
    return lambda: schema.validate(data, lazy=True)


def great_expectations(data: pd.DataFrame) -> Callable[[], Any]:
    """The suite as one of Great Expectations, without its progress bars and its reports home."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import great_expectations.expectations as gxe

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("bench").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": data})
    wanted = [gxe.ExpectColumnValuesToNotBeNull(column=name, mostly=0.9) for name in data.columns]
    wanted += [gxe.ExpectColumnValuesToBeBetween(column=f"f{i}", min_value=-6, max_value=6) for i in range(8)]
    wanted += [
        gxe.ExpectColumnValuesToBeInSet(column="c0", value_set=["v0", "v1", "v2"]),
        gxe.ExpectColumnValuesToBeUnique(column="id"),
        gxe.ExpectColumnValuesToMatchRegex(column="word", regex=r"w\d+"),
        gxe.ExpectColumnMeanToBeBetween(column="f1", min_value=-1, max_value=1),
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
    ]
    asked = gx.ExpectationSuite(name="bench", expectations=wanted)
    return lambda: batch.validate(asked)


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description="./plimsoll bench quality")
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    data = frame(rows)
    expected = suite(list(data.columns))
    print(f"{rows:,} rows x {data.shape[1]} columns, pandas {pd.__version__}, numpy {np.__version__}")
    works: list[tuple[str, Callable[[], Any]]] = [
        ('pandas describe(include="all")', lambda: data.describe(include="all")),
        ("pandas duplicated().sum()", lambda: data.duplicated().sum()),
        ("plimsoll profile, no duplicates", lambda: quality.profile(data, duplicates=False)),
        ("plimsoll profile", lambda: quality.profile(data)),
        (f"plimsoll check, {len(expected)} expectations", lambda: quality.check(data, expected, send=False)),
        ("pandera", pandera(data)),
        ("great_expectations", great_expectations(data)),
    ]
    for name, work in works:
        print(f"{name:36}{best(work):6.2f} s")


if __name__ == "__main__":
    main()

"""Time a profile and a check of 1,000,000 rows by 20 columns, beside what pandas says of the same frame.

`python bench/quality.py [ROWS]`, with the SDK, numpy and pandas installed. Prints one line for each.
"""

from __future__ import annotations

import sys
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


def main() -> None:
    """Print the times."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    data = frame(rows)
    expected = suite(list(data.columns))
    print(f"{rows:,} rows x {data.shape[1]} columns, pandas {pd.__version__}, numpy {np.__version__}")
    for name, work in (
        ('pandas describe(include="all")', lambda: data.describe(include="all")),
        ("pandas duplicated().sum()", lambda: data.duplicated().sum()),
        ("plimsoll profile, no duplicates", lambda: quality.profile(data, duplicates=False)),
        ("plimsoll profile", lambda: quality.profile(data)),
        (f"plimsoll check, {len(expected)} expectations", lambda: quality.check(data, expected, send=False)),
    ):
        print(f"{name:36}{best(work):6.2f} s")


if __name__ == "__main__":
    main()

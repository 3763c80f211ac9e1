"""How far a column is from a baseline: the population stability index, with the level that chance alone explains.

Shares are floored at 0.0001 and logarithms are natural, as the server computes it. Without drift, PSI / (1/n + 1/m)
follows a chi-square distribution with one degree of freedom less than there are bins; its 95 % quantile is the noise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from plimsoll._quality.columns import Column
from plimsoll._quality.values import BOOLEAN, INTEGER, NUMBER, TEXT

THRESHOLD = 0.2
_FLOOR = 1e-4
_BINS = 10
_CATEGORIES = 50
_Z95 = 1.6448536269514722


def baseline_of(column: Column) -> dict[str, Any] | None:
    """Return the shares of a column as a suite holds them; None if it has too few values or too many categories."""
    present = column.rows - column.missing
    if present < 10 * _BINS:
        return None
    if column.kind in (TEXT, BOOLEAN):
        if column.distinct().count > _CATEGORIES:
            return None
        frequent = column.most_frequent(_CATEGORIES)
        shares = [round(count / present, 6) for _, count in frequent]
        rest = round(max(0.0, 1 - sum(shares)), 6)
        return {"categories": [value for value, _ in frequent], "shares": [*shares, rest], "rows": present}
    if column.kind not in (NUMBER, INTEGER):
        return None
    cuts = [column.quantile(step / _BINS) for step in range(1, _BINS)]
    edges = sorted({cut for cut in cuts if cut is not None})
    if not edges:
        return None
    counts = column.shares(edges)
    total = sum(counts) or 1
    return {"edges": edges, "shares": [round(count / total, 6) for count in counts], "rows": present}


def psi(column: Column, baseline: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return the PSI of a column against a baseline, and its noise; None if the column has nothing to compare."""
    expected = baseline["shares"]
    present = column.rows - column.missing
    if "categories" in baseline:
        named = column.count_of(baseline["categories"])
        counts = [*named, max(0, present - sum(named))]
    else:
        counts = column.shares(baseline["edges"])
    total = sum(counts)
    if not total:
        return None
    value = 0.0
    bins = 0
    for count, share in zip(counts, expected):
        if not count and not share:
            continue
        now, before = max(count / total, _FLOOR), max(share, _FLOOR)
        value += (now - before) * math.log(now / before)
        bins += 1
    return value, _chi_square_95(max(1, bins - 1)) * (1 / total + 1 / baseline["rows"])


def _chi_square_95(freedom: int) -> float:
    """Wilson and Hilferty's approximation, within 1 % from one degree of freedom on."""
    part = 2 / (9 * freedom)
    return freedom * (1 - part + _Z95 * math.sqrt(part)) ** 3

"""Makes the rows that are compared: 50 features of the kinds that models have, a third of which have moved."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np


def make(folder: Path, rows: int, features: int) -> list[dict]:
    """Write each column of both sides as plain little-endian numbers; categories as places in a list of names."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = []
    for place in range(features):
        moved = place % 3 == 0
        column = {"name": f"f{place:02d}", "moved": moved, **_kind(place)}
        for side, seed in (("reference", 2 * place), ("current", 2 * place + 1)):
            values = _values(column["kind"], np.random.default_rng(seed), rows, moved and side == "current")
            values.astype("<i4" if column["kind"] == "category" else "<f8").tofile(folder / f"{column['name']}.{side}")
        columns.append(column)
    (folder / "columns.json").write_text(json.dumps({"rows": rows, "columns": columns}))
    return columns


def _kind(place: int) -> dict:
    if place % 5 == 4:
        return {"kind": "category", "names": [f"name {index}" for index in range(12)]}
    return {"kind": ("normal", "skewed", "gaps", "whole")[place % 5]}


def _values(kind: str, random: np.random.Generator, rows: int, moved: bool) -> np.ndarray:
    if kind == "category":
        weights = np.arange(12, 0, -1) + (np.arange(12) * 2 if moved else 0)
        return random.choice(12, rows, p=weights / weights.sum())
    if kind == "skewed":
        return random.lognormal(0.3 if moved else 0, 1, rows)
    if kind == "whole":
        return random.poisson(45 if moved else 40, rows).astype(float)
    values = random.normal(0.25 if moved else 0, 1, rows)
    if kind == "gaps":
        values[random.random(rows) < (0.2 if moved else 0.05)] = np.nan
    return values

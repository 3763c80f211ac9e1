"""Windows as one line of JSON each: a name, and columns of values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd


def write(file: Any, name: str, rows: pd.DataFrame, together: bool = False) -> None:
    """Append a window; those that are `together` are compared as whole rows, too."""
    columns = {name: [None if pd.isna(value) else value for value in rows[name].tolist()] for name in rows}
    file.write(json.dumps({"name": name, "together": together, "columns": columns}) + "\n")


def read(path: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """The windows in their order; the first is the reference."""
    with path.open() as file:
        for line in file:
            window = json.loads(line)
            yield window["name"], pd.DataFrame(window["columns"])


def columns(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The names of numbers, and of categories."""
    numbers = [name for name in rows if pd.api.types.is_numeric_dtype(rows[name])]
    return numbers, [name for name in rows if name not in numbers]

"""Plain text tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_NUMBER = (int, float)


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return the rows under their headings; numbers are aligned to the right."""
    cells = [[cell(value) for value in row] for row in rows]
    widths = [max([len(heading), *(len(row[i]) for row in cells)]) for i, heading in enumerate(headings)]
    right = [any(isinstance(row[i], _NUMBER) for row in rows) for i in range(len(headings))]
    lines = [_line(headings, widths, right), *(_line(row, widths, right) for row in cells)]
    return "\n".join(lines)


def cell(value: Any) -> str:
    """Return one value as it is shown: a dash for nothing, at most four digits after the point."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


def _line(texts: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = [
        text.rjust(width) if to_right else text.ljust(width) for text, width, to_right in zip(texts, widths, right)
    ]
    return "  ".join(parts).rstrip()

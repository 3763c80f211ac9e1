"""Tables as the rows that they are, without importing the libraries that they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_SCALARS = (str, int, float, bool, type(None))


class Rows:
    """The rows of one table; a row is made only when it is asked for, because a table may be long."""

    def __init__(self, table: Any, count: int, kind: str, names: Sequence[str]) -> None:
        self._table = table
        self._kind = kind
        self._names = names
        self.count = count
        # What was given beside the table, in case the call turns out not to be about its rows.
        self.beside: dict[str, Any] = {}

    def at(self, places: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows at these places as named values."""
        if self._kind == "pandas":
            few = self._table.iloc[list(places)]
            names = [str(name) for name in few.columns]
            return [dict(zip(names, row)) for row in few.itertuples(index=False, name=None)]
        if self._kind == "polars":
            return [self._table.row(place, named=True) for place in places]
        if self._kind == "array":
            return [dict(zip(self._names, self._table[place].tolist())) for place in places]
        if self._kind == "mappings":
            return [dict(self._table[place]) for place in places]
        return [dict(zip(self._names, self._table[place])) for place in places]


def rows_of(value: Any, names: Any = None, prefix: str = "f") -> Rows | None:
    """Return the rows of a frame, a matrix, or a list of rows; None if it is none of those.

    `names` are those of the columns of a matrix, which does not know them; without them they are `prefix` and a number.
    """
    if hasattr(value, "columns") and len(getattr(value, "shape", ())) == 2:  # noqa: PLR2004
        if hasattr(value, "iloc"):
            return Rows(value, int(value.shape[0]), "pandas", ())
        if type(value).__module__.partition(".")[0] == "polars":
            return Rows(value, int(value.shape[0]), "polars", ())
    if getattr(value, "ndim", None) == 2 and hasattr(value, "tolist") and hasattr(value, "shape"):  # noqa: PLR2004
        return Rows(value, int(value.shape[0]), "array", _names(names, int(value.shape[1]), prefix))
    if isinstance(value, (list, tuple)) and value:
        if all(isinstance(row, Mapping) for row in value):
            return Rows(value, len(value), "mappings", ())
        if all(isinstance(row, (list, tuple)) and all(isinstance(each, _SCALARS) for each in row) for row in value):
            return Rows(value, len(value), "lists", _names(names, max(len(row) for row in value), prefix))
    return None


def outputs_of(result: Any, count: int, places: Sequence[int]) -> list[Any] | None:
    """Return the answers at these places; None if the result is not one answer for each of `count` rows."""
    rows = rows_of(result, prefix="class_")
    if rows is not None:
        if rows.count != count:
            return None
        return rows.at(places)
    if hasattr(result, "iloc"):
        return [result.iloc[place] for place in places] if len(result) == count else None
    if (
        isinstance(result, (str, bytes, Mapping))
        or not hasattr(result, "__len__")
        or not hasattr(result, "__getitem__")
    ):
        return None
    return [result[place] for place in places] if len(result) == count else None


def spread(count: int, most: int) -> list[int]:
    """Return at most `most` places of `count`, evenly spread and the same each time."""
    if count <= most:
        return list(range(count))
    return [place * count // most for place in range(most)]


def _names(names: Any, width: int, prefix: str) -> list[str]:
    if names is not None:
        known = [str(name) for name in names]
        if len(known) == width:
            return known
    return [f"{prefix}{place}" for place in range(width)]

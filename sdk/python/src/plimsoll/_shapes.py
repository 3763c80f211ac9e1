"""The names of the features of predictions, each list of them kept once for all drafts of the process."""

from __future__ import annotations

import itertools
from typing import Any

_TEXT = frozenset((str,))


class Shapes:
    """The names of features, of which a model has the same ones call after call: a draft says them by a number.

    That halves a draft, and its caller need not look at each name again. There is no lock that a fork could leave held:
    two threads that learn the same names at once give them two numbers, and both are good.
    """

    MOST = 256

    def __init__(self, most_names: int) -> None:
        self._most_names = most_names
        self._numbers: dict[tuple[str, ...], int] = {}
        self._texts: dict[int, tuple[str, ...]] = {}
        self._next = itertools.count()

    def names_of(self, features: dict[Any, Any]) -> int | tuple[str, ...] | None:
        """Return the number of the names, the names themselves if there are too many shapes, None if one is no text."""
        names = tuple(features)
        number = self._numbers.get(names)
        return self._learn(names) if number is None else number

    def texts(self, names: int | tuple[str, ...]) -> tuple[str, ...]:
        """Return the names again."""
        return self._texts[names] if isinstance(names, int) else names

    def _learn(self, names: tuple[Any, ...]) -> int | tuple[str, ...] | None:
        if len(names) > self._most_names or not _TEXT.issuperset(map(type, names)):
            return None
        if len(self._texts) >= self.MOST:
            return names
        number = next(self._next)
        self._texts[number] = names
        self._numbers[names] = number
        return number

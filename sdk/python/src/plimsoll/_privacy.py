"""What leaves the process: a share of the predictions, without what is masked, with hashes of what is hashed."""

from __future__ import annotations

import fnmatch
import hashlib
import hmac
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Union

# One rate for all models, or rates by model; a model that is not named is kept whole.
Sample = Union[float, Mapping[str, float]]
BeforeSend = Callable[[dict[str, Any]], Union[dict[str, Any], None]]

HIDDEN_TEXT = "[hidden]"
_VALUES = ("features", "prediction", "actual", "tags")
_MOST_NAMES_REMEMBERED = 4096
_WHOLE = 1 << 32


class HeldBackError(Exception):
    """An event that must not leave the process."""


@dataclass(frozen=True)
class Sampling:
    """Chooses rows by their ids, so that a prediction and its feedback are kept or left out together."""

    rates: Mapping[str, float]
    rate: float

    @staticmethod
    def of(sample: Sample) -> Sampling | None:
        """Return None if everything is kept; ValueError if a rate is no share."""
        rates = {str(model): _share(rate) for model, rate in sample.items()} if isinstance(sample, Mapping) else {}
        rate = 1.0 if isinstance(sample, Mapping) else _share(sample)
        return Sampling(rates, rate) if rates or rate < 1 else None

    def keeps(self, model: Any, row: str) -> bool:
        """Whether the row of this id is kept; the same answer in every process."""
        rate = self.rates.get(model, self.rate) if isinstance(model, str) else self.rate
        return rate >= 1 or zlib.crc32(row.encode("utf-8", "replace")) < rate * _WHOLE


class Privacy:
    """Changes an event before it is encoded, in the thread of the caller; what fails here is never sent."""

    def __init__(self, mask: Iterable[str], hashed: Iterable[str], key: bytes, before_send: BeforeSend | None) -> None:
        self._masked = _Names(mask)
        self._hashed = _Names(hashed)
        self._key = key
        self._before_send = before_send

    @property
    def hides(self) -> bool:
        """Whether there are names whose values must not be seen."""
        return len(self._masked.patterns) + len(self._hashed.patterns) > 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is ever changed."""
        return not self.hides and self._before_send is None

    def apply(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return what may leave; HeldBackError if nothing may."""
        if self.hides:
            event = {name: self._apply(name, value) for name, value in event.items()}
        if self._before_send is None:
            return event
        identity = event["type"], event["id"]
        try:
            changed: Any = self._before_send(event)
        except Exception as problem:
            raise HeldBackError(f"before_send raised {type(problem).__name__}") from problem
        if changed is None:
            raise HeldBackError("before_send returned None")
        if not isinstance(changed, dict) or (changed.get("type"), changed.get("id")) != identity:
            raise HeldBackError("before_send returned something else than the event with its type and id")
        # The type and the id stand first, where they are looked for without reading the rest.
        return {"type": identity[0], "id": identity[1], **changed}

    def _apply(self, name: str, value: Any) -> Any:
        if name in _VALUES and isinstance(value, dict):
            return {key: self._hash(key, each) for key, each in value.items() if key not in self._masked}
        if name == "error" and isinstance(value, dict):
            # The text of an error may quote any value.
            return {**value, "message": HIDDEN_TEXT}
        if name in ("message", "stack"):
            return HIDDEN_TEXT
        if name == "columns" and isinstance(value, list):
            return [column for column in value if not self._is_hidden(column.get("name"))]
        if name == "results" and isinstance(value, list):
            return [self._result(result) for result in value]
        return value

    def _hash(self, name: str, value: Any) -> Any:
        if value is None or name not in self._hashed:
            return value
        digest = hmac.new(self._key, f"{name}\0{value}".encode("utf-8", "replace"), hashlib.sha256)
        return f"h:{digest.hexdigest()[:16]}"

    def _is_hidden(self, name: Any) -> bool:
        return name in self._masked or name in self._hashed

    def _result(self, result: dict[str, Any]) -> dict[str, Any]:
        if not self._is_hidden(result.get("column")):
            return result
        kept = {key: value for key, value in result.items() if key not in ("samples", "observed", "low", "high")}
        return {**kept, "message": HIDDEN_TEXT}


class _Names:
    """Names, in which * and ? stand for what they stand for in names of files; upper and lower case are the same."""

    def __init__(self, patterns: Iterable[str]) -> None:
        # A lone string is a name and not a list of letters.
        self.patterns: tuple[str, ...] = (patterns,) if isinstance(patterns, str) else tuple(map(str, patterns))
        self._expression = re.compile("|".join(fnmatch.translate(each) for each in self.patterns), re.IGNORECASE)
        self._known: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        if not self.patterns or not isinstance(name, str):
            return False
        known = self._known.get(name)
        if known is None:
            known = self._expression.match(name) is not None
            if len(self._known) < _MOST_NAMES_REMEMBERED:
                self._known[name] = known
        return known


def _share(rate: Any) -> float:
    share = float(rate)
    if not 0 <= share <= 1:
        raise ValueError(f"sample is {rate!r}, expected a share from 0 to 1")
    return share

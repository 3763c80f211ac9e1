"""Profile batches of data and hold them against expectations; a profile leaves the process, never the rows.

`check(frame, suite)` looks at a pandas, polars, pyarrow or Spark frame, or at rows as dicts, says what does not fit,
and tells the server if `plimsoll.init()` was called. `log_batch(name, frame)` tells the profile alone.
`suggest(frame)` writes a suite from a batch that is known to be good. Wrong usage raises; the network never makes these
functions wait, but for fetching a suite that is named and not given.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

from plimsoll import _process
from plimsoll._quality import expect, report
from plimsoll._quality.columns import Numbers
from plimsoll._quality.evaluate import CheckResult, evaluate
from plimsoll._quality.expectation import Expectation, SuiteError
from plimsoll._quality.frames import FrameError, open_frame
from plimsoll._quality.profile import BatchProfile, ColumnProfile, profile_frame
from plimsoll._quality.reading import dataset_name
from plimsoll._quality.remote import SuiteUnavailableError, fetch_suite
from plimsoll._quality.suggest import suggest_suite
from plimsoll._quality.suite import Suite
from plimsoll._quality.times import UTC, seconds
from plimsoll._quality.vocabulary import SEVERITIES, BadParameterError

__all__ = [
    "BatchProfile",
    "BatchResult",
    "CheckFailedError",
    "CheckResult",
    "ColumnProfile",
    "Expectation",
    "FrameError",
    "Numbers",
    "Suite",
    "SuiteError",
    "SuiteUnavailableError",
    "check",
    "expect",
    "log_batch",
    "profile",
    "suggest",
]

_SAMPLES = ("none", "masked", "plain")

# A suite, the path of a file that holds one, the name of one that the server holds, or expectations.
AnySuite = Union[Suite, str, Path, Mapping[str, Any], Iterable[Expectation]]


class CheckFailedError(Exception):
    """A batch does not hold what was expected; `result` has all of it."""

    def __init__(self, result: BatchResult, failed: Iterable[CheckResult]) -> None:
        self.result = result
        self._failed = tuple(failed)
        named = "; ".join(f"{check.key}: {check.message}" for check in self._failed)
        super().__init__(f"{result.dataset or 'the batch'} failed {named}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.result, self._failed)


@dataclass(frozen=True)
class BatchResult:
    """A batch, what is known of it, and what became of each expectation.

    `id` is what the server knows it by; None if it was not told.
    """

    dataset: str | None
    suite: Suite
    profile: BatchProfile
    checks: tuple[CheckResult, ...]
    id: str | None = field(default=None, compare=False)

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return not self.failed

    @property
    def ok(self) -> bool:
        """Whether no critical check failed."""
        return all(check.severity != "critical" for check in self.failed)

    def raise_for(self, severity: str = "critical") -> BatchResult:
        """Raise CheckFailedError if a check of this severity or a graver one failed; otherwise return this result."""
        least = _severity(severity)
        grave = [check for check in self.failed if SEVERITIES.index(check.severity) >= least]
        if grave:
            raise CheckFailedError(self, grave)
        return self

    def sentence(self) -> str:
        """Say what became of the batch."""
        if not self.checks:
            return f"{self.dataset or 'Batch'}: nothing was expected."
        if self.passed:
            return f"{self.dataset or 'Batch'}: all {len(self.checks)} checks passed."
        worst = max(self.failed, key=lambda check: SEVERITIES.index(check.severity)).severity
        return f"{self.dataset or 'Batch'}: {len(self.failed)} of {len(self.checks)} checks failed, at worst {worst}."

    def document(self) -> dict[str, Any]:
        """Return all of it for JSON."""
        return {
            "dataset": self.dataset,
            "id": self.id,
            "ok": self.ok,
            "passed": self.passed,
            "profile": self.profile.document(),
            "results": [check.document() for check in self.checks],
        }

    def __str__(self) -> str:
        return report.text(self.sentence(), self.profile, self.checks)

    def _repr_html_(self) -> str:
        return report.as_html(self.sentence(), self.profile, self.checks)


def check(  # noqa: PLR0913
    data: Any,
    suite: AnySuite,
    *,
    dataset: str | None = None,
    raise_on: str | None = None,
    samples: str = "none",
    model: str | None = None,
    pipeline: str | None = None,
    run_id: str | None = None,
    duplicates: bool = True,
    categories: bool = True,
    send: bool = True,
    tags: Mapping[str, Any] | None = None,
    occurred_at: datetime.datetime | None = None,
    url: str | None = None,
    api_key: str | None = None,
) -> BatchResult:
    """Hold a batch against a suite and return what was found.

    `suite` is a `Suite`, the path of a YAML or JSON file, expectations, or the name of a suite on the server. With
    `raise_on="critical"` (or warning, info) a failure of that severity or a graver one raises `CheckFailedError`.
    `samples` asks for some values that do not fit: "masked" keeps their shape (a for letters, 9 for digits), "plain"
    the values. Between `plimsoll.init()` and `shutdown()`, profile and results are sent under the name `dataset`, or
    else the suite's; `send=False` keeps them here. `categories=False` leaves the frequent values of columns with few
    out of the profile, and `duplicates=False` spares the search for rows that repeat another.
    """
    if samples not in _SAMPLES:
        raise SuiteError([f"samples is {samples!r}, expected one of {', '.join(_SAMPLES)}"])
    if raise_on is not None:
        _severity(raise_on)
    wanted = _suite(suite, url, api_key)
    name = _named(dataset or wanted.dataset or wanted.name)
    frame = open_frame(data)
    now = datetime.datetime.now(UTC) if occurred_at is None else occurred_at.astimezone(UTC)
    checks = tuple(evaluate(frame, wanted, now, samples))
    told = profile_frame(frame, duplicates=duplicates, categories=categories)
    result = BatchResult(name, wanted, told, checks)
    if send and _process.client().is_open:
        if name is None:
            raise SuiteError(["the batch has no name: give dataset='orders', or `dataset: orders` in the suite"])
        result = BatchResult(name, wanted, told, checks, _send(result, model, pipeline, run_id, tags, occurred_at))
    return result if raise_on is None else result.raise_for(raise_on)


def log_batch(
    name: str,
    data: Any,
    *,
    model: str | None = None,
    pipeline: str | None = None,
    run_id: str | None = None,
    every: str | None = None,
    duplicates: bool = True,
    categories: bool = True,
    tags: Mapping[str, Any] | None = None,
    occurred_at: datetime.datetime | None = None,
) -> BatchProfile:
    """Send the profile of a batch of the dataset `name`, and return it; `every`: how soon the next has to follow."""
    suite = Suite((), dataset=name, every=every)
    told = profile_frame(open_frame(data), duplicates=duplicates, categories=categories)
    _send(BatchResult(suite.dataset, suite, told, ()), model, pipeline, run_id, tags, occurred_at)
    return told


def profile(data: Any, *, duplicates: bool = True, categories: bool = True) -> BatchProfile:
    """Return the profile of a batch; nothing is sent."""
    return profile_frame(open_frame(data), duplicates=duplicates, categories=categories)


def suggest(data: Any, *, dataset: str | None = None) -> Suite:
    """Return a suite that a good batch suggests; `print(suggest(frame).to_yaml())` writes it for you to change.

    Each expectation says in its description by which rule and which figures it came; the guide lists the rules.
    """
    return suggest_suite(open_frame(data), _named(dataset), datetime.datetime.now(UTC))


def _suite(given: AnySuite, url: str | None, api_key: str | None) -> Suite:
    if isinstance(given, Suite):
        return given
    if isinstance(given, Path) or (isinstance(given, str) and given.lower().endswith((".yaml", ".yml", ".json"))):
        return Suite.load(given)
    if isinstance(given, str):
        return fetch_suite(given, url, api_key)
    if isinstance(given, Mapping):
        return Suite.from_document(given)
    return Suite(given)


def _severity(name: str) -> int:
    if name not in SEVERITIES:
        raise SuiteError([f"the severity is {name!r}, expected one of {', '.join(SEVERITIES)}"])
    return SEVERITIES.index(name)


def _named(name: str | None) -> str | None:
    try:
        return None if name is None else dataset_name(name)
    except BadParameterError as problem:
        raise SuiteError([f"dataset {problem}"]) from None


def _send(
    result: BatchResult,
    model: str | None,
    pipeline: str | None,
    run_id: str | None,
    tags: Mapping[str, Any] | None,
    occurred_at: datetime.datetime | None,
) -> str:
    suite = result.suite
    told: dict[str, Any] = {**result.profile.document(), "dataset": result.dataset}
    told["results"] = [check.document() for check in result.checks]
    more = {
        "suite": suite.name,
        "suiteVersion": suite.version,
        "everySeconds": seconds(suite.every) if suite.every else None,
        "pipeline": pipeline,
        "runId": run_id,
    }
    told.update({key: value for key, value in more.items() if value is not None})
    return _process.client().dataset(told, model=model, tags=tags, occurred_at=occurred_at)

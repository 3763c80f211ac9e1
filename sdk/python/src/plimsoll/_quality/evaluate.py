"""Holds a frame against a suite: one result for each expectation."""

from __future__ import annotations

import datetime
import difflib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from plimsoll._quality import psi, times
from plimsoll._quality.columns import Column, Failing, of_type
from plimsoll._quality.expectation import Expectation
from plimsoll._quality.frames import Frame
from plimsoll._quality.suite import Suite
from plimsoll._quality.values import (
    Between,
    InSet,
    LengthBetween,
    Matches,
    OfType,
    Test,
    sample,
)

EXAMPLES = 10


@dataclass(frozen=True)
class CheckResult:
    """What became of one expectation.

    `observed` is the figure that was judged, `low` and `high` what it was judged by: the share of values that fit, a
    mean, a count, an age in seconds, a PSI. `failing` of `of` values did not fit. `samples` are there if asked for.
    """

    key: str
    expectation: Expectation = field(repr=False)
    passed: bool
    message: str
    observed: float | None = None
    low: float | None = None
    high: float | None = None
    failing: int | None = None
    of: int | None = None
    samples: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        """How grave it is if it fails."""
        return self.expectation.severity

    @property
    def column(self) -> str | None:
        """The column that it is about, if it is about one."""
        return self.expectation.column

    def document(self) -> dict[str, Any]:
        """Return it as the wire has it."""
        told = {
            "check": self.key[:300],
            "expectation": self.expectation.kind,
            "column": None if self.column is None else self.column[:200],
            "severity": self.severity,
            "passed": self.passed,
            "message": self.message[:1000],
            "description": self.expectation.description,
            "observed": self.observed,
            "low": self.low,
            "high": self.high,
            "failing": self.failing,
            "of": self.of,
            "samples": list(self.samples) or None,
        }
        return {name: value for name, value in told.items() if value is not None and not _is_endless(value)}


def _is_endless(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


class _RefutedError(Exception):
    """An expectation that cannot hold, whatever the values: its column is not there."""


def evaluate(frame: Frame, suite: Suite, now: datetime.datetime, samples: str) -> list[CheckResult]:
    """Hold the frame against every expectation; `samples` is none, masked or plain."""
    frame.prepare([(str(each.column), _test(each)) for each in suite.expectations if each.column in frame.names])
    judge = _Judge(frame, now, 0 if samples == "none" else EXAMPLES, is_masked=samples != "plain")
    return [judge.result(key, each) for key, each in zip(suite.keys(), suite.expectations)]


def _test(each: Expectation) -> Test | None:
    given = each.parameters
    if each.kind in ("in_set", "not_in_set"):
        return InSet(tuple(given["values"]), each.kind == "in_set")
    if each.kind == "between":
        strict = given.get("strict_min", False), given.get("strict_max", False)
        return Between(given.get("min"), given.get("max"), *strict)
    if each.kind == "length_between":
        return LengthBetween(given.get("min", 0), given.get("max"))
    if each.kind == "matches_regex":
        return Matches(given["pattern"])
    if each.kind == "values_of_type":
        return OfType(given["type"])
    return None


class _Judge:
    def __init__(self, frame: Frame, now: datetime.datetime, examples: int, *, is_masked: bool) -> None:
        self._frame = frame
        self._now = now
        self._examples = examples
        self._is_masked = is_masked

    def result(self, key: str, each: Expectation) -> CheckResult:
        judges: dict[str, Callable[[Expectation], dict[str, Any]]] = {
            "not_null": self._not_null,
            "unique": self._unique,
            "row_count_between": lambda it: self._figure(it, self._frame.rows, "rows", whole=True),
            "freshness": self._freshness,
            "columns": self._columns,
            "column_type": self._column_type,
            "mean_between": lambda it: self._number(it, "mean"),
            "sd_between": lambda it: self._number(it, "sd"),
            "quantile_between": self._quantile,
            "distinct_between": self._distinct,
            "distribution_close": self._distribution,
            "unique_combination": lambda it: self._combination(it, it.parameters["columns"]),
            "no_duplicates": lambda it: self._combination(it, None),
        }
        try:
            judged = judges.get(each.kind, self._values)(each)
        except _RefutedError as refuted:
            judged = {"passed": False, "message": str(refuted)}
        return CheckResult(key=key, expectation=each, **judged)

    def _column(self, each: Expectation) -> Column:
        name = str(each.column)
        self._require([name])
        return self._frame.column(name)

    def _require(self, names: list[str]) -> None:
        for name in names:
            if name not in self._frame.names:
                close = difflib.get_close_matches(name, self._frame.names, 1, 0.5)
                hint = f"; did you mean {close[0]!r}?" if close else ""
                raise _RefutedError(f"there is no column {name!r}{hint}")

    def _values(self, each: Expectation) -> dict[str, Any]:
        column = self._column(each)
        test = _test(each)
        assert test is not None, each.kind  # noqa: S101
        return self._share(each, column.failing(test, self._examples), column.rows - column.missing)

    def _unique(self, each: Expectation) -> dict[str, Any]:
        column = self._column(each)
        return self._share(each, column.repeated(self._examples), column.rows - column.missing)

    def _not_null(self, each: Expectation) -> dict[str, Any]:
        column = self._column(each)
        return self._share(each, Failing(column.missing, []), column.rows)

    def _combination(self, each: Expectation, names: list[str] | None) -> dict[str, Any]:
        self._require(names or [])
        return self._share(each, Failing(self._frame.duplicates(names), []), self._frame.rows)

    def _share(self, each: Expectation, failing: Failing, of: int) -> dict[str, Any]:
        share = 1.0 if not of else 1 - failing.count / of
        # Compared as counts, so that no rounding decides.
        passed = failing.count <= of * (1 - each.mostly) * (1 + 1e-12)
        what = {
            "not_null": "missing",
            "unique": "share their value with another row",
            "unique_combination": "repeat an earlier row in these columns",
            "no_duplicates": "repeat an earlier row",
        }.get(each.kind, "do not fit")
        noun = "rows" if each.kind in ("not_null", "unique_combination", "no_duplicates") else "values"
        if not of:
            message = f"there are no {noun}"
        elif failing.count == 0:
            message = f"all {of:,} {noun} fit"
        else:
            message = f"{failing.count:,} of {of:,} {noun} {what} ({_percent(failing.count / of)})"
            if each.mostly < 1:
                message += f"; {_percent(1 - each.mostly)} may"
        return {
            "passed": passed,
            "message": message,
            "observed": share,
            "low": each.mostly,
            "failing": failing.count,
            "of": of,
            # Many values have one shape, which is worth saying once.
            "samples": tuple(dict.fromkeys(sample(value, is_masked=self._is_masked) for value in failing.examples)),
        }

    def _figure(self, each: Expectation, value: float | None, what: str, *, whole: bool = False) -> dict[str, Any]:
        low, high = each.parameters.get("min"), each.parameters.get("max")
        wanted = _range(low, high)
        if value is None:
            raise _RefutedError(f"there are no numbers, so there is no {what}; expected {wanted}")
        passed = (low is None or value >= low) and (high is None or value <= high)
        shown = f"{value:,}" if whole else f"{value:.6g}"
        text = f"{shown} {what}" if whole else f"the {what} is {shown}"
        return {
            "passed": passed,
            "message": f"{text}, expected {wanted}",
            "observed": float(value),
            "low": None if low is None else float(low),
            "high": None if high is None else float(high),
        }

    def _number(self, each: Expectation, what: str) -> dict[str, Any]:
        numbers = self._column(each).numbers()
        value = None if numbers is None else getattr(numbers, what)
        return self._figure(each, value, {"sd": "standard deviation"}.get(what, what))

    def _quantile(self, each: Expectation) -> dict[str, Any]:
        share = each.parameters["quantile"]
        return self._figure(each, self._column(each).quantile(share), f"{share:g} quantile")

    def _distinct(self, each: Expectation) -> dict[str, Any]:
        distinct = self._column(each).distinct()
        what = "different values" if distinct.is_exact else "different values (estimated, within about 1 %)"
        return self._figure(each, distinct.count, what, whole=True)

    def _freshness(self, each: Expectation) -> dict[str, Any]:
        column = self._column(each)
        extent = column.extent()
        limit = times.seconds(each.parameters["max_age"])
        if extent is None:
            said = "no values" if column.missing == column.rows else f"no times, but values of type {column.kind}"
            raise _RefutedError(f"{column.name!r} has {said}, so nothing says how fresh it is")
        age = (self._now - extent[1]).total_seconds()
        found = f"the newest is {times.age(age)} old ({times.iso(extent[1])})"
        return {
            "passed": age <= limit,
            "message": f"{found}, expected at most {times.age(limit)}",
            "observed": age,
            "high": float(limit),
        }

    def _columns(self, each: Expectation) -> dict[str, Any]:
        wanted, there = each.parameters["names"], self._frame.names
        absent = [name for name in wanted if name not in there]
        more = [name for name in there if name not in wanted] if each.parameters.get("exact", False) else []
        said = [f"{', '.join(map(repr, absent))} missing"] if absent else []
        said += [f"{', '.join(map(repr, more))} not expected"] if more else []
        in_order = [name for name in there if name in wanted] == wanted
        if each.parameters.get("ordered", False) and not absent and not in_order:
            said.append(f"in another order: {', '.join(there)}")
        return {
            "passed": not said,
            "message": "; ".join(said)[:1000] if said else f"all {len(wanted)} columns are there",
            "observed": float(len(absent) + len(more)),
            "high": 0.0,
        }

    def _column_type(self, each: Expectation) -> dict[str, Any]:
        column, wanted = self._column(each), each.parameters["type"]
        passed = of_type(column, wanted)
        return {"passed": passed, "message": f"the type is {column.kind} ({column.dtype}), expected {wanted}"}

    def _distribution(self, each: Expectation) -> dict[str, Any]:
        threshold = float(each.parameters.get("threshold", psi.THRESHOLD))
        found = psi.psi(self._column(each), each.parameters["baseline"])
        if found is None:
            raise _RefutedError("there are no values to compare with the baseline")
        value, noise = found
        return {
            # What chance alone explains is no drift, however few the rows are.
            "passed": value <= max(threshold, noise),
            "message": f"PSI {value:.3f}, expected at most {threshold:g}; chance alone explains {noise:.3f}",
            "observed": value,
            "high": max(threshold, noise),
        }


def _range(low: Any, high: Any) -> str:
    if low is None:
        return f"at most {high:,}"
    return f"at least {low:,}" if high is None else f"{low:,} to {high:,}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"

"""The expectations there are, with the parameters that each takes. The server holds the same table."""

from __future__ import annotations

import importlib
import math
import re
import sys
from dataclasses import dataclass
from typing import Any, Callable

from plimsoll._quality.times import moment, seconds

SEVERITIES = ("info", "warning", "critical")
TYPES = ("number", "integer", "text", "boolean", "time")
MAXIMUM_VALUES = 1_000
MAXIMUM_NAME = 200
_MAXIMUM_PATTERN = 1_000
_PARSER: Any = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
_MAXIMUM_DESCRIPTION = 500
_MAXIMUM_COLUMNS = 500


class BadParameterError(ValueError):
    """A value that a parameter does not take; the message names both."""


@dataclass(frozen=True)
class Parameter:
    """A parameter: how its value is checked, and whether it may be left out."""

    check: Callable[[Any], Any]
    needed: bool = True


@dataclass(frozen=True)
class Kind:
    """One kind of expectation.

    `short` is the parameter that stands for all where no mapping is written (`not_null: price`). `mostly` says whether
    a share of the values may fail. `any_of` names parameters of which one at least has to be there.
    """

    name: str
    parameters: dict[str, Parameter]
    short: str | None = None
    mostly: bool = False
    any_of: tuple[str, ...] = ()


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > MAXIMUM_NAME:
        raise BadParameterError(f"is {short(value)}, expected the name of a column, at most {MAXIMUM_NAME} characters")
    return value


def _names(value: Any) -> list[str]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MAXIMUM_COLUMNS:
        raise BadParameterError(f"is {short(value)}, expected a list of the names of columns")
    names = [_name(item) for item in value]
    if len(set(names)) != len(names):
        raise BadParameterError("names a column twice")
    return names


def _several(value: Any) -> list[str]:
    names = _names(value)
    if len(names) < 2:  # noqa: PLR2004
        raise BadParameterError("names one column, expected two or more; `unique` is for one")
    return names


def _values(value: Any) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAXIMUM_VALUES:
        raise BadParameterError(f"is {short(value)}, expected a list of 1 to {MAXIMUM_VALUES} values")
    for item in value:
        if not isinstance(item, (str, bool)) and not _is_finite(item):
            raise BadParameterError(f"holds {short(item)}, expected texts, numbers, true or false")
    return list(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not _is_finite(value):
        raise BadParameterError(f"is {short(value)}, expected a number of at most 308 digits")
    return value  # type: ignore[no-any-return]


def _is_finite(value: Any) -> bool:
    try:
        return isinstance(value, (int, float)) and math.isfinite(value)
    except OverflowError:
        # A whole number that is larger than every float; a server could not read it.
        return False


def _bound(value: Any) -> Any:
    if isinstance(value, str):
        if moment(value) is None:
            raise BadParameterError(f"is {short(value)}, expected a number or a time such as 2026-01-31T12:00:00Z")
        return value
    return _number(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise BadParameterError(f"is {short(value)}, expected a whole number from 0")
    return value  # type: ignore[no-any-return]


def _share(value: Any) -> float:
    if not 0 <= _number(value) <= 1:
        raise BadParameterError(f"is {value!r}, expected a number from 0 to 1")
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadParameterError(f"is {short(value)}, expected true or false")
    return value


def _pattern(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= _MAXIMUM_PATTERN:
        raise BadParameterError(f"is {short(value)}, expected a pattern of up to {_MAXIMUM_PATTERN} letters")
    try:
        re.compile(value)
        is_nested = _repeats_in_repeats(_PARSER.parse(value))
    except (re.error, OverflowError, RecursionError) as problem:
        raise BadParameterError(f"is {short(value)}, which is no regular expression: {problem}") from None
    if is_nested:
        raise BadParameterError(
            f"is {short(value)}, which repeats without end within what repeats without end and may take for ever; "
            "bound one of them, as {1,50} does"
        )
    return value


def _repeats_in_repeats(parsed: Any, *, is_within: bool = False) -> bool:
    """Say whether an unbounded repeat stands anywhere within another, which backtracks exponentially."""
    if isinstance(parsed, (tuple, list)):
        return any(_repeats_in_repeats(part, is_within=is_within) for part in parsed)
    if not isinstance(parsed, _PARSER.SubPattern):
        return False
    for operator, argument in parsed:
        is_endless = str(operator).endswith("_REPEAT") and argument[1] == _PARSER.MAXREPEAT
        if (is_endless and is_within) or _repeats_in_repeats(argument, is_within=is_within or is_endless):
            return True
    return False


def duration(value: Any) -> str:
    """Check a length of time such as 90s, 15m, 24h or 7d."""
    if not isinstance(value, str) or not seconds(value):
        raise BadParameterError(f"is {short(value)}, expected a length of time such as 90s, 15m, 24h or 7d")
    return value


def _type(value: Any) -> str:
    if value not in TYPES:
        raise BadParameterError(f"is {short(value)}, expected one of {', '.join(TYPES)}")
    return str(value)


def _sql(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise BadParameterError(f"is {short(value)}, expected a statement")
    return value


def _baseline(value: Any) -> dict[str, Any]:
    """Shares of bins between edges, open at both ends, or shares of categories; and how many rows they come from."""
    known = {"edges", "shares", "categories", "rows"}
    if not isinstance(value, dict) or set(value) - known or not {"shares", "rows"} <= set(value):
        raise BadParameterError(
            f"is {short(value)}, expected edges and shares, or categories and shares, with rows; suggest writes one"
        )
    named, shares = ("categories" if "categories" in value else "edges"), value["shares"]
    groups = value.get(named)
    if (
        not isinstance(groups, list)
        or not isinstance(shares, list)
        or not groups
        or ("categories" in value) == ("edges" in value)
    ):
        raise BadParameterError("needs either edges or categories, and shares, each a list")
    wanted = len(groups) + 1
    if len(shares) != wanted or any(_share(share) < 0 for share in shares) or abs(sum(shares) - 1) > 1e-3:  # noqa: PLR2004
        raise BadParameterError(
            f"has {len(groups)} {named} and {len(shares)} shares; expected {wanted} shares that sum up to 1, "
            + ("the last for all other categories" if named == "categories" else "one more than edges")
        )
    if named == "edges" and any(_number(low) >= _number(high) for low, high in zip(groups, groups[1:])):
        raise BadParameterError("has edges that do not ascend")
    if len(groups) > MAXIMUM_VALUES or _count(value["rows"]) < 1:
        raise BadParameterError(f"needs at most {MAXIMUM_VALUES} {named}, of one row at least")
    return dict(value)


def description(value: Any) -> str:
    """Check the words that explain an expectation or a suite."""
    if not isinstance(value, str) or len(value) > _MAXIMUM_DESCRIPTION:
        raise BadParameterError(f"is {short(value)}, expected a text of up to {_MAXIMUM_DESCRIPTION} characters")
    return value


def severity(value: Any) -> str:
    """Check how grave a failure is."""
    if value not in SEVERITIES:
        raise BadParameterError(f"is {short(value)}, expected one of {', '.join(SEVERITIES)}")
    return str(value)


def mostly(value: Any) -> float:
    """Check the share that has to fit."""
    share = _share(value)
    if share <= 0:
        raise BadParameterError("is 0, which nothing could fail; expected a share above 0, such as 0.99")
    return share


def short(value: Any) -> str:
    """Return a value for a message."""
    try:
        text = repr(value)
    except ValueError:
        text = "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004


_COLUMN = Parameter(_name)
_RANGE = {"min": Parameter(_number, needed=False), "max": Parameter(_number, needed=False)}
_STRICT = {"strict_min": Parameter(_flag, needed=False), "strict_max": Parameter(_flag, needed=False)}
_ENDS = ("min", "max")


def _kinds() -> list[Kind]:
    bounds = {"min": Parameter(_bound, needed=False), "max": Parameter(_bound, needed=False)}
    counts = {"min": Parameter(_count, needed=False), "max": Parameter(_count, needed=False)}
    return [
        Kind("not_null", {"column": _COLUMN}, "column", mostly=True),
        Kind("unique", {"column": _COLUMN}, "column", mostly=True),
        Kind("in_set", {"column": _COLUMN, "values": Parameter(_values)}, mostly=True),
        Kind("not_in_set", {"column": _COLUMN, "values": Parameter(_values)}, mostly=True),
        Kind("between", {"column": _COLUMN, **bounds, **_STRICT}, mostly=True, any_of=_ENDS),
        Kind("length_between", {"column": _COLUMN, **counts}, mostly=True, any_of=_ENDS),
        Kind("matches_regex", {"column": _COLUMN, "pattern": Parameter(_pattern)}, mostly=True),
        Kind("values_of_type", {"column": _COLUMN, "type": Parameter(_type)}, mostly=True),
        Kind("row_count_between", counts, any_of=_ENDS),
        Kind("freshness", {"column": _COLUMN, "max_age": Parameter(duration)}),
        Kind(
            "columns",
            {
                "names": Parameter(_names),
                "exact": Parameter(_flag, needed=False),
                "ordered": Parameter(_flag, needed=False),
            },
            "names",
        ),
        Kind("column_type", {"column": _COLUMN, "type": Parameter(_type)}),
        Kind("mean_between", {"column": _COLUMN, **_RANGE}, any_of=_ENDS),
        Kind("sd_between", {"column": _COLUMN, **_RANGE}, any_of=_ENDS),
        Kind("quantile_between", {"column": _COLUMN, "quantile": Parameter(_share), **_RANGE}, any_of=_ENDS),
        Kind("distinct_between", {"column": _COLUMN, **counts}, any_of=_ENDS),
        Kind(
            "distribution_close",
            {
                "column": _COLUMN,
                "baseline": Parameter(_baseline),
                "threshold": Parameter(_number, needed=False),
            },
        ),
        Kind("unique_combination", {"columns": Parameter(_several)}, "columns", mostly=True),
        Kind("no_duplicates", {}, mostly=True),
        Kind("sql", {"statement": Parameter(_sql)}, "statement"),
    ]


KINDS: dict[str, Kind] = {kind.name: kind for kind in _kinds()}

# What other libraries call the same thing, so that whoever moves over is told the name here.
FOREIGN = {
    "expect_column_values_to_not_be_null": "not_null",
    "expect_column_values_to_be_unique": "unique",
    "expect_column_values_to_be_in_set": "in_set",
    "expect_column_values_to_not_be_in_set": "not_in_set",
    "expect_column_values_to_be_between": "between",
    "expect_column_value_lengths_to_be_between": "length_between",
    "expect_column_values_to_match_regex": "matches_regex",
    "expect_column_values_to_be_of_type": "values_of_type",
    "expect_table_row_count_to_be_between": "row_count_between",
    "expect_table_columns_to_match_set": "columns",
    "expect_table_columns_to_match_ordered_list": "columns",
    "expect_column_mean_to_be_between": "mean_between",
    "expect_column_stdev_to_be_between": "sd_between",
    "expect_column_quantile_values_to_be_between": "quantile_between",
    "expect_column_unique_value_count_to_be_between": "distinct_between",
    "expect_column_kl_divergence_to_be_less_than": "distribution_close",
    "expect_compound_columns_to_be_unique": "unique_combination",
    "isComplete": "not_null",
    "isUnique": "unique",
    "isContainedIn": "in_set",
    "hasSize": "row_count_between",
    "hasMean": "mean_between",
    "accepted_values": "in_set",
    "missing": "not_null",
    "duplicate": "unique",
    "row_count": "row_count_between",
    "regex": "matches_regex",
    "not_empty": "not_null",
    "isin": "in_set",
    "custom_sql": "sql",
}

"""A checked batch as people read it: plain text, and HTML for notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plimsoll._quality.columns import Numbers
    from plimsoll._quality.evaluate import CheckResult
    from plimsoll._quality.profile import BatchProfile

_HEAD = ("column", "type", "missing", "distinct", "min", "median", "mean", "max", "sd")
_STYLE = "border-collapse:collapse;font-variant-numeric:tabular-nums"
_CELL = "padding:2px 8px;text-align:left;border-bottom:1px solid #8884"


def text(title: str, profile: BatchProfile, checks: Sequence[CheckResult]) -> str:
    """Return the sentence, the checks (those that failed first), and the columns."""
    lines = [title, _about(profile)]
    for check in _sorted(checks):
        lines.append(f"  {_word(check):8} {check.key}: {check.message}")
        if check.samples:
            lines.append(f"           e.g. {', '.join(check.samples)}")
    rows = [_HEAD, *_rows(profile)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    lines.append("")
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join(lines)


def as_html(title: str, profile: BatchProfile, checks: Sequence[CheckResult]) -> str:
    """Return the same as HTML, every text of the data escaped."""
    parts = [f"<p><strong>{html.escape(title)}</strong><br>{html.escape(_about(profile))}</p>"]
    if checks:
        rows = [(_word(check), check.key, check.message, ", ".join(check.samples)) for check in _sorted(checks)]
        parts.append(_table(("", "check", "what was found", "samples"), rows))
    parts.append(_table(_HEAD, _rows(profile)))
    return "".join(parts)


def _table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    line = "".join(f'<th style="{_CELL}">{html.escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{html.escape(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    return f'<table style="{_STYLE}"><thead><tr>{line}</tr></thead><tbody>{body}</tbody></table>'


def _sorted(checks: Sequence[CheckResult]) -> list[CheckResult]:
    grave = {"critical": 0, "warning": 1, "info": 2}
    return sorted(checks, key=lambda check: (check.passed, grave[check.severity]))


def _word(check: CheckResult) -> str:
    return "ok" if check.passed else check.severity


def _about(profile: BatchProfile) -> str:
    repeated = "" if profile.duplicates is None else f", {profile.duplicates:,} of them repeat an earlier one"
    return f"{profile.rows:,} rows{repeated}; {len(profile.columns)} columns"


def _rows(profile: BatchProfile) -> list[tuple[str, ...]]:
    return [
        (
            column.name,
            column.type,
            f"{column.missing:,}",
            ("" if column.distinct_is_exact else "~") + f"{column.distinct:,}",
            *_figures(column.numbers, column.oldest, column.newest),
        )
        for column in profile.columns
    ]


def _figures(numbers: Numbers | None, oldest: Any, newest: Any) -> tuple[str, ...]:
    if numbers is None:
        ends = ["" if end is None else f"{end:%Y-%m-%d %H:%M}" for end in (oldest, newest)]
        return (ends[0], "", "", ends[1], "")
    values = (numbers.min, numbers.quantiles.get(0.5), numbers.mean, numbers.max, numbers.sd)
    return tuple("" if value is None else f"{value:.6g}" for value in values)

"""Times and lengths of time as suites write them; a time without a zone is UTC."""

from __future__ import annotations

import datetime
import re
from typing import Any

_DURATION = re.compile(r"([1-9]\d{0,6})([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_MIDDLE = 5000
UTC = datetime.timezone.utc


def seconds(text: str) -> int:
    """Return how many seconds a length of time has; 0 if it is none."""
    match = _DURATION.fullmatch(text)
    return int(match.group(1)) * _UNITS[match.group(2)] if match else 0


def moment(value: Any) -> datetime.datetime | None:
    """Read a time: a datetime, a date (its midnight) or an ISO-8601 text; None if it is none."""
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else in_utc(value)
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        return None
    text = re.sub(r"\s*Z$", "+00:00", value)
    # Older Pythons read fractions of three or six digits only, and zones with a colon.
    text = re.sub(r"\.(\d{1,9})", lambda match: "." + (match.group(1) + "000000")[:6], text)
    text = re.sub(r"\s*([+-]\d{2})(\d{2})$", r"\1:\2", text)
    try:
        return moment(datetime.datetime.fromisoformat(text))
    except ValueError:
        return None


def in_utc(time: datetime.datetime) -> datetime.datetime:
    """Return the time in UTC; beyond the first or last year, as sentinels of zones are, the end of the calendar."""
    try:
        return time.astimezone(UTC)
    except OverflowError:
        return _end(is_last=time.year > _MIDDLE)


def after_epoch(micros: int) -> datetime.datetime:
    """Return the time so many microseconds after 1970, or the end of the calendar."""
    try:
        return datetime.datetime(1970, 1, 1, tzinfo=UTC) + datetime.timedelta(microseconds=micros)
    except OverflowError:
        return _end(is_last=micros > 0)


def _end(*, is_last: bool) -> datetime.datetime:
    return datetime.datetime.max.replace(tzinfo=UTC) if is_last else datetime.datetime.min.replace(tzinfo=UTC)


def iso(time: datetime.datetime) -> str:
    """Write a time as the wire has it."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def age(length: float) -> str:
    """Write a length of time for people."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if length >= 2 * size:
            return f"{length / size:.0f} {unit}"
    return f"{length:.0f} s"

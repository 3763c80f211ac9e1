"""Shares of calls, as a person writes them and as the server takes them."""

from __future__ import annotations

from plimsoll._cli.api import EXIT_USAGE, CommandError

STICKY = "none, header, entity, or entity:FEATURE (default: none)"

_WHOLE = 1000


def per_mille(text: str) -> int:
    """Whole thousandths of a percentage such as `2.5`."""
    try:
        found = float(text) * 10
    except ValueError:
        found = -1.0
    if not 0 <= found <= _WHOLE or abs(found - round(found)) > 1e-6:  # noqa: PLR2004
        raise CommandError(f"{text!r} is not a percentage with at most one digit after the point", EXIT_USAGE)
    return round(found)


def percent(thousandths: int) -> str:
    """A share such as `2.5 %`."""
    return f"{thousandths / 10:g} %"


def sticky(text: str) -> dict[str, str]:
    """What keeps a caller with a version, of `none`, `header`, `entity` or `entity:FEATURE`."""
    by, colon, field = text.partition(":")
    return {"by": by, "field": field} if colon else {"by": by}

"""A progress bar for a terminal; where the output is a file it becomes a line now and then."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BAR = 24
_TERMINAL_INTERVAL = 0.1
_FILE_INTERVAL = 10.0


def month_name(month: int) -> str:
    """Return the short name of a month."""
    return _MONTHS[month]


class Progress:
    """Shows day, rows, rows per second and the drift so far."""

    def __init__(self, total: int, out: TextIO = sys.stdout, now: Callable[[], float] = time.monotonic) -> None:
        self._total = max(1, total)
        self._out = out
        self._now = now
        self._terminal = out.isatty()
        self._start = now()
        self._shown = self._start - (_TERMINAL_INTERVAL if self._terminal else 0.0)

    def show(self, day: str, rows: int, drift: str) -> None:
        """Show the state, unless it has only just been shown."""
        now = self._now()
        if now - self._shown < (_TERMINAL_INTERVAL if self._terminal else _FILE_INTERVAL):
            return
        self._shown = now
        self._write(self._line(day, rows, drift, now), end="" if self._terminal else "\n")

    def say(self, text: str) -> None:
        """Print a line that stays, above the bar."""
        self._write(text, end="\n")
        self._shown = self._start - 1.0 if self._terminal else self._shown

    def _line(self, day: str, rows: int, drift: str, now: float) -> str:
        share = min(1.0, rows / self._total)
        filled = round(share * _BAR)
        rate = rows / max(now - self._start, 1e-9)
        bar = "█" * filled + "░" * (_BAR - filled)
        return f"{day}  {bar} {share:4.0%}  {rows:>7,} rows  {rate:>6,.0f} rows/s  {drift}"

    def _write(self, text: str, end: str) -> None:
        if self._terminal:
            # Cut to the width: a wrapped line could not be overwritten by the next one.
            width = shutil.get_terminal_size().columns - 1
            text = "\r\x1b[2K" + (text if end else text[:width])
        self._out.write(text + end)
        self._out.flush()

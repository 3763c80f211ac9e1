"""Tells errors apart by where and how they came about, and not by what their messages quote."""

from __future__ import annotations

import hashlib
import re
from types import TracebackType

_FRAMES = 20
_CAUSES = 5
# What differs from one case of an error to the next: numbers, ids, addresses, what stands in quotation marks.
_VARYING = re.compile(r"""0x[0-9a-fA-F]+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|'[^']*'|"[^"]*"|\d+""")


def of_exception(error: BaseException) -> str:
    """Return the fingerprint of an exception: its types and the functions on its way, without lines and messages."""
    parts: list[str] = []
    seen: BaseException | None = error
    for _ in range(_CAUSES):
        if seen is None:
            break
        parts.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        parts.extend(_frames(seen.__traceback__))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return _digest(parts)


def of_message(kind: str, message: str) -> str:
    """Return the fingerprint of an error that is only told of: its kind, and its message without what varies."""
    return _digest([kind, _VARYING.sub("*", message)])


def _frames(trace: TracebackType | None) -> list[str]:
    frames: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{code.co_name}")
        trace = trace.tb_next
    # The end of the way is where the error is; a recursion that is longer by one is still the same error.
    return list(dict.fromkeys(frames))[-_FRAMES:]


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]

"""What is told of a request, whatever framework it came through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plimsoll._client import Client

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def tell(
    client: Client,
    method: Any,
    route: str | None,
    status: int,
    elapsed_ms: float,
    problem: Exception | None,
    tags: Mapping[str, Any] | None,
) -> None:
    """Queue the time of a request, and its error if there was one."""
    named = {
        # A client may send any word as its method, and each would be a series.
        "method": method if method in _METHODS else "other",
        "route": (route or "unmatched")[:200],
        "status": str(status),
        **(tags or {}),
    }
    client.metric("http.request_ms", elapsed_ms, kind="distribution", tags=named, occurred_at=None)
    if problem is not None:
        client.log_error(problem, None, stack=None, fingerprint=None, model=None, pipeline=None, tags=named)

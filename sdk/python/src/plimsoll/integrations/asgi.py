"""FastAPI, Starlette and other ASGI applications: `app.add_middleware(plimsoll.integrations.asgi.Middleware)`."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping, MutableMapping
from typing import Any, Callable

from plimsoll import _process
from plimsoll.integrations._requests import tell

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Middleware:
    """Tells how long requests take (`http.request_ms`, by method, route and status), and exceptions as errors.

    The route is the template (`/users/{id}`), never the path, which may name somebody and would make endless series.
    """

    def __init__(self, app: Application, tags: Mapping[str, Any] | None = None) -> None:
        self._app = app
        self._tags = dict(tags or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unchanged."""
        if scope.get("type") != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter_ns()
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        problem: Exception | None = None
        try:
            await self._app(scope, receive, noted)
        except Exception as raised:
            problem = raised
            raise
        finally:
            elapsed = (time.perf_counter_ns() - start) / 1e6
            tell(_process.client(), scope.get("method"), _route(scope), status, elapsed, problem, self._tags)


def _route(scope: Scope) -> str | None:
    # Starlette puts the route into the scope that the middleware holds as well.
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else None

"""Flask: `plimsoll.integrations.flask.instrument(app)`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from plimsoll import _process
from plimsoll.integrations._requests import tell

_START = "plimsoll.start"
_PROBLEM = "plimsoll.problem"


def instrument(app: Any, tags: Mapping[str, Any] | None = None) -> Any:
    """Tell how long requests take (`http.request_ms`, by method, route and status), and exceptions as errors.

    Returns the application. The route is the rule (`/users/<id>`), never the path.
    """
    from flask import got_request_exception, request  # noqa: PLC0415 - only who has Flask comes here.

    def begin() -> None:
        request.environ[_START] = time.perf_counter_ns()

    def fail(_: Any, exception: Exception, **__: Any) -> None:
        request.environ[_PROBLEM] = exception

    def end(response: Any) -> Any:
        start = request.environ.pop(_START, None)
        if start is not None:
            rule = None if request.url_rule is None else str(request.url_rule.rule)
            problem = request.environ.pop(_PROBLEM, None)
            elapsed = (time.perf_counter_ns() - start) / 1e6
            tell(_process.client(), request.method, rule, response.status_code, elapsed, problem, tags)
        return response

    app.before_request(begin)
    app.after_request(end)
    # Held by the application, because the signal itself holds its listeners weakly.
    app.extensions["plimsoll"] = fail
    got_request_exception.connect(fail, app)
    return app

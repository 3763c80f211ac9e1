"""The server's REST API as the commands need it; every failure is one exception with a message to show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from plimsoll._configuration import ConfigurationError, Settings
from plimsoll._http import Answer, Body, Connection, UnreachableError

_TIMEOUT = 60.0

EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_NOT_CONFIGURED = 3
EXIT_UNREACHABLE = 4


class CommandError(Exception):
    """Ends the command with a message and an exit code."""

    def __init__(self, message: str, exit_code: int = EXIT_REFUSED, status: int | None = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.status = status


class Upload(Body, Protocol):
    """A body that knows its size."""

    @property
    def size(self) -> int:
        """How many bytes there are in all."""


class Api:
    """One server, one key, one project; `headers` are those of the last answer."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.headers: Mapping[str, str] = {}
        try:
            self._connection = Connection(settings.url, settings.api_key)
        except ValueError as problem:
            raise CommandError(str(problem), EXIT_NOT_CONFIGURED) from problem

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call any path of the server and return its JSON document, or None if the answer has none."""
        payload = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        return self._call(method, path, payload, headers, _TIMEOUT)

    def _call(
        self, method: str, path: str, payload: bytes | Upload | None, headers: dict[str, str], timeout: float
    ) -> Any:
        try:
            answer = self._connection.request(method, path, payload, headers, timeout=timeout)
        except UnreachableError as problem:
            raise CommandError(
                f"{self.settings.url} does not answer ({problem}); start the server with `./plimsoll up`, or check "
                "PLIMSOLL_URL",
                EXIT_UNREACHABLE,
            ) from problem
        self.headers = answer.headers
        if not 200 <= answer.status < 300:  # noqa: PLR2004
            raise CommandError(_explain(answer, method, path), EXIT_REFUSED, answer.status)
        return _document(answer, path)

    def project(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Call a path of the project, such as `models`."""
        given = {name: value for name, value in query.items() if value is not None}
        suffix = f"?{urlencode(given)}" if given else ""
        return self.call(method, f"{self._project_path()}/{path}{suffix}", body)

    def upload(self, path: str, body: Upload, key: str, timeout: float, **query: Any) -> Any:
        """Send a file to a path of the project, under a key that makes sending it twice the same as once."""
        given = {name: value for name, value in query.items() if value is not None}
        suffix = f"?{urlencode(given)}" if given else ""
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(body.size),
            "Idempotency-Key": key,
        }
        return self._call("POST", f"{self._project_path()}/{path}{suffix}", body, headers, timeout)

    def _project_path(self) -> str:
        settings = self.settings
        if not settings.organisation or not settings.project:
            missing = "PLIMSOLL_ORGANISATION" if not settings.organisation else "PLIMSOLL_PROJECT"
            raise ConfigurationError(
                f"{missing} is not set; set PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT, or give --organisation and "
                "--project, as the addresses of the dashboard show them"
            )
        return f"/api/v1/organisations/{segment(settings.organisation)}/projects/{segment(settings.project)}"


def segment(text: str) -> str:
    """Quote one segment of a path."""
    return quote(text, safe="")


def _document(answer: Answer, path: str) -> Any:
    if not answer.body.strip():
        return None
    try:
        return json.loads(answer.body)
    except ValueError as problem:
        raise CommandError(f"{path} did not answer with JSON; is this the address of a Plimsoll server?") from problem


def _explain(answer: Answer, method: str, path: str) -> str:
    try:
        document = json.loads(answer.body)
    except ValueError:
        document = {}
    if not isinstance(document, dict):
        document = {}
    said = document.get("detail") or document.get("error") or document.get("title") or f"{method} {path}"
    request_id = document.get("requestId")
    suffix = f" (request {request_id})" if request_id else ""
    remedy = {
        401: " - the server does not know this API key; check PLIMSOLL_API_KEY, or run `plimsoll doctor`",
        403: " - the API key lacks the scope for this; make one that has it in the dashboard's settings",
        429: " - too many requests; wait a moment",
    }.get(answer.status, "")
    return f"the server answered {answer.status}: {said}{remedy}{suffix}"

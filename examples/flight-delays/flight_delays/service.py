"""The parts of the server's HTTP interface that the demo uses, on the standard library."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT = 60.0
_ATTEMPTS = 8
_AWAY = (429, 502, 503, 504)


class ServiceError(Exception):
    """The server refused, or did not answer; the message is for people."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Credentials:
    """Where the server is and how to get in."""

    url: str
    git_url: str
    organisation: str
    project: str
    api_key: str
    admin_email: str | None
    path: Path | None

    @property
    def dashboard(self) -> str:
        """The address of the project's pages."""
        return f"{self.url}/projects/{self.organisation}/{self.project}"

    def __repr__(self) -> str:
        return f"Credentials(url={self.url!r}, organisation={self.organisation!r}, project={self.project!r})"


def home_directory(given: Path | None) -> Path:
    """Return the server's folder: the argument, PLIMSOLL_HOME, or ~/.plimsoll."""
    return given or Path(os.environ.get("PLIMSOLL_HOME") or Path.home() / ".plimsoll")


def find_credentials(home: Path) -> Credentials | None:
    """Return what the environment or `credentials.json` gives, or None if neither does."""
    url, api_key = os.environ.get("PLIMSOLL_URL"), os.environ.get("PLIMSOLL_API_KEY")
    path = home / "credentials.json"
    stored: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if url and api_key:
        organisation = os.environ.get("PLIMSOLL_ORGANISATION") or stored.get("organisation", "")
        project = os.environ.get("PLIMSOLL_PROJECT") or stored.get("project", "")
        if not organisation or not project:
            raise ServiceError("PLIMSOLL_URL is set; set PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT as well")
        git_url = f"{url.rstrip('/')}/git/{organisation}/{project}"
        return Credentials(url.rstrip("/"), git_url, organisation, project, api_key, None, None)
    if not stored:
        return None
    try:
        return Credentials(
            url=stored["url"].rstrip("/"),
            git_url=stored["gitUrl"].rstrip("/"),
            organisation=stored["organisation"],
            project=stored["project"],
            api_key=stored["apiKey"],
            admin_email=stored.get("adminEmail"),
            path=path,
        )
    except KeyError as problem:
        raise ServiceError(f"{path} has no {problem}; start the server once more, it writes the file anew") from None


def is_ready(credentials: Credentials) -> bool:
    """Return whether a server answers at the address and says that it is ready."""
    service = Service(credentials)
    try:
        return service.is_ready()
    finally:
        service.close()


class Service:
    """One kept-alive connection; a server that is briefly away is asked again."""

    def __init__(self, credentials: Credentials, pause: Callable[[float], None] = time.sleep) -> None:
        self._credentials = credentials
        self._pause = pause
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def is_ready(self) -> bool:
        """Return whether a server answers and says that it is ready."""
        try:
            status, _, document = self._exchange("GET", "/api/v1/status", None)
        except (OSError, http.client.HTTPException):
            self.close()
            return False
        return status == http.HTTPStatus.OK and bool(document.get("ready", True))

    def predict(self, model: str, rows: Sequence[dict[str, Any]], ids: Sequence[str]) -> list[dict[str, Any]]:
        """Call the model with named features; the ids make a repeated request count once."""
        answer = self.call("POST", f"/v2/models/{model}/predict", {"rows": list(rows), "ids": list(ids)})
        predictions: list[dict[str, Any]] = answer["predictions"]
        return predictions

    def project(self, path: str) -> Any:
        """Read something of the project, such as `alerts`."""
        c = self._credentials
        return self.call("GET", f"/api/v1/organisations/{c.organisation}/projects/{c.project}/{path}")

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Return the JSON answer; raise ServiceError for a refusal, or if the server stays away."""
        trouble = ""
        for attempt in range(_ATTEMPTS):
            delay = min(5.0, 0.1 * 2**attempt)
            try:
                status, headers, document = self._exchange(method, path, body)
            except (OSError, http.client.HTTPException) as problem:
                self.close()
                trouble = f"{type(problem).__name__}: {problem}"
            else:
                if status < 300:  # noqa: PLR2004
                    return document
                said = document.get("error") or document.get("detail") or document.get("title") or "no reason given"
                trouble = f"{status}: {said}"
                if status not in _AWAY:
                    raise ServiceError(f"{method} {path} was answered with {trouble}", status)
                delay = max(delay, _seconds(headers.get("Retry-After")))
            self._pause(delay)
        raise ServiceError(f"{self._credentials.url} stays away ({method} {path}: {trouble}); look at the server's log")

    def _exchange(self, method: str, path: str, body: Any) -> tuple[int, Any, dict[str, Any]]:
        if self._connection is None:
            parts = urlsplit(self._credentials.url)
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
        headers = {"Authorization": f"Bearer {self._credentials.api_key}", "Accept": "application/json"}
        payload = None
        if body is not None:
            payload = json.dumps(body, allow_nan=False).encode()
            headers["Content-Type"] = "application/json"
        self._connection.request(method, path, payload, headers)
        response = self._connection.getresponse()
        text = response.read()
        try:
            document = json.loads(text) if text.strip() else {}
        except ValueError:
            document = {}
        return response.status, response.headers, document if isinstance(document, dict) else {}


def _seconds(text: str | None) -> float:
    return float(text) if text is not None and text.isdigit() else 0.0

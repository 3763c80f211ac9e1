"""One kept-alive HTTP connection on the standard library, used by one thread at a time."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import http.client
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from plimsoll._version import VERSION

_ANSWER_LIMIT = 32 * 1024 * 1024
_BLOCK = 256 * 1024
_abandoned: list[http.client.HTTPConnection] = []


class UnreachableError(Exception):
    """No answer came: the address is wrong, nobody listens, or the connection broke."""


class Body(Protocol):
    """What is too large to be held in memory: read piece by piece, and from the start again if need be."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def retry_after(self) -> float | None:
        """The seconds of the Retry-After header, which may also be a date."""
        text = self.headers.get("retry-after", "").strip()
        if not text:
            return None
        try:
            return max(0.0, float(text))
        except ValueError:
            pass
        try:
            moment = email.utils.parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        return max(0.0, (moment - datetime.datetime.now(moment.tzinfo)).total_seconds())


class Connection:
    """Opens when it is needed, stays open, and opens anew when the server has closed it in the meantime."""

    def __init__(self, url: str, api_key: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"the url is {url!r}, expected something like http://127.0.0.1:8080")
        self._kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._headers = {
            "Authorization": f"Bearer {api_key}",
            "Accept": "application/json",
            "User-Agent": f"plimsoll-python/{VERSION}",
        }
        self._open: http.client.HTTPConnection | None = None

    def request(
        self,
        method: str,
        path: str,
        body: bytes | Body | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        timeout: float,
    ) -> Answer:
        """Send one request and return the answer, whatever its status; raise UnreachableError if there is none."""
        reused = self._open is not None
        try:
            return self._exchange(method, path, body, headers or {}, timeout)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            # A server may close an idle connection at any time. That says nothing about its health, so a reused
            # connection gets one second chance at once. Requests carry ids, so that twice counts as once.
            if not reused or isinstance(problem, TimeoutError):
                raise UnreachableError(_reason(problem)) from problem
        if body is not None and not isinstance(body, bytes):
            body.seek(0)
        try:
            return self._exchange(method, path, body, headers or {}, timeout)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            raise UnreachableError(_reason(problem)) from problem

    def close(self) -> None:
        """Close the connection; the next request opens another one."""
        if self._open is not None:
            with contextlib.suppress(OSError):
                self._open.close()
            self._open = None

    def abandon(self) -> None:
        """Let go of a connection that a forked child has inherited, without touching what the parent does with it.

        Closing it the ordinary way could wait for ever: the parent's thread may have held the lock of its read buffer
        at the moment of the fork. So the descriptor is closed and the objects around it are kept from collection.
        """
        if self._open is not None:
            if self._open.sock is not None:
                with contextlib.suppress(OSError):
                    os.close(self._open.sock.detach())
            _abandoned.append(self._open)
            self._open = None

    def _exchange(
        self, method: str, path: str, body: bytes | Body | None, headers: Mapping[str, str], timeout: float
    ) -> Answer:
        if self._open is None:
            self._open = self._kind(self._host, self._port, timeout=timeout, blocksize=_BLOCK)
        elif self._open.sock is not None:
            self._open.sock.settimeout(timeout)
        # A server may refuse a body (413) and hang up before it has read all of it; its answer is there all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._open.request(method, self._prefix + path, body=body, headers={**self._headers, **headers})
        response = self._open.getresponse()
        answer = Answer(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(_ANSWER_LIMIT),
        )
        if response.will_close or not response.isclosed():
            self.close()
        return answer


def _reason(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__

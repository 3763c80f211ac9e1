"""Sends one batch as one request and reads from the answer what is to happen next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Union

from plimsoll._compression import GZIP, Compression
from plimsoll._events import Event
from plimsoll._http import Answer, Connection, UnreachableError
from plimsoll._ledger import Ledger

# How often a batch is sent that the server itself chokes on.
ATTEMPTS = 6
_AWAY = (429, 502, 503, 504)
_TRANSIENT = (408, 425)


@dataclass(frozen=True)
class Settled:
    """The server has judged every event; the refused ones are given as (code, message)."""

    accepted: int
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Hopeless:
    """Sending the same request again cannot help."""

    reason: str
    message: str


@dataclass(frozen=True)
class TooLarge:
    """The request has to be cut in pieces."""


@dataclass(frozen=True)
class Again:
    """Worth another attempt after `after` seconds; `away` means that the server, not the batch, is the trouble."""

    reason: str
    after: float
    away: bool


Outcome = Union[Settled, Hopeless, TooLarge, Again]


class Carrier(Protocol):
    """What brings one batch to the server."""

    def send(self, batch: Sequence[Event], timeout: float) -> Outcome:
        """Send the batch once and say what came of it."""

    def close(self) -> None:
        """Let go of the connection."""

    def abandon(self) -> None:
        """Let go of the connection in a forked child, where it belongs to the parent."""


def conclude(ledger: Ledger, outcome: Outcome, count: int) -> None:
    """Count what became of the events of a batch that is not sent again."""
    if isinstance(outcome, Settled):
        ledger.accept(outcome.accepted)
        for code, message in outcome.refused:
            ledger.refuse(code, message)
    elif isinstance(outcome, Hopeless):
        ledger.drop(outcome.reason, count, outcome.message)
    elif isinstance(outcome, Again):
        ledger.drop("server_error", count, f"{ATTEMPTS} attempts failed, {outcome.reason}.")
    else:
        ledger.refuse("event_too_large", "the server does not take a request with this one event.")


class Delivery:
    """The way over HTTP. Used by the sending thread only."""

    def __init__(self, url: str, api_key: str, compression: Compression = GZIP) -> None:
        self._connection = Connection(url, api_key)
        self._compression = compression

    def send(self, batch: Sequence[Event], timeout: float) -> Outcome:
        """Send the batch once."""
        body = b'{"events":[' + b",".join(batch) + b"]}"
        packed, encoding = self._compression.apply(body)
        headers = {"Content-Type": "application/json", **encoding}
        try:
            answer = self._connection.request("POST", "/api/v1/events", packed, headers, timeout=timeout)
        except UnreachableError as problem:
            return Again(f"no answer, {problem}", 0.0, away=True)
        if encoding and self._compression is not GZIP and _is_unreadable(answer):
            # An older server, or a proxy before it, knows gzip only.
            self._compression = GZIP
            return self.send(batch, timeout)
        return _judge(answer, len(batch))

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def abandon(self) -> None:
        """Let go of the connection in a forked child, where it belongs to the parent."""
        self._connection.abandon()


def _judge(answer: Answer, sent: int) -> Outcome:
    status = answer.status
    if status in _AWAY:
        return Again(f"status {status}", answer.retry_after() or 0.0, away=True)
    if status in _TRANSIENT or status >= 500:  # noqa: PLR2004
        return Again(f"status {status}", answer.retry_after() or 0.0, away=False)
    if status == 413:  # noqa: PLR2004
        return TooLarge()
    document = _document(answer)
    if 200 <= status < 300 or (status == 400 and document.get("code") == "all_events_refused"):  # noqa: PLR2004
        refused = tuple(_refusal(item) for item in document.get("refused") or () if isinstance(item, dict))
        if status == 400:  # noqa: PLR2004
            # The server took none; a list that is shorter than the batch leaves the rest without a code.
            refused += (("all_events_refused", "the server took no event"),) * (sent - len(refused))
        return Settled(sent - len(refused), refused)
    return Hopeless(*_explain(status, document))


def _is_unreadable(answer: Answer) -> bool:
    return answer.status == 415 or (answer.status == 400 and _document(answer).get("code") == "invalid_request")  # noqa: PLR2004


def _refusal(item: dict[str, Any]) -> tuple[str, str]:
    return str(item.get("code", "unknown")), str(item.get("message", "no message"))


def _explain(status: int, document: dict[str, Any]) -> tuple[str, str]:
    if status == 401:  # noqa: PLR2004
        return "unauthorised", "the server does not know the API key; check PLIMSOLL_API_KEY or run `plimsoll doctor`."
    if status == 403:  # noqa: PLR2004
        return "forbidden", "the API key lacks the scope `events`; make a key that has it in the dashboard's settings."
    if status == 404 or 300 <= status < 400:  # noqa: PLR2004
        return f"http_{status}", "there is no Plimsoll at this address; check PLIMSOLL_URL or run `plimsoll doctor`."
    detail = document.get("detail") or document.get("title") or "no detail"
    return f"http_{status}", f"the server answered {status}: {detail}"


def _document(answer: Answer) -> dict[str, Any]:
    try:
        document = json.loads(answer.body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}

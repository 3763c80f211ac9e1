"""A real HTTP server in this process that keeps what it was sent and misbehaves on request."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Union

DEADLINE = 20.0


@dataclass
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        raw = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return json.loads(raw)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what happens in this process and not at the server."""
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, f"not reached in {DEADLINE} s"
        time.sleep(0.002)


class HangUpError(Exception):
    """Raised by a behaviour that closes the connection without an answer."""


Behaviour = Union[Reply, Callable[[Request], Reply]]


def hang_up(_: Request) -> Reply:
    raise HangUpError


def accept(request: Request) -> Reply:
    return Reply(202, {"accepted": len(request.json()["events"]), "refused": []})


class RecordingServer:
    """Accepts every event unless told otherwise by `next_replies` (once each) or `behaviour` (from now on)."""

    def __init__(self, port: int = 0) -> None:
        self.next_replies: deque[Behaviour] = deque()
        self.behaviour: Behaviour = accept
        self.requests: list[Request] = []
        self.accepted: Counter[str] = Counter()
        self.events: list[dict[str, Any]] = []
        self.connections = 0
        self._changed = threading.Condition()
        self._http = _Server(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> RecordingServer:  # noqa: PYI034
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._http.shutdown()
            self._http.server_close()
            self._thread.join()

    def wait_for(self, condition: Callable[[RecordingServer], bool]) -> None:
        end = time.monotonic() + DEADLINE
        with self._changed:
            while not condition(self):
                remaining = end - time.monotonic()
                assert remaining > 0, f"not reached in {DEADLINE} s; {len(self.requests)} requests came"
                self._changed.wait(remaining)

    def wait_for_events(self, count: int) -> list[dict[str, Any]]:
        self.wait_for(lambda server: len(server.accepted) >= count)
        return self.events

    def answer(self, request: Request) -> Reply:
        with self._changed:
            self.requests.append(request)
            behaviour = self.next_replies.popleft() if self.next_replies else self.behaviour
            self._changed.notify_all()
        reply = behaviour(request) if callable(behaviour) else behaviour
        if reply.status == 202 and "accepted" in reply.body:
            refused = {item["index"] for item in reply.body.get("refused", ())}
            taken = [event for index, event in enumerate(request.json()["events"]) if index not in refused]
            with self._changed:
                self.accepted.update(event["id"] for event in taken)
                self.events.extend(taken)
                self._changed.notify_all()
        return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients of these tests break connections on purpose, so a broken one is not worth a traceback."""


def _handler(server: RecordingServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            server.connections += 1

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Keep the output of the tests readable."""

        def respond(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            try:
                reply = server.answer(request)
            except HangUpError:
                self.close_connection = True
                return
            payload = b"" if reply.body is None else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(payload)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PUT = do_DELETE = respond  # noqa: N815

    return Handler

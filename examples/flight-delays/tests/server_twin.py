"""A small server in this process that speaks the few routes of Plimsoll that the demo uses, git included."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROJECT = "/api/v1/organisations/acme/projects/flights"


class ServerTwin:
    """Canned answers by path (the last one stays), and a log of what happened in which order."""

    def __init__(self, git_root: Path | None = None) -> None:
        self.answers: dict[str, list[tuple[int, Any]]] = {}
        self.happened: list[tuple[str, Any]] = []
        self.authorizations: set[str] = set()
        self._git_root = git_root
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def respond(self, path: str, body: Any) -> tuple[int, Any]:
        queue = self.answers.get(path)
        if queue:
            return queue.pop(0) if len(queue) > 1 else queue[0]
        if path == "/v2/models/flight-delays/predict":
            self.happened.append(("rows", body["rows"]))
            made = [{"id": given, "outputs": {"label": 0, "probability": 0.25}} for given in body["ids"]]
            return 200, {"model": "flight-delays", "version": "1", "predictions": made}
        if path == "/api/v1/events":
            self.happened.extend((event["type"], event) for event in body["events"])
            return 202, {"accepted": len(body["events"]), "refused": []}
        return 404, {"detail": f"nothing at {path}"}

    def git(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """Run git's own server program, as a web server would."""
        parts = urlsplit(target)
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self._git_root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": parts.path.removeprefix("/git"),
            "QUERY_STRING": parts.query,
            "REQUEST_METHOD": method,
            "CONTENT_TYPE": headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
            "REMOTE_USER": "plimsoll",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=True)
        head, _, payload = done.stdout.partition(b"\r\n\r\n")
        fields = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
        status = next((int(value[:3]) for name, value in fields if name == "Status"), 200)
        return status, [(name, value) for name, value in fields if name != "Status"], payload


def _handler(twin: ServerTwin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Keep the output of the tests readable."""

        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            twin.authorizations.add(self.headers.get("authorization", ""))
            if self.path.startswith("/git/"):
                self._answer(*twin.git(self.command, self.path, self.headers, body))
                return
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            status, document = twin.respond(self.path, json.loads(body or b"null"))
            self._answer(status, [("Content-Type", "application/json")], json.dumps(document).encode())

        def _answer(self, status: int, fields: list[tuple[str, str]], payload: bytes) -> None:
            self.send_response(status)
            for name, value in [*fields, ("Content-Length", str(len(payload)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = respond  # noqa: N815

    return Handler

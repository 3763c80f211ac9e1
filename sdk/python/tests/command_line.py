from __future__ import annotations

from collections.abc import Callable

from recording_server import Reply, Request

PROJECT = "/api/v1/organisations/acme/projects/flights"

# Calls the command with these words; answers with its exit code, what it printed, and its complaints.
Run = Callable[..., "tuple[int, str, str]"]


class Router:
    """Answers each path with what a test has laid down for it."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}

    def on(self, method: str, path: str, *replies: Reply) -> None:
        self.replies[f"{method} {path}"] = list(replies)

    def __call__(self, request: Request) -> Reply:
        replies = self.replies.get(f"{request.method} {request.path}")
        if not replies:
            return Reply(404, {"title": "Not Found", "detail": f"nothing at {request.path}", "requestId": "r-1"})
        return replies.pop(0) if len(replies) > 1 else replies[0]

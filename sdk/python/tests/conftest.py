from __future__ import annotations

from collections.abc import Iterator

import pytest

import plimsoll
from recording_server import RecordingServer


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with RecordingServer() as running:
        yield running


@pytest.fixture
def connected(server: RecordingServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordingServer]:
    for name in ("PLIMSOLL_URL", "PLIMSOLL_API_KEY", "PLIMSOLL_PROJECT", "PLIMSOLL_ORGANISATION", "PLIMSOLL_HOME"):
        monkeypatch.delenv(name, raising=False)
    plimsoll.init(server.url, "plm_test", flush_interval=0.01)
    yield server
    plimsoll.shutdown(timeout=2.0)

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import plimsoll
from command_line import Router, Run
from plimsoll._cli.main import main
from recording_server import RecordingServer


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with RecordingServer() as running:
        yield running


@pytest.fixture(autouse=True)
def spill(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Events that wait on disk stay in the folder of the test."""
    folder = tmp_path / "spill"
    monkeypatch.setenv("PLIMSOLL_SPILL", str(folder))
    return folder


@pytest.fixture
def connected(server: RecordingServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordingServer]:
    for name in ("PLIMSOLL_URL", "PLIMSOLL_API_KEY", "PLIMSOLL_PROJECT", "PLIMSOLL_ORGANISATION", "PLIMSOLL_HOME"):
        monkeypatch.delenv(name, raising=False)
    plimsoll.init(server.url, "plm_test", flush_interval=0.01)
    yield server
    plimsoll.shutdown(timeout=2.0)


@pytest.fixture
def router(server: RecordingServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Router:
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path))
    for name, value in (("URL", server.url), ("API_KEY", "plm_x"), ("ORGANISATION", "acme"), ("PROJECT", "flights")):
        monkeypatch.setenv(f"PLIMSOLL_{name}", value)
    router = Router()
    server.behaviour = router
    return router


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call

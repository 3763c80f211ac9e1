"""Starting and stopping a server, with a launcher that serves no more than the status."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flight_delays import launch
from flight_delays.service import ServiceError, is_ready

LAUNCHER = """#!{python}
import http.server, json, pathlib, signal, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{{"version": "0.1.0", "ready": true}}')

print("starting", *sys.argv[1:], flush=True)
if {fails}:
    sys.exit("port taken")
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
url = f"http://127.0.0.1:{{server.server_address[1]}}"
names = {{"url": url, "gitUrl": url + "/git", "organisation": "o", "project": "p", "apiKey": "k"}}
pathlib.Path(sys.argv[3], "credentials.json").write_text(json.dumps(names))
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit())
try:
    server.serve_forever()
except SystemExit:
    print("stopped in good order", flush=True)
"""


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PLIMSOLL_URL", "PLIMSOLL_API_KEY", "PLIMSOLL_HOME"):
        monkeypatch.delenv(name, raising=False)


def install(monkeypatch: pytest.MonkeyPatch, directory: Path, *, fails: bool) -> None:
    launcher = directory / "plimsoll"
    launcher.write_text(LAUNCHER.format(python=sys.executable, fails=fails))
    launcher.chmod(0o755)
    monkeypatch.setattr(launch, "LAUNCHER", launcher)


def test_starts_a_server_shows_what_it_prints_and_stops_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, fails=False)
    home = tmp_path / "home"
    said: list[str] = []
    server = launch.Server(home, port=1234)
    try:
        credentials = server.wait_until_ready(said.append)
        assert is_ready(credentials)
    finally:
        server.stop()
    assert said == [f"  starting up --home {home} --port 1234"]
    assert not is_ready(credentials)
    assert "stopped in good order" in (home / "demo-server.log").read_text()


def test_says_that_the_server_did_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, fails=True)
    server = launch.Server(tmp_path / "home", port=None)
    with pytest.raises(ServiceError, match="ended with code 1"):
        server.wait_until_ready(lambda _: None)
    server.stop()


def test_says_that_there_is_no_launcher(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(launch, "LAUNCHER", tmp_path / "plimsoll")
    with pytest.raises(ServiceError, match="PLIMSOLL_URL"):
        launch.Server(tmp_path / "home", port=None)

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import PROJECT, Router, Run
from recording_server import RecordingServer, Reply


def test_quotes_names_in_paths(router: Router, run: Run, server: RecordingServer) -> None:
    assert run("drift", "../a b")[0] == 1
    assert server.requests[0].path == f"{PROJECT}/models/..%2Fa%20b/drift"


@pytest.mark.parametrize(
    ("status", "remedy"), [(401, "PLIMSOLL_API_KEY"), (403, "scope"), (404, "nothing at"), (429, "wait")]
)
def test_errors_say_what_to_do(router: Router, run: Run, status: int, remedy: str) -> None:
    if status != 404:
        router.on("GET", f"{PROJECT}/models", Reply(status, {"title": "No"}))
    code, _, err = run("models")
    assert code == 1
    assert remedy in err


def test_says_that_no_server_answers(run: Run, router: Router, server: RecordingServer) -> None:
    server.stop()
    code, _, err = run("models")
    assert code == 4
    assert "./plimsoll up" in err


def test_says_that_nothing_is_configured(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path))
    for name in ("URL", "API_KEY", "ORGANISATION", "PROJECT"):
        monkeypatch.delenv(f"PLIMSOLL_{name}", raising=False)
    assert run("models")[0] == 3
    code, out, _ = run("doctor")
    assert code == 3
    assert out.startswith("FAIL  credentials")
    assert run("--url", "http://x", "--api-key", "k", "models")[2].startswith("plimsoll: PLIMSOLL_ORGANISATION")


def test_does_not_fall_over_an_answer_of_another_kind(router: Router, run: Run) -> None:
    router.on("GET", f"{PROJECT}/models", Reply(200, {"things": []}))
    assert "not as expected" in run("models")[2]


def test_doctor_is_content(router: Router, run: Run) -> None:
    router.on("GET", "/api/v1/status", Reply(200, {"version": "0.1.0", "ready": True}))
    router.on("GET", f"{PROJECT}/models", Reply(200, {"items": []}))
    router.on("POST", "/api/v1/events", Reply(202, {"accepted": 0, "refused": []}))
    code, out, _ = run("doctor")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["ok", "credentials"],
        ["ok", "server"],
        ["ok", "key"],
        ["ok", "events"],
        ["ok", "spill"],
        ["ok", "git"],
    ]
    assert json.loads(run("doctor", "--json")[1])["ok"] is True


def test_doctor_names_the_first_thing_that_is_wrong(router: Router, run: Run) -> None:
    assert "FAIL  server" in run("doctor")[1]
    router.on("GET", "/api/v1/status", Reply(200, {"version": "0.1.0", "ready": False}))
    assert run("doctor")[0] == 4
    router.on("GET", "/api/v1/status", Reply(200, {"version": "0.1.0", "ready": True}))
    code, out, _ = run("doctor")
    assert code == 1
    assert "does not open project acme/flights" in out


def test_doctor_tells_a_key_that_may_only_log_from_one_that_may_not(router: Router, run: Run) -> None:
    router.on("GET", "/api/v1/status", Reply(200, {"version": "0.1.0", "ready": True}))
    router.on("GET", f"{PROJECT}/models", Reply(403, {"title": "No"}))
    router.on("POST", "/api/v1/events", Reply(202, {"accepted": 0, "refused": []}))
    code, out, _ = run("doctor")
    assert code == 0
    assert "note  key" in out
    router.on("GET", f"{PROJECT}/models", Reply(200, {"items": []}))
    router.on("POST", "/api/v1/events", Reply(403, {"title": "No"}))
    assert "note  events" in run("doctor")[1]
    router.on("POST", "/api/v1/events", Reply(401, {"title": "No"}))
    code, out, _ = run("doctor")
    assert code == 1
    assert "FAIL  events" in out


def test_doctor_compares_the_clocks(router: Router, run: Run) -> None:
    date = "Mon, 01 Jan 2024 00:00:00 GMT"
    router.on("GET", "/api/v1/status", Reply(200, {"version": "0.1.0"}, headers={"Date": date}))
    code, out, _ = run("doctor")
    assert code == 1
    assert "set both by NTP" in out


def test_doctor_looks_at_the_folder_in_which_events_wait(
    router: Router, run: Run, spill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    router.on("GET", "/api/v1/status", Reply(200, {"version": "0.1.0"}))
    (spill / "1" / "x" / "y").mkdir(parents=True)
    (spill / "1" / "x" / "y" / "00000001.events").write_bytes(b"0" * 1234)
    assert "holds 1234 bytes, the oldest 0.0 h old" in run("doctor")[1]
    monkeypatch.setenv("PLIMSOLL_SPILL", "off")
    assert "note  spill        off" in run("doctor")[1]
    file = spill / "1" / "x" / "y" / "00000001.events"
    monkeypatch.setenv("PLIMSOLL_SPILL", str(file / "in-a-file"))
    assert "FAIL  spill" in run("doctor")[1]


def test_runs_as_a_module_and_stops_quietly_when_the_reader_goes() -> None:
    command = f"{sys.executable} -m plimsoll --help | head -n 1"
    ended = subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, env=dict(os.environ), timeout=60
    )
    assert ended.stdout.startswith("usage: plimsoll")
    assert ended.stderr == ""

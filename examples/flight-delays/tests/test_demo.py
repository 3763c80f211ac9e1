"""The demo from its first to its last line against the twin of the server, with the real data and real git."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from server_twin import PROJECT, ServerTwin

ROOT = Path(__file__).resolve().parents[1]
ALERT = {
    "id": "a1",
    "rule": "drift",
    "severity": "critical",
    "title": "temp has drifted",
    "summary": "temp moved farthest",
    "advice": ["Retrain on newer data."],
    "evidence": {"against": "baseline.csv", "rows": 900, "features": []},
}
MAIL = {
    "alertId": "a1",
    "recipient": "ada@example.com",
    "state": "held",
    "reason": "no SMTP server is configured",
}


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[ServerTwin]:
    remote = tmp_path / "git" / "acme" / "flights" / "flight-delays.git"
    remote.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main"], cwd=remote, check=True)
    twin = ServerTwin(tmp_path / "git")
    twin.answers["/api/v1/status"] = [(200, {"version": "0.1.0", "ready": True})]
    feature = {"name": "temp", "verdict": "drifted", "psi": 3.0}
    twin.answers[f"{PROJECT}/models/flight-delays/drift"] = [(200, {"features": [feature]})]
    twin.answers[f"{PROJECT}/alerts?state=firing&model=flight-delays"] = [(200, {"items": [ALERT]})]
    twin.answers[f"{PROJECT}/notifications?limit=200"] = [(200, {"items": [MAIL]})]
    twin.start()
    yield twin
    twin.stop()


@pytest.fixture
def home(twin: ServerTwin, tmp_path: Path) -> Path:
    credentials = {
        "url": twin.url,
        "gitUrl": f"{twin.url}/git/acme/flights",
        "organisation": "acme",
        "project": "flights",
        "apiKey": "plm_x",
        "adminEmail": "admin@example.com",
        "adminPassword": "secret",
    }
    (tmp_path / "credentials.json").write_text(json.dumps(credentials))
    return tmp_path


def demo(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "demo.py", "--home", str(home), "--build", str(home / "build"), *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLIMSOLL_")}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_tells_the_whole_story(twin: ServerTwin, home: Path) -> None:
    told = demo(home, "--months", "3", "--limit", "1500", "--speed", "max")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stderr.count("HEAD -> main") == 1
    for expected in (
        "ROC AUC            0.650",
        "Mar  1,500 flights",
        "drifted: temp",
        "[critical] temp has drifted",
        "-> Retrain on newer data.",
        "mail to ada@example.com: held (no SMTP server is configured)",
        f"dashboard: {twin.url}/projects/acme/flights/models/flight-delays?tab=drift",
        "sign in as admin@example.com",
    ):
        assert expected in told.stdout
    assert "secret" not in told.stdout
    check_what_came(twin)


def check_what_came(twin: ServerTwin) -> None:
    rows = [row for kind, body in twin.happened if kind == "rows" for row in body]
    labels = [event for kind, event in twin.happened if kind == "feedback"]
    assert len(rows) == 1500
    assert all(isinstance(row["hour"], int) and isinstance(row["carrier"], str) for row in rows)
    assert 1400 < len(labels) < 1500
    assert {label["actual"]["label"] for label in labels} == {0, 1}
    basic = base64.b64encode(b"plimsoll:plm_x").decode()
    assert twin.authorizations - {""} == {"Bearer plm_x", f"Basic {basic}"}


def test_says_that_no_alert_came(twin: ServerTwin, home: Path) -> None:
    twin.answers[f"{PROJECT}/alerts?state=firing&model=flight-delays"] = [(200, {"items": []})]
    told = demo(home, "--months", "3", "--limit", "10", "--speed", "max", "--wait", "0")
    assert told.returncode == 1
    assert "no drift alert within 0 s" in told.stdout


def test_says_what_the_server_refuses(twin: ServerTwin, home: Path) -> None:
    refusal: tuple[int, Any] = (400, {"error": "missing feature `snow`"})
    twin.answers["/v2/models/flight-delays/predict"] = [refusal]
    told = demo(home, "--months", "3", "--limit", "10", "--speed", "max")
    assert told.returncode == 1
    assert "demo: POST /v2/models/flight-delays/predict was answered with 400: missing feature `snow`" in told.stdout
    assert "Traceback" not in told.stderr

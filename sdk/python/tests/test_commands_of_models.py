from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command_line import PROJECT, Router, Run
from recording_server import RecordingServer, Reply


def version(number: int, state: str = "ready", *aliases: str) -> dict[str, Any]:
    return {"number": number, "state": state, "aliases": list(aliases), "commit": "a" * 40}


def test_lists_models(router: Router, run: Run) -> None:
    model = {"name": "delays", "state": "live", "productionVersion": 3, "mark": {"state": "safe"}, "traffic": None}
    router.on("GET", f"{PROJECT}/models", Reply(200, {"items": [model]}))
    code, out, _ = run("models")
    assert code == 0
    assert out.splitlines()[0].split()[:3] == ["MODEL", "STATE", "VERSION"]
    assert out.splitlines()[1].split() == ["delays", "live", "3", "-", "safe", "-", "-", "-"]
    assert json.loads(run("models", "--json")[1])["items"] == [model]


def test_predicts_with_one_row_with_many_and_from_a_file(
    router: Router, run: Run, server: RecordingServer, tmp_path: Path
) -> None:
    answer = {"model": "delays", "version": "3", "predictions": []}
    router.on("POST", "/v2/models/delays/predict", Reply(200, answer))
    router.on("POST", "/v2/models/delays/versions/2/predict", Reply(200, answer))
    (tmp_path / "rows.json").write_text('{"rows": [{"temp": 1}], "ids": []}')
    assert json.loads(run("predict", "delays", "--json", '{"temp": 1}')[1]) == answer
    run("predict", "delays", "--json", '[{"temp": 1}]', "--version", "2")
    run("predict", "delays", "--file", str(tmp_path / "rows.json"))
    assert [request.json() for request in server.requests] == [
        {"features": {"temp": 1}},
        {"rows": [{"temp": 1}]},
        {"rows": [{"temp": 1}], "ids": []},
    ]


@pytest.mark.parametrize("words", [["--json", "{"], ["--json", "3"], ["--file", "/does/not/exist"]])
def test_says_that_the_rows_are_not_usable(router: Router, run: Run, words: list[str]) -> None:
    code, out, err = run("predict", "delays", *words)
    assert (code, out) == (2, "")
    assert err.startswith("plimsoll: ")


def test_shows_the_error_of_the_endpoint(router: Router, run: Run) -> None:
    router.on("POST", "/v2/models/delays/predict", Reply(400, {"error": "missing feature `temp`"}))
    code, _, err = run("predict", "delays", "--json", "{}")
    assert code == 1
    assert "400: missing feature `temp`" in err


def test_rolls_back_to_the_ready_version_before(router: Router, run: Run, server: RecordingServer) -> None:
    items = [version(5), version(4, "ready", "production"), version(3, "failed"), version(2), version(1)]
    router.on("GET", f"{PROJECT}/models/delays/versions", Reply(200, {"items": items}))
    router.on("PUT", f"{PROJECT}/models/delays/aliases/production", Reply(200, {"name": "production", "version": 2}))
    assert run("rollback", "delays")[:2] == (0, "delays: production is now version 2\n")
    assert server.requests[-1].json() == {"version": 2}
    run("rollback", "delays", "--to", "1")
    assert server.requests[-1].json() == {"version": 1}


def test_says_why_there_is_nothing_to_roll_back_to(router: Router, run: Run) -> None:
    path = f"{PROJECT}/models/delays/versions"
    router.on("GET", path, Reply(200, {"items": [version(1, "ready", "production")]}))
    assert "no ready version before 1" in run("rollback", "delays")[2]
    router.on("GET", path, Reply(200, {"items": [version(1)]}))
    assert "no version in production" in run("rollback", "delays")[2]


def test_lists_versions(router: Router, run: Run) -> None:
    items = [version(2, "ready", "production"), version(1)]
    router.on("GET", f"{PROJECT}/models/delays/versions", Reply(200, {"items": items}))
    lines = run("versions", "delays")[1].splitlines()
    assert lines[1].split()[:3] == ["2", "ready", "production"]


def test_promotes_a_version(router: Router, run: Run, server: RecordingServer) -> None:
    router.on("PUT", f"{PROJECT}/models/delays/aliases/production", Reply(200, {"name": "production", "version": 5}))
    assert run("promote", "delays", "5")[:2] == (0, "delays: production is now version 5\n")
    assert server.requests[-1].json() == {"version": 5}


def test_promotes_what_another_environment_holds(router: Router, run: Run, server: RecordingServer) -> None:
    aliases = f"{PROJECT}/models/delays/aliases"
    router.on("PUT", f"{aliases}/production", Reply(200, {"name": "production", "version": 5}))
    router.on("PUT", f"{aliases}/staging", Reply(200, {"name": "staging", "version": 4}))
    said = run("promote", "delays", "--from", "staging", "--to", "production")
    assert said[:2] == (0, "delays: production is now version 5\n")
    assert server.requests[-1].json() == {"from": "staging"}
    assert run("promote", "delays", "--version", "4", "--to", "staging")[1] == "delays: staging is now version 4\n"
    assert server.requests[-1].json() == {"version": 4}
    run("rollback", "delays", "--in", "staging", "--to", "3")
    assert server.requests[-1].json() == {"version": 3}
    assert run("promote", "delays")[0] == 2
    assert run("promote", "delays", "4", "--version", "4")[0] == 2


def test_shows_the_environments(router: Router, run: Run) -> None:
    empty = {"environment": "dev", "version": None, "movedAt": None, "movedBy": None, "rows": 0, "errors": 0}
    staging = {**empty, "environment": "staging", "version": 4, "movedBy": "anna@example.org", "rows": 12}
    items = [{**item, "endpoint": f"http://x/versions/{item['environment']}"} for item in (empty, staging)]
    router.on("GET", f"{PROJECT}/models/delays/environments", Reply(200, {"environments": items, "moves": []}))
    lines = run("environments", "delays")[1].splitlines()
    assert lines[2].startswith("staging")
    assert "anna@example.org" in lines[2]


def test_lists_alerts_with_advice(router: Router, run: Run) -> None:
    alert = {
        "severity": "critical",
        "state": "firing",
        "model": "delays",
        "title": "temp has drifted",
        "summary": "PSI 3.1 against 0.2",
        "advice": ["retrain on newer data"],
        "firedAt": "2026-05-01T10:00:00Z",
    }
    router.on("GET", f"{PROJECT}/alerts?state=firing", Reply(200, {"items": [alert]}))
    router.on("GET", f"{PROJECT}/alerts?state=resolved&model=delays", Reply(200, {"items": []}))
    out = run("alerts")[1]
    assert "CRITICAL" in out
    assert "- retrain on newer data" in out
    assert run("alerts", "--state", "resolved", "--model", "delays")[1] == "no resolved alert\n"


def test_shows_drift(router: Router, run: Run) -> None:
    feature = {"name": "temp", "role": "feature", "psi": 3.14159, "noise": 0.01, "threshold": 0.2, "verdict": "drifted"}
    report = {"model": "delays", "version": 3, "rows": 900, "reason": None, "features": [feature]}
    router.on("GET", f"{PROJECT}/models/delays/drift", Reply(200, report))
    out = run("drift", "delays")[1]
    assert out.splitlines()[-1].split() == ["temp", "feature", "3.1416", "0.01", "0.2", "drifted"]
    router.on(
        "GET",
        f"{PROJECT}/models/delays/drift",
        Reply(200, {**report, "features": [], "reason": "there is no baseline"}),
    )
    assert "there is no baseline" in run("drift", "delays")[1]

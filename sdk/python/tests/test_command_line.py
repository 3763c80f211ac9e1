from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plimsoll._cli.main import main
from recording_server import RecordingServer, Reply, Request

PROJECT = "/api/v1/organisations/acme/projects/flights"


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


@pytest.fixture
def router(server: RecordingServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Router:
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path))
    for name, value in (("URL", server.url), ("API_KEY", "plm_x"), ("ORGANISATION", "acme"), ("PROJECT", "flights")):
        monkeypatch.setenv(f"PLIMSOLL_{name}", value)
    router = Router()
    server.behaviour = router
    return router


Run = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


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


def test_follows_the_log_of_a_job_and_ends_as_the_job_did(
    router: Router, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plimsoll._cli.jobs._FOLLOW_PAUSE", 0)
    router.on("GET", f"{PROJECT}/jobs?limit=1", Reply(200, {"items": [{"id": "j1"}]}))
    lines = [{"n": 1, "step": "fetch", "text": "clone"}], [{"n": 2, "step": "load", "text": "no such module"}]
    router.on(
        "GET",
        f"{PROJECT}/jobs/j1/log?after=0",
        Reply(200, {"lines": [], "complete": False}),
        Reply(200, {"lines": lines[0], "complete": False}),
    )
    router.on("GET", f"{PROJECT}/jobs/j1/log?after=1", Reply(200, {"lines": lines[1], "complete": True}))
    router.on("GET", f"{PROJECT}/jobs/j1/log?after=2", Reply(200, {"lines": [], "complete": True}))
    router.on("GET", f"{PROJECT}/jobs/j1", Reply(200, {"state": "failed", "error": "the model did not load"}))
    code, out, err = run("logs", "--follow")
    assert code == 1
    assert [line.split() for line in out.splitlines()] == [["fetch", "clone"], ["load", "no", "such", "module"]]
    assert "the model did not load" in err
    assert run("logs", "j1")[0] == 0


def test_keeps_what_would_steer_the_terminal_out_of_a_log(router: Router, run: Run) -> None:
    lines = [{"n": 1, "step": "load", "text": "\x1b[2Jü\tdone\r"}]
    router.on("GET", f"{PROJECT}/jobs/j1/log?after=0", Reply(200, {"lines": lines, "complete": True}))
    router.on("GET", f"{PROJECT}/jobs/j1/log?after=1", Reply(200, {"lines": [], "complete": True}))
    assert run("logs", "j1")[1] == "load         ?[2Jü\tdone?\n"


def test_lists_jobs(router: Router, run: Run) -> None:
    job = {
        "id": "j1",
        "model": "delays",
        "state": "succeeded",
        "door": "upload",
        "version": 4,
        "createdAt": "2026-05-01T10:00:00Z",
        "createdBy": "key:ci",
    }
    router.on("GET", f"{PROJECT}/jobs?model=delays&limit=20", Reply(200, {"items": [job]}))
    router.on("GET", f"{PROJECT}/jobs?state=failed&limit=20", Reply(200, {"items": []}))
    lines = run("jobs", "--model", "delays")[1].splitlines()
    assert lines[1].split() == ["j1", "delays", "succeeded", "upload", "4", "2026-05-01T10:00:00Z", "key:ci"]
    assert "no job yet" in run("jobs", "--state", "failed")[1]


def test_cancels_a_job_and_tries_one_again(router: Router, run: Run) -> None:
    router.on("POST", f"{PROJECT}/jobs/j1/cancel", Reply(202, {"id": "j1", "state": "cancelled"}))
    router.on("POST", f"{PROJECT}/jobs/j1/retry", Reply(202, {"id": "j2", "state": "queued"}))
    router.on("GET", f"{PROJECT}/jobs/j2/log?after=0", Reply(200, {"lines": [], "complete": True}))
    router.on("GET", f"{PROJECT}/jobs/j2", Reply(200, {"id": "j2", "state": "succeeded"}))
    assert run("cancel", "j1")[:2] == (0, "the job j1 is cancelled\n")
    assert "plimsoll logs -f j2" in run("retry", "j1")[1]
    assert run("retry", "j1", "--follow")[0] == 0


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
    code, out, _ = run("doctor")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["ok", "credentials"],
        ["ok", "server"],
        ["ok", "key"],
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


def test_runs_as_a_module_and_stops_quietly_when_the_reader_goes() -> None:
    command = f"{sys.executable} -m plimsoll --help | head -n 1"
    ended = subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, env=dict(os.environ), timeout=60
    )
    assert ended.stdout.startswith("usage: plimsoll")
    assert ended.stderr == ""


SPLIT = {
    "production": 2,
    "shares": [{"version": 2, "perMille": 955}, {"version": 3, "perMille": 45}],
    "sticky": {"by": "entity", "field": "customer"},
}


def test_divides_calls(server: RecordingServer, router: Router, run: Run) -> None:
    router.on("PUT", f"{PROJECT}/models/delays/split", Reply(200, SPLIT))
    code, out, _ = run("split", "delays", "2=95.5", "3=4.5", "--sticky", "entity:customer")
    assert code == 0
    assert server.requests[-1].json() == {"shares": SPLIT["shares"], "sticky": SPLIT["sticky"]}
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["2", "95.5", "%", "production"],
        ["3", "4.5", "%", "-"],
        ["sticky", "by", "entity", "(the", "feature", "customer)"],
    ]


def test_shows_and_ends_a_split(server: RecordingServer, router: Router, run: Run) -> None:
    router.on("GET", f"{PROJECT}/models/delays/split", Reply(200, SPLIT))
    assert "95.5 %" in run("split", "delays")[1]
    unserved = [{"version": 3, "reason": None}, {"version": 2, "reason": "out of memory"}]
    router.on("GET", f"{PROJECT}/models/delays/split", Reply(200, {**SPLIT, "unserved": unserved}))
    out = run("split", "delays")[1]
    assert "version 3 is being loaded" in out
    assert "version 2 cannot be loaded: out of memory" in out
    whole = {"production": 2, "shares": [{"version": 2, "perMille": 1000}], "sticky": {"by": "none", "field": None}}
    router.on("DELETE", f"{PROJECT}/models/delays/split", Reply(200, whole))
    assert "100 %" in run("split", "delays", "--end")[1]
    assert server.requests[-1].method == "DELETE"


def test_refuses_shares_that_are_none(run: Run, router: Router) -> None:
    for words in (["2"], ["2=x"], ["v2=50"], ["2=0.25", "3=99.75"], ["2=101"]):
        code, _, err = run("split", "delays", *words)
        assert code == 2
        assert "VERSION=PERCENT" in err or "percentage" in err
    assert run("split", "delays", "2=50", "3=50", "--end")[0] == 2


def test_starts_shows_and_aborts_a_canary(server: RecordingServer, router: Router, run: Run) -> None:
    document = {
        "candidate": 3,
        "baseline": 2,
        "state": "running",
        "step": 1,
        "plan": {"steps": [50, 250]},
        "reason": "The step lasts 1 min.",
        "measures": [
            {
                "kind": "errors",
                "baseline": {"rows": 900, "bad": 9},
                "candidate": {"rows": 100, "bad": 2},
                "lower": -0.03,
                "upper": 0.08,
                "tolerance": 0.01,
            }
        ],
    }
    path = f"{PROJECT}/models/delays/canaries"
    router.on("GET", path, Reply(200, {"items": []}))
    assert "plimsoll canary delays VERSION" in run("canary", "delays")[1]
    router.on("POST", path, Reply(200, document))
    code, out, _ = run("canary", "delays", "3", "--steps", "5,25")
    assert code == 0
    assert server.requests[-1].json() == {"candidate": 3, "sticky": {"by": "none"}, "steps": [50, 250]}
    assert "version 3 against 2, running at step 2 of 2 (25 %)" in out
    assert "2 of 100" in out
    router.on("POST", f"{path}/abort", Reply(200, {**document, "state": "aborted"}))
    assert "aborted" in run("canary", "delays", "--abort")[1]
    assert run("canary", "delays", "3", "--abort")[0] == 2


def test_starts_shows_and_ends_a_shadow(server: RecordingServer, router: Router, run: Run) -> None:
    path = f"{PROJECT}/models/delays/shadow"
    output = {"name": "label", "rows": 50, "differing": 2, "lower": 0.004, "upper": 0.14, "distance": {"mean": 0.04}}
    pair = {"shadow": "1", "answeredBy": "2", "outputs": [output, {**output, "name": "word", "distance": None}]}
    router.on("GET", f"{path}/disagreement", Reply(200, {"pairs": [pair]}))
    router.on("PUT", path, Reply(200, {"shadow": {"version": 1, "perMille": 200}}))
    code, out, _ = run("shadow", "delays", "1", "--share", "20")
    assert code == 0
    assert server.requests[-2].json() == {"version": 1, "perMille": 200}
    assert out.splitlines()[0] == "version 1 shadows delays: 20 % of the calls"
    assert out.splitlines()[2].split() == ["1", "2", "label", "50", "2", "0.40", "14.00", "0.04"]
    router.on("DELETE", path, Reply(200, {"shadow": None}))
    assert "nothing shadows delays" in run("shadow", "delays", "--end")[1]
    assert run("shadow", "delays", "1", "--end")[0] == 2


def bandit(state: str = "running") -> dict[str, Any]:
    arms = [
        {"version": 2, "rewards": 40, "mean": 0.25, "best": 0.03, "perMille": 77},
        {"version": 3, "rewards": 0, "mean": None, "best": 0.97, "perMille": 923},
    ]
    plan = {"goal": "maximise", "reward": "match", "field": "value"}
    return {"state": state, "plan": plan, "reason": "After 40 rewards.", "arms": arms}


def test_shows_and_starts_a_bandit(router: Router, run: Run, server: RecordingServer) -> None:
    path = f"{PROJECT}/models/delays/bandits"
    router.on("GET", path, Reply(200, {"items": []}))
    assert "no bandit" in run("bandit", "delays")[1]
    router.on("POST", path, Reply(200, bandit()))
    lines = run("bandit", "delays", "2", "3", "--reward", "match", "--floor", "10", "--every", "30")[1].splitlines()
    assert lines[3].split()[:4] == ["2", "7.7", "%", "40"]
    assert server.requests[-1].json() == {
        "versions": [2, 3],
        "reward": "match",
        "goal": "maximise",
        "sticky": {"by": "none"},
        "floor": 100,
        "intervalSeconds": 30,
    }
    assert run("bandit", "delays", "2", "3")[0] == 2


def test_ends_a_bandit(router: Router, run: Run, server: RecordingServer) -> None:
    path = f"{PROJECT}/models/delays/bandits"
    router.on("POST", f"{path}/promote", Reply(200, bandit("promoted")))
    router.on("POST", f"{path}/stop", Reply(200, bandit("stopped")))
    assert "promoted" in run("bandit", "delays", "--promote")[1]
    assert server.requests[-1].json() == {}
    run("bandit", "delays", "3", "--promote")
    assert server.requests[-1].json() == {"version": 3}
    assert "stopped" in run("bandit", "delays", "--stop")[1]
    assert run("bandit", "delays", "--stop", "--promote")[0] == 2

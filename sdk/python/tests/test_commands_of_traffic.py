from __future__ import annotations

from typing import Any

from command_line import PROJECT, Router, Run
from recording_server import RecordingServer, Reply

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

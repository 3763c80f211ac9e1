from __future__ import annotations

import pytest

from command_line import PROJECT, Router, Run
from recording_server import Reply


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

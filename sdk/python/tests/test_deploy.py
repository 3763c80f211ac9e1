from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
from pathlib import Path
from typing import Any

import pytest

from plimsoll._cli.api import CommandError
from plimsoll._cli.main import main
from plimsoll._cli.packing import pack
from recording_server import HangUpError, RecordingServer, Reply, Request, hang_up

PROJECT = "/api/v1/organisations/acme/projects/flights"
UPLOADS = f"{PROJECT}/models/delays/uploads"


class Deploying:
    """A server that takes an upload and runs its job through the states it is given."""

    def __init__(self, *states: str) -> None:
        self.states = list(states)
        self.cancelled = threading.Event()

    def __call__(self, request: Request) -> Reply:
        path = request.path.split("?")[0]
        if path == UPLOADS:
            return Reply(202, {"id": "j1", "state": "queued"})
        if path == f"{PROJECT}/jobs/j1/cancel":
            self.cancelled.set()
            return Reply(202, self.job("running"))
        if path == f"{PROJECT}/jobs/j1":
            return Reply(200, self.job(self.states[0]))
        after = int(request.path.split("after=")[1])
        if after == 0:
            return Reply(200, {"lines": [{"n": 1, "step": "fetch", "text": "2 files"}], "complete": False})
        return Reply(200, {"lines": [], "complete": len(self.states) == 1})

    def job(self, state: str) -> dict[str, Any]:
        version = 3 if state == "succeeded" else None
        error = None if version else "because"
        return {"id": "j1", "state": state, "target": "production", "version": version, "error": error}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "model"
    (root / "data").mkdir(parents=True)
    (root / "model.onnx").write_bytes(b"abc")
    (root / "data" / "rows.csv").write_text("x,y\n")
    return root


@pytest.fixture(autouse=True)
def configured(server: RecordingServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path))
    for name, value in (("URL", server.url), ("API_KEY", "plm_x"), ("ORGANISATION", "acme"), ("PROJECT", "flights")):
        monkeypatch.setenv(f"PLIMSOLL_{name}", value)
    monkeypatch.setattr("plimsoll._cli.jobs._FOLLOW_PAUSE", 0)
    monkeypatch.setattr("plimsoll._cli.deploy._ATTEMPT_PAUSE", 0)


def names(archive: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return tar.getnames()


def packed(folder: Path) -> list[str]:
    archive = io.BytesIO()
    pack(folder, archive)
    return names(archive.getvalue())


def test_uploads_the_folder_and_follows_the_job(
    server: RecordingServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.behaviour = Deploying("succeeded")
    assert main(["deploy", str(folder), "--model", "delays", "--message", "Better trees"]) == 0
    out = capsys.readouterr().out
    assert "Packed 2 files, 7 bytes" in out
    assert "fetch        2 files\n" in out
    assert f"Version 3 of delays is live.\n{server.url}/v2/models/delays\n" in out
    upload = server.requests[0]
    assert upload.path == f"{UPLOADS}?message=Better+trees"
    assert upload.headers["content-type"] == "application/octet-stream"
    assert len(upload.headers["idempotency-key"]) == 36
    assert names(upload.body) == ["data/rows.csv", "model.onnx"]


@pytest.mark.parametrize(("state", "code"), [("failed", 1), ("cancelled", 5), ("superseded", 6)])
def test_ends_as_the_job_does(
    server: RecordingServer, folder: Path, capsys: pytest.CaptureFixture[str], state: str, code: int
) -> None:
    server.behaviour = Deploying(state)
    assert main(["deploy", str(folder), "--model", "delays"]) == code
    assert capsys.readouterr().err == f"the job {state}: because\n"


def test_says_where_a_preview_answers(
    server: RecordingServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Previewing(Deploying):
        def job(self, state: str) -> dict[str, Any]:
            return {**super().job(state), "target": "preview-trees"}

    server.behaviour = Previewing("succeeded")
    assert main(["deploy", str(folder), "--model", "delays", "--preview", "trees"]) == 0
    assert server.requests[0].path == f"{UPLOADS}?preview=trees"
    assert f"{server.url}/v2/models/delays/versions/preview-trees\n" in capsys.readouterr().out


def test_does_not_wait_if_it_need_not(
    server: RecordingServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.behaviour = Deploying("running")
    assert main(["deploy", str(folder), "--model", "delays", "--no-wait", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "j1"
    assert len(server.requests) == 1


def test_sends_a_broken_upload_again_under_the_same_key(server: RecordingServer, folder: Path) -> None:
    server.behaviour = Deploying("succeeded")
    server.next_replies.extend([hang_up, Reply(503, {"detail": "full"})])
    assert main(["deploy", str(folder), "--model", "delays"]) == 0
    uploads = [request for request in server.requests if request.path.startswith(UPLOADS)]
    assert len(uploads) == 3
    assert len({request.headers["idempotency-key"] for request in uploads}) == 1
    assert len({request.body for request in uploads}) == 1


def test_gives_up_on_an_upload_that_is_refused(
    server: RecordingServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.behaviour = Reply(400, {"detail": "The archive holds no file."})
    assert main(["deploy", str(folder), "--model", "delays"]) == 1
    assert "400: The archive holds no file." in capsys.readouterr().err
    assert len(server.requests) == 1


def test_says_which_commit_a_clean_check_out_is(server: RecordingServer, folder: Path) -> None:
    server.behaviour = Deploying("succeeded")

    def git(*words: str) -> str:
        identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        done = subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "--message=First try")
    assert main(["deploy", str(folder), "--model", "delays"]) == 0
    assert server.requests[0].path == f"{UPLOADS}?branch=main&commit={git('rev-parse', 'HEAD')}&message=First+try"
    (folder / "model.onnx").write_bytes(b"changed")
    server.requests.clear()
    assert main(["deploy", str(folder), "--model", "delays"]) == 0
    assert server.requests[0].path == UPLOADS


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_interrupting_cancels_the_job(server: RecordingServer, folder: Path, sign: signal.Signals) -> None:
    deploying = Deploying("running", "running")
    server.behaviour = deploying
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    with subprocess.Popen(
        [sys.executable, "-m", "plimsoll", "deploy", str(folder), "--model", "delays"], env=environment
    ) as process:
        server.wait_for(lambda it: sum("/log?" in request.path for request in it.requests) > 2)
        process.send_signal(sign)
        assert process.wait(20) == 130
    assert deploying.cancelled.is_set()


def test_sits_out_a_server_that_starts_again(server: RecordingServer, folder: Path) -> None:
    answer = Deploying("succeeded")
    absent = iter([True, True])

    def behaviour(request: Request) -> Reply:
        if "/log?after=1" in request.path and next(absent, False):
            raise HangUpError
        return answer(request)

    server.behaviour = behaviour
    assert main(["deploy", str(folder), "--model", "delays"]) == 0


def test_leaves_behind_what_no_model_needs(folder: Path) -> None:
    for junk in (".git/config", "__pycache__/a.pyc", "envs/pyvenv.cfg", "envs/lib/x.py", ".env", "b.pyc"):
        (folder / junk).parent.mkdir(exist_ok=True, parents=True)
        (folder / junk).write_text("x")
    assert packed(folder) == ["data/rows.csv", "model.onnx"]


def test_respects_the_ignore_file(folder: Path) -> None:
    for file in ("notes.md", "data/big.parquet", "other/rows.csv", "raw/a.csv", "keep/raw.txt"):
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text("x")
    (folder / ".plimsollignore").write_text("# comments\n*.parquet\n/notes.md\ndata/rows.csv\nraw/\n")
    assert packed(folder) == ["keep/raw.txt", "model.onnx", "other/rows.csv"]
    (folder / ".plimsollignore").write_text("!model.onnx\n")
    with pytest.raises(CommandError, match="not known here"):
        packed(folder)


def test_the_same_files_are_the_same_bytes(folder: Path) -> None:
    def content() -> bytes:
        archive = io.BytesIO()
        pack(folder, archive)
        with tarfile.open(fileobj=io.BytesIO(archive.getvalue())) as tar:
            return b"".join(entry.tobuf() for entry in tar)

    before = content()
    os.utime(folder / "model.onnx", (1, 1))
    (folder / "model.onnx").chmod(0o600)
    assert content() == before


def test_says_what_cannot_be_packed(folder: Path) -> None:
    (folder / "link").symlink_to("/etc/passwd")
    with pytest.raises(CommandError, match="link is a link"):
        packed(folder)
    shutil.rmtree(folder)
    with pytest.raises(CommandError, match="is no folder"):
        packed(folder)
    folder.mkdir()
    with pytest.raises(CommandError, match="holds no file"):
        packed(folder)

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from flight_delays.push import PushError, push


def git(directory: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=directory, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    directory = tmp_path / "remote.git"
    directory.mkdir()
    git(directory, "init", "--quiet", "--bare", "--initial-branch=main")
    return directory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    directory = tmp_path / "model"
    directory.mkdir()
    (directory / "model.joblib").write_text("one")
    return directory


def test_pushes_and_pushes_again_only_what_has_changed(remote: Path, folder: Path) -> None:
    assert push(folder, str(remote), "plm_x", "first")
    assert not push(folder, str(remote), "plm_x", "same")
    (folder / "model.joblib").write_text("two")
    assert push(folder, str(remote), "plm_x", "second")
    assert git(remote, "log", "--format=%s", "main").split() == ["second", "first"]


def test_continues_the_history_that_the_server_has_from_another_folder(
    remote: Path, folder: Path, tmp_path: Path
) -> None:
    push(folder, str(remote), "plm_x", "first")
    other = tmp_path / "other"
    other.mkdir()
    (other / "model.onnx").write_text("three")
    assert push(other, str(remote), "plm_x", "second")
    assert git(remote, "log", "--format=%s", "main").split() == ["second", "first"]
    assert git(remote, "ls-tree", "--name-only", "main").split() == ["model.onnx"]


def test_a_refused_push_is_an_error_and_can_be_repeated(remote: Path, folder: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(PushError, match="nothing has changed"):
        push(folder, str(remote), "plm_x", "first")
    hook.unlink()
    assert push(folder, str(remote), "plm_x", "again")


def test_says_what_git_says(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PushError, match="git ls-remote failed"):
        push(folder, str(tmp_path / "missing.git"), "plm_x", "first")


def test_does_not_write_the_key_anywhere(remote: Path, folder: Path) -> None:
    push(folder, str(remote), "plm_secret", "first")
    config = (folder / ".git" / "config").read_text()
    assert "plm_secret" not in config
    assert "Authorization" not in config

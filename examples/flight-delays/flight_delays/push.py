"""Pushes the folder of the model as a git repository; the server's log of the job comes with the answer of the push."""

from __future__ import annotations

import base64
import os
import subprocess
from pathlib import Path

_AUTHOR = ("-c", "user.name=Flight delays", "-c", "user.email=flight-delays@example.com", "-c", "commit.gpgsign=false")


class PushError(Exception):
    """Git failed; what it said is on the terminal already, or in the message."""


def push(directory: Path, url: str, api_key: str, message: str) -> bool:
    """Commit the folder on top of what the server has and push it; False means that the server has the same already."""
    environment = _environment(api_key)
    if not (directory / ".git").exists():
        _git(directory, environment, "init", "--quiet", "--initial-branch=main")
    # The folder may be new while the server knows the model from an earlier demo, so its history is continued.
    known = _is_known(directory, environment, url)
    if known:
        _git(directory, environment, "fetch", "--quiet", url, "refs/heads/main")
        _git(directory, environment, "reset", "--quiet", "--soft", "FETCH_HEAD")
    _git(directory, environment, "add", "--all")
    if not _has_head(directory, environment) or _git(directory, environment, "status", "--porcelain").strip():
        _git(directory, environment, *_AUTHOR, "commit", "--quiet", "--message", message)
    elif known:
        return False
    pushed = subprocess.run(
        ["git", "push", "--no-progress", url, "HEAD:refs/heads/main"], cwd=directory, env=environment, check=False
    )
    if pushed.returncode != 0:
        raise PushError("the push failed; the lines above say why, and nothing has changed on the server")
    return True


def _is_known(directory: Path, environment: dict[str, str], url: str) -> bool:
    """Whether the server has a main branch of the model; a model that was never pushed has no repository yet."""
    try:
        return bool(_git(directory, environment, "ls-remote", "--heads", url, "refs/heads/main").strip())
    except PushError as error:
        if "not found" in str(error):
            return False
        raise


def _environment(api_key: str) -> dict[str, str]:
    """Hand the key to git by its environment, where neither the process list nor a file shows it."""
    token = base64.b64encode(f"plimsoll:{api_key}".encode()).decode()
    return {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {token}",
    }


def _has_head(directory: Path, environment: dict[str, str]) -> bool:
    command = ["git", "rev-parse", "--verify", "--quiet", "HEAD"]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, check=False).returncode == 0


def _git(directory: Path, environment: dict[str, str], *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", *words], cwd=directory, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise PushError("git is not installed; install it (apt-get install git) and start again") from None
    if done.returncode != 0:
        raise PushError(f"git {words[0]} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout

"""Deploys a folder: packs it, uploads it, follows its job, and ends as the job does."""

from __future__ import annotations

import argparse
import io
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from plimsoll._cli.api import EXIT_UNREACHABLE, Api, CommandError, segment
from plimsoll._cli.jobs import follow, outcome
from plimsoll._cli.packing import pack

_UPLOAD_TIMEOUT = 600.0
_ATTEMPTS = 3
_ATTEMPT_PAUSE = 2.0
_OVERLOADED = 503


def deploy(api: Api, words: argparse.Namespace) -> int:
    """Deploy a folder; the exit code tells how its job ended."""
    folder = Path(words.path).resolve()
    with _archive(folder, quiet=words.json) as archive:
        job = _upload(api, words, folder, archive)
    if words.no_wait:
        print(json.dumps(job, indent=2) if words.json else f"job {job['id']}; follow it: plimsoll logs -f {job['id']}")
        return 0
    if not words.json:
        print(f"Deploying {words.model}, job {job['id']}", flush=True)
    ended = _follow_or_cancel(api, str(job["id"]), words)
    if ended["state"] == "succeeded" and not words.json:
        target = ended["target"]
        state = {"production": "live", "dev": "in dev", "staging": "in staging"}.get(target, "ready to be looked at")
        print(f"\nVersion {ended['version']} of {words.model} is {state}.")
        suffix = "" if target == "production" else f"/versions/{target}"
        print(f"{api.settings.url}/v2/models/{segment(words.model)}{suffix}")
    return outcome(ended)


@contextmanager
def _archive(folder: Path, *, quiet: bool) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile(prefix="plimsoll-") as archive:
        packed = pack(folder, archive)
        size = archive.tell()
        archive.seek(0)
        if not quiet:
            files = f"{packed.files} file{'' if packed.files == 1 else 's'}"
            print(f"Packed {files}, {_size(packed.bytes)}, into {_size(size)}", flush=True)
        yield archive


def _upload(api: Api, words: argparse.Namespace, folder: Path, archive: IO[bytes]) -> Any:
    """Send the archive; under one key, so that sending it again after a broken connection makes no second job."""
    key = words.idempotency_key or str(uuid.uuid4())
    origin = _origin(folder)
    query = {
        "branch": words.branch or origin.get("branch"),
        "commit": words.commit or origin.get("commit"),
        "message": words.message or origin.get("message"),
        "preview": words.preview,
    }
    for attempt in range(1, _ATTEMPTS + 1):
        progress = Progress(archive, show=sys.stderr.isatty() and not words.json)
        try:
            return api.upload(f"models/{segment(words.model)}/uploads", progress, key, _UPLOAD_TIMEOUT, **query)
        except CommandError as problem:
            may_pass = problem.exit_code == EXIT_UNREACHABLE or problem.status == _OVERLOADED
            if attempt == _ATTEMPTS or not may_pass:
                raise
            print(f"{problem}; sending it again", file=sys.stderr)
            time.sleep(_ATTEMPT_PAUSE)
        finally:
            progress.end()
    raise AssertionError


def _origin(folder: Path) -> dict[str, str]:
    """Say which commit a folder is a clean check-out of; nothing where it is none."""
    if shutil.which("git") is None or _git(folder, "status", "--porcelain", "--", ".") != "":
        return {}
    found = {
        "commit": _git(folder, "rev-parse", "HEAD"),
        "message": _git(folder, "log", "-1", "--format=%s"),
        "branch": _git(folder, "symbolic-ref", "--short", "--quiet", "HEAD"),
    }
    return {name: value for name, value in found.items() if value}


def _git(folder: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *words],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _follow_or_cancel(api: Api, job: str, words: argparse.Namespace) -> Any:
    """Follow a job to its end. Who is interrupted, by Ctrl-C or by a build server, takes the job along."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        return follow(api, job, as_json=words.json)
    except KeyboardInterrupt:
        print("\nCancelling the job ...", file=sys.stderr)
        api.close()
        api.project("POST", f"jobs/{segment(job)}/cancel", {})
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


class Progress(io.RawIOBase):
    """Reads an archive and shows on a terminal how much of it has been sent."""

    def __init__(self, archive: IO[bytes], *, show: bool) -> None:
        super().__init__()
        self._archive = archive
        self._show = show
        self._size = archive.seek(0, io.SEEK_END)
        self._last = 0.0
        archive.seek(0)

    @property
    def size(self) -> int:
        """How many bytes there are in all."""
        return self._size

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        chunk = self._archive.read(size)
        now = time.monotonic()
        if self._show and (now - self._last > 0.1 or not chunk):  # noqa: PLR2004
            self._last = now
            sent = self._archive.tell()
            print(f"\rUploading {_size(sent)} of {_size(self._size)} ", end="", file=sys.stderr, flush=True)
        return chunk

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Begin again, for a second attempt over a new connection."""
        return self._archive.seek(offset, whence)

    def end(self) -> None:
        """Leave the line."""
        if self._show:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _size(count: int) -> str:
    if count < 10_000:  # noqa: PLR2004
        return f"{count} bytes"
    return f"{count / 1e3:.0f} kB" if count < 10_000_000 else f"{count / 1e6:.1f} MB"  # noqa: PLR2004

"""Checks step by step whether this machine can talk to a server, and says what to do where it cannot."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import email.utils
import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from plimsoll._cli.api import EXIT_NOT_CONFIGURED, EXIT_UNREACHABLE, Api, CommandError
from plimsoll._configuration import ConfigurationError, Settings, credentials_path, resolve
from plimsoll._options import spill_folder

_EXIT_BAD = 1
_FORBIDDEN = 403
_NOT_FOUND = 404
# Events of up to a day ahead are taken, but charts of the last minutes would show them in the wrong place.
_CLOCK_TOLERANCE = 60.0


@dataclass(frozen=True)
class Check:
    """One finding: what was looked at, whether it is well, and what was seen or is to be done.

    `note` marks what works for some uses and not for others, which is up to the reader.
    """

    name: str
    ok: bool
    detail: str
    note: bool = False


def doctor(words: argparse.Namespace) -> int:
    """Run the checks in their order; what depends on a failed one is not tried."""
    checks, exit_code = _examine(words)
    if words.json:
        print(json.dumps({"ok": exit_code == 0, "checks": [asdict(check) for check in checks]}, indent=2))
        return exit_code
    for check in checks:
        print(f"{_label(check)}  {check.name:<12} {check.detail}")
    return exit_code


def _label(check: Check) -> str:
    if not check.ok:
        return "FAIL"
    return "note" if check.note else "ok  "


def _examine(words: argparse.Namespace) -> tuple[list[Check], int]:
    checks: list[Check] = []
    try:
        settings = resolve(words.url, words.api_key, words.project, words.organisation)
        api = Api(settings)
    except (ConfigurationError, CommandError) as problem:
        return [_wrong("credentials", str(problem))], EXIT_NOT_CONFIGURED
    checks.append(_fine("credentials", f"{settings.url}, from {settings.source}"))
    try:
        status = api.call("GET", "/api/v1/status")
    except CommandError as problem:
        checks.append(_wrong("server", str(problem)))
        return checks, problem.exit_code
    finally:
        api.close()
    if not isinstance(status, dict) or "version" not in status:
        checks.append(_wrong("server", f"{settings.url} is no Plimsoll server; check PLIMSOLL_URL"))
        return checks, _EXIT_BAD
    ready = bool(status.get("ready", True))
    detail = f"Plimsoll {status['version']}, {'ready' if ready else 'not ready yet; try again in a moment'}"
    checks.append(Check("server", ready, detail))
    if not ready:
        return checks, EXIT_UNREACHABLE
    checks.extend(_clock(api))
    checks.append(_key(api, settings))
    checks.append(_events(api))
    checks.append(_spill())
    checks.append(_git(settings))
    return checks, 0 if all(check.ok for check in checks) else _EXIT_BAD


def _clock(api: Api) -> Iterator[Check]:
    """Compare the clocks, if the server or a proxy before it tells its time."""
    with contextlib.suppress(KeyError, TypeError, ValueError):
        there = email.utils.parsedate_to_datetime(api.headers["date"])
        apart = abs((datetime.datetime.now(there.tzinfo) - there).total_seconds())
        if apart > _CLOCK_TOLERANCE:
            yield _wrong("clock", f"this machine and the server are {apart:.0f} s apart; set both by NTP")


def _key(api: Api, settings: Settings) -> Check:
    try:
        if settings.organisation and settings.project:
            count = len(api.project("GET", "models")["items"])
            where = f"project {settings.organisation}/{settings.project}, {count} models"
            return _fine("key", f"accepted for {where}")
        api.call("GET", "/v2/models")
    except CommandError as problem:
        if problem.status == _NOT_FOUND:
            where = f"{settings.organisation}/{settings.project}"
            remedy = "check PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT"
            return _wrong("key", f"the key does not open project {where}; {remedy}")
        if problem.status == _FORBIDDEN:
            return _note("key", "accepted, but it lacks the scope `read`, which the commands need and logging does not")
        return _wrong("key", str(problem))
    finally:
        api.close()
    return _fine("key", "accepted; for the commands, set PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT as well")


def _events(api: Api) -> Check:
    """Send a request without events, which is judged like any other and leaves nothing behind."""
    try:
        api.call("POST", "/api/v1/events", {"events": []})
    except CommandError as problem:
        if problem.status == _FORBIDDEN:
            return _note("events", "the key lacks the scope `events`, which logging needs and the commands do not")
        return _wrong("events", str(problem))
    finally:
        api.close()
    return _fine("events", "the server takes events with this key")


def _spill() -> Check:
    folder = spill_folder(None, os.environ)
    if folder is None:
        return _note("spill", "off: events that the server does not take while a process runs are lost with it")
    existing = next((each for each in (folder, *folder.parents) if each.exists()), Path("/"))
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as problem:
        remedy = "make it writable, set PLIMSOLL_SPILL to another folder, or to off"
        return _wrong("spill", f"{folder} cannot be written ({problem.strerror}); {remedy}")
    waiting = [path.stat() for path in folder.rglob("*.events")]
    if not waiting:
        return _fine("spill", f"{folder}, nothing waits there")
    size, oldest = sum(each.st_size for each in waiting), min(each.st_mtime for each in waiting)
    hours = max(0.0, time.time() - oldest) / 3600
    return _note("spill", f"{folder} holds {size} bytes, the oldest {hours:.1f} h old; the next process sends them")


def _git(settings: Settings) -> Check:
    path = credentials_path(os.environ)
    if not settings.organisation or not settings.project:
        return _fine("git", "unknown without organisation and project")
    git_url = f"{settings.url}/git/{settings.organisation}/{settings.project}"
    if settings.source == str(path):
        git_url = str(json.loads(path.read_text("utf-8")).get("gitUrl", git_url))
    return _fine("git", f"push a model to {git_url}/MODEL.git, with the API key as the password")


def _fine(name: str, detail: str) -> Check:
    return Check(name, ok=True, detail=detail)


def _note(name: str, detail: str) -> Check:
    return Check(name, ok=True, detail=detail, note=True)


def _wrong(name: str, detail: str) -> Check:
    return Check(name, ok=False, detail=detail)

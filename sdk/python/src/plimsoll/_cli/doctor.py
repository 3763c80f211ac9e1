"""Checks step by step whether this machine can talk to a server, and says what to do where it cannot."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict, dataclass

from plimsoll._cli.api import EXIT_NOT_CONFIGURED, EXIT_UNREACHABLE, Api, CommandError
from plimsoll._configuration import ConfigurationError, Settings, credentials_path, resolve

_EXIT_BAD = 1


@dataclass(frozen=True)
class Check:
    """One finding: what was looked at, whether it is well, and what was seen or is to be done."""

    name: str
    ok: bool
    detail: str


def doctor(words: argparse.Namespace) -> int:
    """Run the checks in their order; what depends on a failed one is not tried."""
    checks, exit_code = _examine(words)
    if words.json:
        print(json.dumps({"ok": exit_code == 0, "checks": [asdict(check) for check in checks]}, indent=2))
        return exit_code
    for check in checks:
        print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:<12} {check.detail}")
    return exit_code


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
    checks.append(_key(api, settings))
    checks.append(_git(settings))
    return checks, 0 if all(check.ok for check in checks) else _EXIT_BAD


def _key(api: Api, settings: Settings) -> Check:
    try:
        if settings.organisation and settings.project:
            count = len(api.project("GET", "models")["items"])
            where = f"project {settings.organisation}/{settings.project}, {count} models"
            return _fine("key", f"accepted for {where}")
        api.call("GET", "/v2/models")
    except CommandError as problem:
        if problem.status == 404:  # noqa: PLR2004
            where = f"{settings.organisation}/{settings.project}"
            remedy = "check PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT"
            return _wrong("key", f"the key does not open project {where}; {remedy}")
        return _wrong("key", str(problem))
    finally:
        api.close()
    return _fine("key", "accepted; for the commands, set PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT as well")


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


def _wrong(name: str, detail: str) -> Check:
    return Check(name, ok=False, detail=detail)

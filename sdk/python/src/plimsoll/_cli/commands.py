"""What each command does; each returns its exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plimsoll._cli.api import EXIT_USAGE, Api, CommandError, segment
from plimsoll._cli.tables import table


def predict(api: Api, words: argparse.Namespace) -> int:
    """Call a model with one row or many and print its answer."""
    version = "" if words.version is None else f"/versions/{segment(words.version)}"
    answer = api.call("POST", f"/v2/models/{segment(words.model)}{version}/predict", _rows(words))
    _print_json(answer)
    return 0


def models(api: Api, words: argparse.Namespace) -> int:
    """List the models with the state of their mark."""
    document = api.project("GET", "models")
    return _show(
        words,
        document,
        document["items"],
        "no model yet; `plimsoll deploy` a folder, or push one to the git address that `plimsoll doctor` shows",
        {
            "MODEL": lambda item: item["name"],
            "STATE": lambda item: item["state"],
            "VERSION": lambda item: item.get("productionVersion"),
            "FRAMEWORK": lambda item: item.get("framework"),
            "MARK": lambda item: _inner(item, "mark", "state"),
            "REQUESTS": lambda item: _inner(item, "traffic", "requests"),
            "ERRORS": lambda item: _inner(item, "traffic", "errors"),
            "P95 MS": lambda item: _inner(item, "traffic", "p95LatencyMs"),
        },
    )


def versions(api: Api, words: argparse.Namespace) -> int:
    """List the versions of a model, newest first."""
    document = api.project("GET", f"models/{segment(words.model)}/versions")
    return _show(
        words,
        document,
        document["items"],
        f"{words.model} has no version yet",
        {
            "VERSION": lambda item: item["number"],
            "STATE": lambda item: item["state"],
            "ALIASES": lambda item: ", ".join(item.get("aliases") or ()),
            "FRAMEWORK": lambda item: item.get("framework"),
            "DOOR": lambda item: item.get("door"),
            "COMMIT": lambda item: (item.get("commit") or "")[:10],
            "CREATED": lambda item: item.get("createdAt"),
            "BY": lambda item: item.get("createdBy"),
        },
    )


def rollback(api: Api, words: argparse.Namespace) -> int:
    """Move an environment back to the ready version before the present one, or to the one that is named."""
    environment = words.environment
    target = words.to
    if target is None:
        target = _version_before(api, words.model, environment)
    return _move(api, words, environment, {"version": target})


def promote(api: Api, words: argparse.Namespace) -> int:
    """Move an environment to a version, or to the very one that another environment holds."""
    if words.version is not None and words.number is not None:
        raise CommandError("give the version once, as a word or by --version", EXIT_USAGE)
    version = words.version if words.number is None else words.number
    if version is None and words.origin is None:
        raise CommandError("name a version, or --from an environment", EXIT_USAGE)
    body = {"version": version, "from": words.origin}
    return _move(api, words, words.to, {key: value for key, value in body.items() if value is not None})


def environments(api: Api, words: argparse.Namespace) -> int:
    """Show which version is in which environment."""
    document = api.project("GET", f"models/{segment(words.model)}/environments")
    return _show(
        words,
        document,
        document["environments"],
        "",
        {
            "ENVIRONMENT": lambda item: item["environment"],
            "VERSION": lambda item: item["version"],
            "SINCE": lambda item: item["movedAt"],
            "BY": lambda item: item["movedBy"],
            "ROWS 24 H": lambda item: item["rows"],
            "ERRORS": lambda item: item["errors"],
            "ADDRESS": lambda item: item["endpoint"],
        },
    )


def alerts(api: Api, words: argparse.Namespace) -> int:
    """List alerts with what to do about them."""
    document = api.project("GET", "alerts", state=words.state, model=words.model)
    if words.json:
        _print_json(document)
        return 0
    for alert in document["items"]:
        mark = "acknowledged" if alert.get("acknowledgedAt") else alert["state"]
        about = alert["model"] or alert.get("dataset") or alert.get("application")
        print(f"{alert['severity'].upper():<9} {mark:<12} {about}: {alert['title']}  (since {alert['firedAt']})")
        print(f"          {alert['summary']}")
        for advice in alert.get("advice") or ():
            print(f"          - {advice}")
    if not document["items"]:
        print("no alert" if words.state == "all" else f"no {words.state} alert")
    return 0


def _rows(words: argparse.Namespace) -> Any:
    if words.json is not None:
        text, source = words.json, "--json"
    elif words.file == "-":
        text, source = sys.stdin.read(), "the standard input"
    else:
        try:
            text, source = Path(words.file).read_text("utf-8"), words.file
        except OSError as problem:
            raise CommandError(f"{words.file} cannot be read: {problem.strerror}", EXIT_USAGE) from problem
    try:
        document = json.loads(text)
    except ValueError as problem:
        raise CommandError(f"{source} is not JSON: {problem}", EXIT_USAGE) from problem
    if isinstance(document, list):
        return {"rows": document}
    if not isinstance(document, dict):
        raise CommandError(f"{source} holds {document!r}, expected an object or a list of objects", EXIT_USAGE)
    complete = isinstance(document.get("features"), dict) or isinstance(document.get("rows"), list)
    return document if complete else {"features": document}


def _version_before(api: Api, model: str, environment: str) -> int:
    items = api.project("GET", f"models/{segment(model)}/versions")["items"]
    current = next((item["number"] for item in items if environment in (item.get("aliases") or ())), None)
    if current is None:
        raise CommandError(f"{model} has no version in {environment}; name one with --to")
    earlier = [item["number"] for item in items if item["state"] == "ready" and item["number"] < current]
    if not earlier:
        raise CommandError(f"{model} has no ready version before {current}; `plimsoll versions {model}` lists them")
    return int(max(earlier))


def _move(api: Api, words: argparse.Namespace, environment: str, body: dict[str, Any]) -> int:
    moved = api.project("PUT", f"models/{segment(words.model)}/aliases/{environment}", body)
    if words.json:
        _print_json(moved)
    else:
        print(f"{words.model}: {environment} is now version {moved['version']}")
    return 0


def _show(
    words: argparse.Namespace,
    document: Any,
    items: list[Any],
    empty: str,
    columns: dict[str, Callable[[Any], Any]],
) -> int:
    if words.json:
        _print_json(document)
    elif items:
        print(table(list(columns), [[read(item) for read in columns.values()] for item in items]))
    else:
        print(empty)
    return 0


def _inner(item: Any, name: str, key: str) -> Any:
    return (item.get(name) or {}).get(key)


def _print_json(document: Any) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))

"""The commands that divide production's calls over versions."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from plimsoll._cli.api import EXIT_USAGE, Api, CommandError, segment
from plimsoll._cli.bandit import add_bandit
from plimsoll._cli.shares import STICKY, per_mille, percent, sticky
from plimsoll._cli.tables import table


def add_commands(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the words of these commands; `add` makes a command of a name and of what it does."""
    command = add("split", "show or set how production's calls are divided over versions")
    command.add_argument("model")
    command.add_argument("shares", nargs="*", metavar="VERSION=PERCENT", help="such as 2=95 3=5; they sum to 100")
    command.add_argument("--sticky", default="none", metavar="BY", help=STICKY)
    command.add_argument("--end", action="store_true", help="give all calls to the version in production")
    command.set_defaults(run=split)

    command = add("canary", "show, start or abort a canary")
    command.add_argument("model")
    command.add_argument("candidate", nargs="?", type=int, metavar="VERSION", help="start one with this version")
    command.add_argument("--steps", metavar="PERCENTS", help="the candidate's shares, such as 5,25,50")
    command.add_argument("--disagreement", metavar="PERCENT", help="the two may differ on so many of the same rows")
    command.add_argument("--sticky", default="none", metavar="BY", help=STICKY)
    command.add_argument("--abort", action="store_true", help="give all calls back to the version in production")
    command.set_defaults(run=canary)

    add_bandit(add)

    command = add("shadow", "show, start or end the shadow of a model")
    command.add_argument("model")
    command.add_argument("version", nargs="?", type=int, metavar="VERSION", help="let this version shadow production")
    command.add_argument("--share", default="100", metavar="PERCENT", help="of the calls that it gets a copy of")
    command.add_argument("--end", action="store_true", help="end the shadow")
    command.set_defaults(run=shadow)


def split(api: Api, words: argparse.Namespace) -> int:
    """Show how production's calls are divided, divide them anew, or end that."""
    path = f"models/{segment(words.model)}/split"
    if words.end and words.shares:
        raise CommandError("give shares or --end, not both", EXIT_USAGE)
    if words.end:
        document = api.project("DELETE", path)
    elif words.shares:
        body = {"shares": [_share(text) for text in words.shares], "sticky": sticky(words.sticky)}
        document = api.project("PUT", path, body)
    else:
        document = api.project("GET", path)
    if words.json:
        _print_json(document)
        return 0
    if not document["shares"]:
        print(f"{words.model} has no version in production")
        return 0
    print(table(("VERSION", "CALLS", ""), [_share_row(document, share) for share in document["shares"]]))
    for unserved in document.get("unserved") or ():
        why = f"cannot be loaded: {unserved['reason']}" if unserved["reason"] else "is being loaded"
        print(f"version {unserved['version']} {why}; until then calls go as before")
    kept = document["sticky"]
    if kept["by"] != "none":
        field = kept.get("field")
        print(f"sticky by {kept['by']}" + (f" (the feature {field})" if field else ""))
    return 0


def canary(api: Api, words: argparse.Namespace) -> int:
    """Show the latest canary of a model, start one, or abort it."""
    path = f"models/{segment(words.model)}/canaries"
    if words.abort and words.candidate is not None:
        raise CommandError("give a version or --abort, not both", EXIT_USAGE)
    if words.abort:
        latest = api.project("POST", f"{path}/abort", {})
    elif words.candidate is not None:
        body: dict[str, Any] = {"candidate": words.candidate, "sticky": sticky(words.sticky)}
        if words.steps is not None:
            body["steps"] = [per_mille(step) for step in words.steps.split(",")]
        if words.disagreement is not None:
            body["disagreementLimit"] = per_mille(words.disagreement) / 1000
        latest = api.project("POST", path, body)
    else:
        items = api.project("GET", path)["items"]
        if not items:
            print(f"{words.model} has had no canary; start one with `plimsoll canary {words.model} VERSION`")
            return 0
        latest = items[0]
    if words.json:
        _print_json(latest)
    else:
        _print_canary(words.model, latest)
    return 0


def shadow(api: Api, words: argparse.Namespace) -> int:
    """Show what a model's shadow would have answered, let a version shadow production, or end that."""
    path = f"models/{segment(words.model)}/shadow"
    if words.end and words.version is not None:
        raise CommandError("give a version or --end, not both", EXIT_USAGE)
    if words.end:
        document = api.project("DELETE", path)
    elif words.version is not None:
        document = api.project("PUT", path, {"version": words.version, "perMille": per_mille(words.share)})
    else:
        document = api.project("GET", path)
    pairs = api.project("GET", f"{path}/disagreement")["pairs"]
    if words.json:
        _print_json({**document, "pairs": pairs})
        return 0
    present = document["shadow"]
    if present is None:
        print(f"nothing shadows {words.model}")
    else:
        print(f"version {present['version']} shadows {words.model}: {percent(present['perMille'])} of the calls")
    headings = ("SHADOW", "ANSWERED", "OUTPUT", "ROWS", "DIFFER", "LOWEST %", "HIGHEST %", "MEAN DISTANCE")
    rows = [
        (
            pair["shadow"],
            pair["answeredBy"],
            output["name"],
            output["rows"],
            output["differing"],
            _points(output["lower"]),
            _points(output["upper"]),
            (output["distance"] or {}).get("mean"),
        )
        for pair in pairs
        for output in pair["outputs"]
    ]
    if rows:
        print(table(headings, rows))
    return 0


def _print_canary(model: str, document: Any) -> None:
    share = percent(document["plan"]["steps"][document["step"]])
    print(
        f"{model}: version {document['candidate']} against {document['baseline']}, {document['state']} "
        f"at step {document['step'] + 1} of {len(document['plan']['steps'])} ({share})"
    )
    print(document["reason"])
    if document["measures"]:
        headings = ("MEASURE", "BASELINE", "CANDIDATE", "LOWEST", "HIGHEST", "TOLERATED")
        rows = [
            (
                measure["kind"],
                _counted(measure["baseline"]),
                _counted(measure["candidate"]),
                _points(measure["lower"]),
                _points(measure["upper"]),
                _points(measure["tolerance"]),
            )
            for measure in document["measures"]
        ]
        print(table(headings, rows))


def _share(text: str) -> dict[str, int]:
    version, equals, percent = text.partition("=")
    if not equals or not version.isdigit():
        raise CommandError(f"{text!r} is not VERSION=PERCENT, such as 3=5", EXIT_USAGE)
    return {"version": int(version), "perMille": per_mille(percent)}


def _share_row(document: Any, share: Any) -> tuple[int, str, str]:
    place = "production" if share["version"] == document["production"] else ""
    return share["version"], percent(share["perMille"]), place


def _counted(side: Any) -> str:
    return f"{side['bad']} of {side['rows']}"


def _points(share: float) -> str:
    return f"{share * 100:.2f}"


def _print_json(document: Any) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))

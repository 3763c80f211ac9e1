"""The commands about what a version's drift is measured against."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from pathlib import Path
from typing import Any, Callable

from plimsoll._cli.api import EXIT_USAGE, Api, CommandError, segment
from plimsoll._cli.deploy import Progress
from plimsoll._cli.tables import table

_TIMEOUT = 600.0


def add_baseline(parser: argparse.ArgumentParser, add_json: Callable[[argparse.ArgumentParser], Any]) -> None:
    """Add the words of these commands."""
    chosen = parser.add_subparsers(dest="about", required=True, metavar="what")

    def add(name: str, does: str) -> argparse.ArgumentParser:
        command = chosen.add_parser(name, help=does)
        command.add_argument("model")
        command.add_argument("version", type=int)
        add_json(command)
        return command

    def add_making(command: argparse.ArgumentParser) -> None:
        command.add_argument("--reason", required=True, help="why, for those who look at the list later")
        command.add_argument("--current", action="store_true", help="measure drift against it from now on")

    listed = add("list", "list the baselines of a version")
    listed.set_defaults(run=show_all)

    uploaded = add("upload", "make one of a file of rows")
    uploaded.add_argument("file", help="CSV with a header row, or Parquet")
    add_making(uploaded)
    uploaded.set_defaults(run=upload)

    made = add("make", "make one of predictions, of traffic or of another version")
    source = made.add_mutually_exclusive_group(required=True)
    source.add_argument("--predictions", type=int, metavar="N", help="of the first N predictions")
    source.add_argument("--from", dest="start", metavar="TIME", help="of the traffic from then on")
    source.add_argument("--of", metavar="VERSION[:BASELINE]", help="of another version's baseline")
    made.add_argument("--to", dest="end", metavar="TIME", help="the end of the traffic (default: now)")
    add_making(made)
    made.set_defaults(run=make)

    shown = add("show", "show what one knows of each column")
    shown.add_argument("number", type=int, metavar="BASELINE")
    shown.set_defaults(run=show)

    compared = add("compare", "show how far two of them are apart")
    compared.add_argument("number", type=int, metavar="BASELINE")
    compared.add_argument("other", nargs="?", type=int, metavar="WITH", help="otherwise the current one")
    compared.set_defaults(run=compare)

    used = add("use", "measure drift against another one")
    used.add_argument("number", type=int, metavar="BASELINE")
    used.add_argument("--instead", type=int, metavar="N", help="only if this one is current until then")
    used.add_argument("--reason", required=True, help="why")
    used.set_defaults(run=use)

    moved = add("moves", "show who made which one current")
    moved.set_defaults(run=moves)


def show_all(api: Api, words: argparse.Namespace) -> int:
    """List the baselines of a version, the newest first."""
    items = api.project("GET", _path(words), limit=200)["items"]
    if words.json:
        return _print(items)
    if not items:
        print(f"version {words.version} of {words.model} has no baseline; make one: plimsoll baseline upload --help")
        return 0
    rows = [
        (
            item["number"],
            "current" if item["current"] else None,
            item["detail"],
            item["rows"],
            item["columns"],
            item["madeBy"],
            item["madeAt"],
            item["reason"],
        )
        for item in items
    ]
    print(table(("BASELINE", "STATE", "MADE OF", "ROWS", "COLUMNS", "BY", "AT", "WHY"), rows))
    return 0


def upload(api: Api, words: argparse.Namespace) -> int:
    """Make a baseline of a file."""
    path = Path(words.file)
    query = {"name": path.name, "reason": words.reason, "makeCurrent": str(words.current).lower()}
    try:
        with path.open("rb") as file:
            progress = Progress(file, show=sys.stderr.isatty() and not words.json)
            try:
                made = api.upload(f"{_path(words)}/files", progress, str(uuid.uuid4()), _TIMEOUT, **query)
            finally:
                progress.end()
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}", EXIT_USAGE) from problem
    return _made(words, made)


def make(api: Api, words: argparse.Namespace) -> int:
    """Make a baseline of what the server knows already."""
    if words.end and not words.start:
        raise CommandError("--to needs --from", EXIT_USAGE)
    wish: dict[str, Any] = {"reason": words.reason, "makeCurrent": words.current}
    if words.predictions is not None:
        wish |= {"source": "predictions", "rows": words.predictions}
    elif words.start:
        wish |= {"source": "traffic", "from": words.start, "to": words.end}
    else:
        version, _, baseline = words.of.partition(":")
        if not version.isdigit() or (baseline and not baseline.isdigit()):
            raise CommandError(f"--of {words.of!r} is not VERSION or VERSION:BASELINE, such as 3 or 3:2", EXIT_USAGE)
        wish |= {"source": "version", "version": int(version), "baseline": int(baseline) if baseline else None}
    return _made(words, api.project("POST", _path(words), wish))


def show(api: Api, words: argparse.Namespace) -> int:
    """Show one baseline."""
    document = api.project("GET", f"{_path(words)}/{words.number}")
    if words.json:
        return _print(document)
    print(_sentence(document["baseline"]))
    rows = [
        (
            column["name"],
            column["role"],
            column["type"],
            column["rows"],
            column["missing"],
            column["distinct"],
            column["mean"],
            column["min"],
            column["max"],
            ", ".join(f"{each['value']} ({each['rows']})" for each in column["top"][:3]),
        )
        for column in document["columns"]
    ]
    print(table(("COLUMN", "ROLE", "TYPE", "ROWS", "MISSING", "DISTINCT", "MEAN", "MIN", "MAX", "MOST FREQUENT"), rows))
    return 0


def compare(api: Api, words: argparse.Namespace) -> int:
    """Show how far another baseline is from one."""
    query = {"with": words.other}
    document = api.project("GET", f"{_path(words)}/{words.number}/comparison", **query)
    if words.json:
        return _print(document)
    print(f"from {_sentence(document['reference'])}\nto   {_sentence(document['current'])}")
    keys = ("name", "role", "psi", "noise", "finding", "referenceMean", "currentMean")
    rows = [[column[key] for key in keys] for column in document["columns"]]
    print(table(("COLUMN", "ROLE", "PSI", "NOISE", "FINDING", "MEAN", "MEAN NOW"), rows))
    return 0


def use(api: Api, words: argparse.Namespace) -> int:
    """Make a baseline the current one."""
    request = {"baseline": words.number, "instead": words.instead, "reason": words.reason}
    move = api.project("PUT", f"{_path(words)}/current", request)
    if words.json:
        return _print(move)
    before = "" if move["from"] is None else f", instead of {move['from']}"
    print(f"drift of version {words.version} of {words.model} is measured against baseline {move['to']}{before}")
    return 0


def moves(api: Api, words: argparse.Namespace) -> int:
    """Show who made which baseline current, the latest first."""
    items = api.project("GET", f"{_path(words)}/moves", limit=200)["items"]
    if words.json:
        return _print(items)
    rows = [(item["at"], item["by"], item["from"], item["to"], item["reason"]) for item in items]
    print(table(("AT", "BY", "FROM", "TO", "WHY"), rows))
    return 0


def _path(words: argparse.Namespace) -> str:
    return f"models/{segment(words.model)}/versions/{words.version}/baselines"


def _made(words: argparse.Namespace, made: Any) -> int:
    if words.json:
        return _print(made)
    print(_sentence(made))
    if not made["current"]:
        print(
            f"measure drift against it: plimsoll baseline use {words.model} {words.version} {made['number']} --reason …"
        )
    return 0


def _sentence(baseline: Any) -> str:
    state = ", current" if baseline["current"] else ""
    return f"baseline {baseline['number']}: {baseline['rows']} rows of {baseline['detail']}{state}"


def _print(document: Any) -> int:
    print(json.dumps(document, indent=2, ensure_ascii=False))
    return 0

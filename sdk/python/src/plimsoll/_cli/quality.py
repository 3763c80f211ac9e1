"""The commands that check files of data, suggest suites and look at datasets."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Callable

import plimsoll
from plimsoll import quality
from plimsoll._cli.api import EXIT_UNREACHABLE, EXIT_USAGE, Api, CommandError, segment
from plimsoll._cli.tables import table
from plimsoll._quality.files import open_file
from plimsoll._quality.frames import Frame
from plimsoll._quality.vocabulary import SEVERITIES

EXIT_FAILED = 1
_FLUSH = 15.0


def add_quality(parser: argparse.ArgumentParser, add_json: Callable[[argparse.ArgumentParser], Any]) -> None:
    """Add the words of these commands."""
    chosen = parser.add_subparsers(dest="about", required=True, metavar="what")

    checked = chosen.add_parser("check", help="hold a file against a suite; exit code 1 if a critical check fails")
    checked.add_argument("data", help="a CSV file with a header, JSON lines (.jsonl), or Parquet (with pyarrow)")
    checked.add_argument("suite", help="a YAML or JSON file, or the name of a suite on the server")
    checked.add_argument("--dataset", metavar="NAME", help="what the data is called; otherwise as the suite says")
    checked.add_argument(
        "--fail-on", choices=(*reversed(SEVERITIES), "never"), default="critical", help="which failures end with code 1"
    )
    checked.add_argument("--samples", choices=("none", "masked", "plain"), default="none", help="show failing values")
    checked.add_argument("--send", action="store_true", help="send profile and results to the server")
    checked.add_argument("--pipeline", metavar="NAME", help="the pipeline that the batch belongs to")
    checked.add_argument("--run-id", metavar="ID", help="the run that the batch belongs to")
    add_json(checked)
    checked.set_defaults(alone=check)

    suggested = chosen.add_parser("suggest", help="write a suite that a good file suggests")
    suggested.add_argument("data", help="a CSV, JSON lines or Parquet file")
    suggested.add_argument("--dataset", metavar="NAME", help="what the data is called")
    add_json(suggested)
    suggested.set_defaults(alone=suggest)

    pushed = chosen.add_parser("push", help="put a suite on the server, as a new version if it says something new")
    pushed.add_argument("suite", help="a YAML or JSON file")
    pushed.add_argument("--name", help="what it is called there; otherwise its own name, or its dataset's")
    add_json(pushed)
    pushed.set_defaults(run=push)

    listed = chosen.add_parser("datasets", help="list the datasets with their state")
    add_json(listed)
    listed.set_defaults(run=datasets)

    kept = chosen.add_parser("suites", help="list the suites on the server, or the versions of one")
    kept.add_argument("name", nargs="?")
    add_json(kept)
    kept.set_defaults(run=suites)


def check(words: argparse.Namespace) -> int:
    """Hold a file against a suite; needs no server unless the suite is there or the result is sent."""
    frame = _frame(words.data)
    if words.send:
        plimsoll.init(words.url, words.api_key, words.project)
    given: Any = Path(words.suite) if Path(words.suite).is_file() else words.suite
    try:
        result = quality.check(
            frame,
            given,
            dataset=words.dataset,
            samples=words.samples,
            pipeline=words.pipeline,
            run_id=words.run_id,
            send=words.send,
            url=words.url,
            api_key=words.api_key,
        )
    except (quality.SuiteError, quality.FrameError) as problem:
        raise CommandError(str(problem), EXIT_USAGE) from problem
    except quality.SuiteUnavailableError as problem:
        raise CommandError(str(problem)) from problem
    print(json.dumps(result.document(), indent=2) if words.json else result)
    is_sent = not words.send or _sent()
    if words.fail_on != "never":
        try:
            result.raise_for(words.fail_on)
        except quality.CheckFailedError:
            return EXIT_FAILED
    return 0 if is_sent else EXIT_UNREACHABLE


def suggest(words: argparse.Namespace) -> int:
    """Print a suite."""
    try:
        suite = quality.suggest(_frame(words.data), dataset=words.dataset)
    except quality.SuiteError as problem:
        raise CommandError(str(problem), EXIT_USAGE) from problem
    print(json.dumps(suite.document(), indent=2) if words.json else suite.to_yaml(), end="\n" if words.json else "")
    return 0


def push(api: Api, words: argparse.Namespace) -> int:
    """Put a suite on the server."""
    try:
        suite = quality.Suite.load(words.suite)
    except quality.SuiteError as problem:
        raise CommandError(str(problem), EXIT_USAGE) from problem
    name = words.name or suite.name or suite.dataset
    if name is None:
        raise CommandError(f"{words.suite} has no name: give --name, or write `name: orders` into it", EXIT_USAGE)
    document = {**suite.document(), "name": name}
    stored = api.project("PUT", f"quality/suites/{segment(name)}", document)
    if words.json:
        print(json.dumps(stored, indent=2))
    else:
        print(f"{stored['name']} version {stored['version']}, {len(suite.expectations)} expectations")
    return 0


def datasets(api: Api, words: argparse.Namespace) -> int:
    """List the datasets."""
    items = _all(api, "quality/datasets")
    if words.json:
        print(json.dumps(items, indent=2))
        return 0
    headings = ("DATASET", "STATE", "LAST BATCH", "ROWS", "CHECKS", "FAILED", "SUITE")
    rows = [
        (
            each["name"],
            each["state"],
            each["lastBatchAt"],
            each["rows"],
            each["checks"],
            sum(each["failed"].values()),
            each.get("suite"),
        )
        for each in items
    ]
    print(table(headings, rows) if rows else "There are no datasets yet; plimsoll.log_batch(name, frame) sends one.")
    return 0


def suites(api: Api, words: argparse.Namespace) -> int:
    """List the suites, or the versions of one."""
    path = "quality/suites" if words.name is None else f"quality/suites/{segment(words.name)}/versions"
    items = _all(api, path)
    if words.json:
        print(json.dumps(items, indent=2))
        return 0
    rows = [
        (each["name"], each["version"], each["expectations"], each.get("dataset"), each["createdBy"], each["createdAt"])
        for each in items
    ]
    print(table(("SUITE", "VERSION", "EXPECTATIONS", "DATASET", "BY", "AT"), rows))
    return 0


def _all(api: Api, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = api.project("GET", path, limit=200, cursor=cursor)
        items += page["items"]
        cursor = page.get("nextCursor")
        if not cursor:
            return items


def _frame(path: str) -> Frame:
    try:
        return open_file(path)
    except quality.FrameError as problem:
        raise CommandError(str(problem), EXIT_USAGE) from problem


def _sent() -> bool:
    is_settled = plimsoll.flush(_FLUSH)
    told = plimsoll.statistics()
    plimsoll.shutdown(0.0)
    if is_settled and told.accepted:
        return True
    trouble = ", ".join([*told.refused, *told.dropped]) or "no answer"
    print(f"plimsoll: the batch was not sent ({trouble}); `plimsoll doctor` says why", file=sys.stderr)
    return False

"""The commands about archives: days that retention has dropped and kept as files."""

from __future__ import annotations

import argparse
import json
from typing import Any, Callable

from plimsoll._cli.api import EXIT_USAGE, Api, CommandError, segment
from plimsoll._cli.tables import table


def add_archives(parser: argparse.ArgumentParser, add_json: Callable[[argparse.ArgumentParser], Any]) -> None:
    """Add the words of these commands."""
    chosen = parser.add_subparsers(dest="about", required=True, metavar="what")

    listed = chosen.add_parser("list", help="list the days that are archived, the newest first")
    listed.add_argument("--type", help="predictions, metrics, lineage_events, …: a type of events")
    listed.add_argument("--before", metavar="DAY", help="only days before this one")
    listed.add_argument("--limit", type=int, default=50, metavar="N")
    add_json(listed)
    listed.set_defaults(run=show_all)

    shown = chosen.add_parser("events", help="print events of a day, one JSON object a line")
    shown.add_argument("type")
    shown.add_argument("day")
    shown.add_argument("--where", metavar="COLUMN=VALUE", help="only those with this value in this column")
    shown.add_argument("--limit", type=int, default=100, metavar="N", help="how many at most; 0 for all")
    shown.set_defaults(run=events)


def show_all(api: Api, words: argparse.Namespace) -> int:
    """List archived days."""
    document = api.project("GET", "archives", type=words.type, before=words.before, limit=words.limit)
    if words.json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    rows = [(each["day"], each["type"], each["events"], each["bytes"], each["location"]) for each in document["items"]]
    print(table(("DAY", "TYPE", "EVENTS", "BYTES", "FILE"), rows) if rows else "no day is archived")
    return 0


def events(api: Api, words: argparse.Namespace) -> int:
    """Print events of an archived day, page by page."""
    where: dict[str, Any] = {}
    if words.where is not None:
        column, equals, value = words.where.partition("=")
        if not equals:
            raise CommandError(f"--where {words.where}: write COLUMN=VALUE", EXIT_USAGE)
        where = {"column": column, "value": value}
    left = words.limit if words.limit > 0 else None
    cursor = None
    path = f"archives/{segment(words.type)}/days/{segment(words.day)}/events"
    while True:
        size = 200 if left is None else min(200, left)
        document = api.project("GET", path, **where, limit=size, cursor=cursor)
        for event in document["items"]:
            print(json.dumps(event, ensure_ascii=False))
        cursor = document["nextCursor"]
        if left is not None:
            left -= len(document["items"])
        if cursor is None or left == 0:
            return 0

"""The commands about dead letters: what could not be taken in, to look at, to mend and to send again."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Callable

from plimsoll._cli.api import EXIT_REFUSED, EXIT_USAGE, Api, CommandError, segment
from plimsoll._cli.tables import table


def add_letters(parser: argparse.ArgumentParser, add_json: Callable[[argparse.ArgumentParser], Any]) -> None:
    """Add the words of these commands."""
    chosen = parser.add_subparsers(dest="about", required=True, metavar="what")

    listed = chosen.add_parser("list", help="list dead letters, the newest first")
    listed.add_argument("--code", help="only this code, such as wrong_type")
    listed.add_argument("--topic", help="only this topic, such as plimsoll.metrics")
    listed.add_argument("--state", choices=("open", "replayed", "all"), default="open")
    listed.add_argument("--limit", type=int, default=50, metavar="N")
    add_json(listed)
    listed.set_defaults(run=show_all)

    shown = chosen.add_parser("show", help="print one with what it said")
    shown.add_argument("letter")
    add_json(shown)
    shown.set_defaults(run=show)

    again = chosen.add_parser("replay", help="send one again, or all that can be read now")
    again.add_argument("letter", nargs="?", help="the id of the letter; otherwise --all")
    again.add_argument("--payload", metavar="PATH", help="a file with the mended event; - is the standard input")
    again.add_argument("--all", action="store_true", dest="everything", help="all that were not sent again yet")
    again.add_argument("--code", help="with --all: only this code")
    again.add_argument("--topic", help="with --all: only this topic")
    add_json(again)
    again.set_defaults(run=replay)


def show_all(api: Api, words: argparse.Namespace) -> int:
    """List dead letters."""
    document = api.project(
        "GET", "dead-letters", code=words.code, topic=words.topic, state=words.state, limit=words.limit
    )
    if words.json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    rows = [
        (letter["id"], letter["receivedAt"], letter["code"], letter["topic"], letter["replayedAt"], letter["reason"])
        for letter in document["items"]
    ]
    print(table(("LETTER", "RECEIVED", "CODE", "TOPIC", "REPLAYED", "REASON"), rows) if rows else "no dead letters")
    return 0


def show(api: Api, words: argparse.Namespace) -> int:
    """Print one letter; its payload alone goes to the standard output, to be mended in a file."""
    letter = api.project("GET", f"dead-letters/{segment(words.letter)}")
    if words.json:
        print(json.dumps(letter, indent=2, ensure_ascii=False))
        return 0
    where = f"{letter['topic']}/{letter['partition']}@{letter['offset']}"
    print(f"{letter['code']} at {where}, {letter['receivedAt']}: {letter['reason']}", file=sys.stderr)
    if letter["truncated"]:
        print("only the beginning of the record is kept", file=sys.stderr)
    if "[hidden " in letter["payload"]:
        print("[hidden …] stands for what is not shown; leave it, and it is put back on replay", file=sys.stderr)
    print(letter["payload"])
    return 0


def replay(api: Api, words: argparse.Namespace) -> int:
    """Send one letter again, mended or as it is, or all of a kind."""
    if words.everything == (words.letter is not None):
        raise CommandError("say which letter is to be sent again, or --all", EXIT_USAGE)
    if words.everything:
        return _replay_all(api, words)
    mended = {} if words.payload is None else {"payload": _text(words.payload)}
    letter = api.project("POST", f"dead-letters/{segment(words.letter)}/replay", mended)
    said = (
        json.dumps(letter, indent=2, ensure_ascii=False) if words.json else f"the letter {letter['id']} is sent again"
    )
    print(said)
    return 0


def _replay_all(api: Api, words: argparse.Namespace) -> int:
    if words.payload is not None:
        raise CommandError("--payload mends one letter; name it instead of --all", EXIT_USAGE)
    replayed = 0
    refused: list[Any] = []
    cursor = None
    while True:
        choice = {"code": words.code, "topic": words.topic, "cursor": cursor}
        outcome = api.project(
            "POST", "dead-letters/replay", {name: value for name, value in choice.items() if value is not None}
        )
        replayed += outcome["replayed"]
        refused += outcome["refused"]
        cursor = outcome["nextCursor"]
        if cursor is None:
            break
    if words.json:
        print(json.dumps({"replayed": replayed, "refused": refused}, indent=2, ensure_ascii=False))
    else:
        print(f"{replayed} letters are sent again, {len(refused)} cannot be read as they are")
        if refused:
            print(table(("LETTER", "CODE", "WHY"), [(each["id"], each["code"], each["message"]) for each in refused]))
    return EXIT_REFUSED if refused else 0


def _text(path: str) -> str:
    if path == "-":
        return sys.stdin.read()
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path} cannot be read: {problem}", EXIT_USAGE) from problem

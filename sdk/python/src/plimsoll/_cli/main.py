"""Reads the words of the command line and runs the command that they name."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from plimsoll._cli import commands, traffic
from plimsoll._cli.api import EXIT_NOT_CONFIGURED, Api, CommandError
from plimsoll._cli.doctor import doctor
from plimsoll._configuration import ConfigurationError, resolve
from plimsoll._version import VERSION

_EPILOG = """\
The server and the key come from PLIMSOLL_URL, PLIMSOLL_API_KEY, PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT, or from the
credentials.json that a server on this machine writes to PLIMSOLL_HOME (or ~/.plimsoll).

exit codes: 0 done, 1 the server refused or a job failed, 2 wrong usage, 3 not configured, 4 the server does not answer
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = _parser().parse_args(arguments)
    try:
        if words.command == "doctor":
            return doctor(words)
        api = Api(resolve(words.url, words.api_key, words.project, words.organisation))
        try:
            return int(words.run(api, words))
        finally:
            api.close()
    except ConfigurationError as problem:
        return _fail(problem, EXIT_NOT_CONFIGURED)
    except CommandError as problem:
        return _fail(problem, problem.exit_code)
    except (KeyError, TypeError) as problem:
        return _fail(f"the answer of the server is not as expected ({problem!r}); does its version fit {VERSION}?", 1)
    except BrokenPipeError:
        # The reader (head, less) has gone; nothing is left to say, also not while the interpreter flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _fail(problem: object, exit_code: int) -> int:
    print(f"plimsoll: {problem}", file=sys.stderr)
    return exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="plimsoll",
        description="Look at and steer the models of a Plimsoll project.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"plimsoll {VERSION}")
    parser.add_argument("--url", help="the address of the server")
    parser.add_argument("--api-key", help="the API key; better given as PLIMSOLL_API_KEY, which other users cannot see")
    parser.add_argument("--organisation", help="the organisation of the project")
    parser.add_argument("--project", help="the project")
    chosen = parser.add_subparsers(dest="command", required=True, metavar="command")

    _add_json(chosen.add_parser("doctor", help="check credentials, server and key"))

    predict = chosen.add_parser("predict", help="call a model")
    predict.add_argument("model")
    rows = predict.add_mutually_exclusive_group(required=True)
    rows.add_argument("--json", metavar="ROWS", help="an object of features, or a list of them")
    rows.add_argument("--file", metavar="PATH", help="a file with the same; - is the standard input")
    predict.add_argument("--version", metavar="N", help="a version other than the one in production")
    predict.set_defaults(run=commands.predict)

    models = _add_json(chosen.add_parser("models", help="list the models"))
    models.set_defaults(run=commands.models)

    versions = _add_json(chosen.add_parser("versions", help="list the versions of a model"))
    versions.add_argument("model")
    versions.set_defaults(run=commands.versions)

    rollback = _add_json(chosen.add_parser("rollback", help="move production to an earlier version"))
    rollback.add_argument("model")
    rollback.add_argument("--to", type=int, metavar="N", help="the version; otherwise the ready one before the present")
    rollback.set_defaults(run=commands.rollback)

    traffic.add_commands(lambda name, does: _add_json(chosen.add_parser(name, help=does)))

    logs = _add_json(chosen.add_parser("logs", help="print the log of a job"))
    logs.add_argument("job", nargs="?", help="the id of the job; otherwise the newest one")
    logs.add_argument("-f", "--follow", action="store_true", help="go on until the job ends")
    logs.set_defaults(run=commands.logs)

    alerts = _add_json(chosen.add_parser("alerts", help="list alerts"))
    alerts.add_argument("--state", choices=("firing", "resolved", "all"), default="firing")
    alerts.add_argument("--model")
    alerts.set_defaults(run=commands.alerts)

    drift = _add_json(chosen.add_parser("drift", help="show the drift of a model"))
    drift.add_argument("model")
    drift.set_defaults(run=commands.drift)
    return parser


def _add_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="print the server's JSON")
    return parser

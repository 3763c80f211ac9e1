"""Reads the words of the command line and runs the command that they name."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from plimsoll._cli import commands, jobs, traffic
from plimsoll._cli.api import EXIT_NOT_CONFIGURED, Api, CommandError
from plimsoll._cli.archives import add_archives
from plimsoll._cli.baselines import add_baseline
from plimsoll._cli.deploy import deploy
from plimsoll._cli.doctor import doctor
from plimsoll._cli.drifting import add_drift, spelled_out
from plimsoll._cli.letters import add_letters
from plimsoll._cli.quality import add_quality
from plimsoll._configuration import ConfigurationError, resolve
from plimsoll._version import VERSION

_EPILOG = """\
The server and the key come from PLIMSOLL_URL, PLIMSOLL_API_KEY, PLIMSOLL_ORGANISATION and PLIMSOLL_PROJECT, or from the
credentials.json that a server on this machine writes to PLIMSOLL_HOME (or ~/.plimsoll).

exit codes: 0 done, 1 the server refused, a job or a check failed, 2 wrong usage, 3 not configured, 4 the server does
not answer, 5 the job was cancelled, 6 a newer push took the place of the job, 130 interrupted (the job is cancelled)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = _parser().parse_args(spelled_out(sys.argv[1:] if arguments is None else arguments))
    try:
        if words.command == "doctor":
            return doctor(words)
        if "alone" in words:
            # Looking at a file needs no server.
            return int(words.alone(words))
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

    _add_deploy(chosen.add_parser("deploy", help="deploy a folder as a new version"))

    predict = chosen.add_parser("predict", help="call a model")
    predict.add_argument("model")
    rows = predict.add_mutually_exclusive_group(required=True)
    rows.add_argument("--json", metavar="ROWS", help="an object of features, or a list of them")
    rows.add_argument("--file", metavar="PATH", help="a file with the same; - is the standard input")
    predict.add_argument("--version", metavar="N", help="a version, or dev or staging; otherwise production")
    predict.set_defaults(run=commands.predict)

    models = _add_json(chosen.add_parser("models", help="list the models"))
    models.set_defaults(run=commands.models)

    versions = _add_json(chosen.add_parser("versions", help="list the versions of a model"))
    versions.add_argument("model")
    versions.set_defaults(run=commands.versions)

    _add_environments(chosen)
    traffic.add_commands(lambda name, does: _add_json(chosen.add_parser(name, help=does)))
    _add_jobs(chosen)

    logs = _add_json(chosen.add_parser("logs", help="print the log of a job"))
    logs.add_argument("job", nargs="?", help="the id of the job; otherwise the newest one")
    logs.add_argument("-f", "--follow", action="store_true", help="go on until the job ends")
    logs.set_defaults(run=jobs.logs)

    alerts = _add_json(chosen.add_parser("alerts", help="list alerts"))
    alerts.add_argument("--state", choices=("firing", "resolved", "all"), default="firing")
    alerts.add_argument("--model")
    alerts.set_defaults(run=commands.alerts)

    add_drift(chosen.add_parser("drift", help="show the drift of a model, or compare two files"), _add_json)
    add_quality(chosen.add_parser("quality", help="check files of data, suggest suites, look at datasets"), _add_json)
    add_archives(chosen.add_parser("archives", help="look into days that are kept as files"), _add_json)
    add_letters(chosen.add_parser("dead-letters", help="look at events that could not be taken in"), _add_json)
    add_baseline(chosen.add_parser("baseline", help="say what drift of a version is measured against"), _add_json)
    return parser


def _add_deploy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", help="the folder of the model; otherwise this one")
    parser.add_argument("--model", required=True, help="the name of the model")
    parser.add_argument("--message", help="what is new; otherwise the message of the commit")
    parser.add_argument("--branch", help="the branch that the files come from; otherwise what git says")
    parser.add_argument("--commit", help="the commit that the files come from; otherwise what git says")
    parser.add_argument("--preview", metavar="NAME", help="make it a preview of this name and leave production alone")
    parser.add_argument("--no-wait", action="store_true", help="print the job and do not wait for its end")
    parser.add_argument("--idempotency-key", metavar="KEY", help="deploy once, however often this key is sent")
    _add_json(parser).set_defaults(run=deploy)


def _add_environments(chosen: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    places = ("dev", "staging", "production")

    rollback = _add_json(chosen.add_parser("rollback", help="move production to an earlier version"))
    rollback.add_argument("model")
    rollback.add_argument("--to", type=int, metavar="N", help="the version; otherwise the ready one before the present")
    rollback.add_argument("--in", choices=places, default="production", dest="environment", help="an environment")
    rollback.set_defaults(run=commands.rollback)

    promote = _add_json(chosen.add_parser("promote", help="move production, or another environment, to a version"))
    promote.add_argument("model")
    promote.add_argument("version", nargs="?", type=int)
    promote.add_argument("--version", type=int, metavar="N", dest="number", help="the version, as a word of its own")
    promote.add_argument("--from", choices=places, dest="origin", help="the environment whose version is promoted")
    promote.add_argument("--to", choices=places, default="production", help="the environment (default: production)")
    promote.set_defaults(run=commands.promote)

    environments = _add_json(chosen.add_parser("environments", help="show which version is in which environment"))
    environments.add_argument("model")
    environments.set_defaults(run=commands.environments)


def _add_jobs(chosen: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = _add_json(chosen.add_parser("jobs", help="list the jobs"))
    listed.add_argument("--model")
    listed.add_argument("--state", choices=("queued", "running", "succeeded", "failed", "cancelled", "superseded"))
    listed.add_argument("--limit", type=int, default=20, metavar="N")
    listed.set_defaults(run=jobs.jobs)

    cancel = _add_json(chosen.add_parser("cancel", help="cancel a job"))
    cancel.add_argument("job")
    cancel.set_defaults(run=jobs.cancel)

    retry = _add_json(chosen.add_parser("retry", help="try the files of a job again"))
    retry.add_argument("job")
    retry.add_argument("-f", "--follow", action="store_true", help="go on until the new job ends")
    retry.set_defaults(run=jobs.retry)


def _add_json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="print the server's JSON")
    return parser

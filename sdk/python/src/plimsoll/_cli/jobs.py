"""What the command line does with jobs: list, follow, download the log, cancel, try again."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from plimsoll._cli.api import EXIT_REFUSED, EXIT_UNREACHABLE, Api, CommandError, segment
from plimsoll._cli.tables import table

EXIT_CANCELLED = 5
EXIT_SUPERSEDED = 6

_FOLLOW_PAUSE = 0.5
_PATIENCE = 120.0
_EXIT_CODES = {"succeeded": 0, "cancelled": EXIT_CANCELLED, "superseded": EXIT_SUPERSEDED}


def jobs(api: Api, words: argparse.Namespace) -> int:
    """List jobs, the newest first."""
    document = api.project("GET", "jobs", model=words.model, state=words.state, limit=words.limit)
    if words.json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    rows = [
        (job["id"], job["model"], job["state"], job["door"], job["version"], job["createdAt"], job["createdBy"])
        for job in document["items"]
    ]
    if rows:
        print(table(("JOB", "MODEL", "STATE", "DOOR", "VERSION", "CREATED", "BY"), rows))
    else:
        print("no job yet; `plimsoll deploy` or a git push starts one")
    return 0


def logs(api: Api, words: argparse.Namespace) -> int:
    """Print the log of a job, of the newest one if none is named; the exit code tells how a followed job ended."""
    job = words.job or _newest(api)
    if words.follow:
        return outcome(follow(api, job, as_json=words.json))
    after = 0
    while True:
        document = api.project("GET", f"jobs/{segment(job)}/log", after=after)
        after = _show(document["lines"], after, as_json=words.json)
        if not document["lines"]:
            return 0


def cancel(api: Api, words: argparse.Namespace) -> int:
    """Cancel a job."""
    job = api.project("POST", f"jobs/{segment(words.job)}/cancel", {})
    asked = "is asked to stop" if job["state"] == "running" else f"is {job['state']}"
    print(json.dumps(job, indent=2) if words.json else f"the job {job['id']} {asked}")
    return 0


def retry(api: Api, words: argparse.Namespace) -> int:
    """Try the files of a job again that failed, was cancelled or superseded."""
    job = api.project("POST", f"jobs/{segment(words.job)}/retry", {})
    if words.follow:
        return outcome(follow(api, str(job["id"]), as_json=words.json))
    print(json.dumps(job, indent=2) if words.json else f"job {job['id']}; follow it: plimsoll logs -f {job['id']}")
    return 0


def follow(api: Api, job: str, *, as_json: bool) -> Any:
    """Print the log of a job as it grows and return the job when it is over.

    A server that goes away takes no job along, so its absence is sat out for a while.
    """
    after = 0
    last_answer = time.monotonic()
    while True:
        try:
            document = api.project("GET", f"jobs/{segment(job)}/log", after=after)
            last_answer = time.monotonic()
            after = _show(document["lines"], after, as_json=as_json)
            if document["complete"] and not document["lines"]:
                return api.project("GET", f"jobs/{segment(job)}")
            more = bool(document["lines"]) and document["complete"]
        except CommandError as problem:
            is_away = problem.exit_code == EXIT_UNREACHABLE or (problem.status or 0) in (502, 503, 504)
            if not is_away or time.monotonic() - last_answer > _PATIENCE:
                raise
            more = False
        if not more:
            time.sleep(_FOLLOW_PAUSE)


def outcome(job: Any) -> int:
    """Return the exit code that says how a job ended, after a word on why if it was not well."""
    if job["state"] != "succeeded":
        print(f"the job {job['state']}: {job.get('error') or 'no reason given'}", file=sys.stderr)
    return _EXIT_CODES.get(job["state"], EXIT_REFUSED)


def _show(lines: list[Any], after: int, *, as_json: bool) -> int:
    for line in lines:
        after = max(after, line["n"])
        print(json.dumps(line) if as_json else f"{line.get('step') or '':<12} {_printable(line['text'])}", flush=True)
    return after


def _printable(text: str) -> str:
    """Return a line without what would steer the terminal: programs that ran in a job print what they like."""
    return "".join(character if character == "\t" or character.isprintable() else "?" for character in text)


def _newest(api: Api) -> str:
    items = api.project("GET", "jobs", limit=1)["items"]
    if not items:
        raise CommandError("there is no job yet; a git push starts one")
    return str(items[0]["id"])

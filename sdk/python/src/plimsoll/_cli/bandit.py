"""The command that lets feedback divide production's calls."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from plimsoll._cli.api import EXIT_USAGE, Api, CommandError, segment
from plimsoll._cli.shares import STICKY, per_mille, percent, sticky
from plimsoll._cli.tables import table


def add_bandit(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the words of this command; `add` makes a command of a name and of what it does."""
    command = add("bandit", "show, start, stop or promote what feedback divides production's calls by")
    command.add_argument("model")
    command.add_argument("versions", nargs="*", type=int, metavar="VERSION", help="start one with these versions")
    command.add_argument("--reward", choices=("match", "binary", "number"), help="what feedback is worth")
    command.add_argument("--field", metavar="NAME", help="of the feedback (default: value)")
    command.add_argument("--minimise", action="store_true", help="the smallest mean reward is the best")
    command.add_argument("--floor", metavar="PERCENT", help="what each version keeps of the calls (default: 5)")
    command.add_argument("--every", type=int, metavar="SECONDS", help="between two looks (default: 60)")
    command.add_argument("--sticky", default="none", metavar="BY", help=STICKY)
    command.add_argument("--stop", action="store_true", help="give all calls to the version in production")
    command.add_argument("--promote", action="store_true", help="make the winner production, or the VERSION named")
    command.set_defaults(run=bandit)


def bandit(api: Api, words: argparse.Namespace) -> int:
    """Show the latest bandit of a model, start one, stop it, or promote its winner."""
    path = f"models/{segment(words.model)}/bandits"
    if words.stop and (words.promote or words.versions):
        raise CommandError("--stop stands alone", EXIT_USAGE)
    if words.stop:
        latest = api.project("POST", f"{path}/stop", {})
    elif words.promote:
        latest = api.project("POST", f"{path}/promote", _winner(words.versions))
    elif words.versions:
        latest = api.project("POST", path, _plan(words))
    else:
        items = api.project("GET", path)["items"]
        if not items:
            print(f"{words.model} has had no bandit; start one with `plimsoll bandit {words.model} 2 3 --reward match`")
            return 0
        latest = items[0]
    if words.json:
        print(json.dumps(latest, indent=2, ensure_ascii=False))
    else:
        _show(words.model, latest)
    return 0


def _winner(versions: list[int]) -> dict[str, int]:
    if len(versions) > 1:
        raise CommandError("promote one version", EXIT_USAGE)
    return {"version": versions[0]} if versions else {}


def _plan(words: argparse.Namespace) -> dict[str, Any]:
    if words.reward is None:
        raise CommandError("say what feedback is worth: --reward match, binary or number", EXIT_USAGE)
    plan: dict[str, Any] = {
        "versions": words.versions,
        "reward": words.reward,
        "goal": "minimise" if words.minimise else "maximise",
        "sticky": sticky(words.sticky),
    }
    if words.field is not None:
        plan["field"] = words.field
    if words.floor is not None:
        plan["floor"] = per_mille(words.floor)
    if words.every is not None:
        plan["intervalSeconds"] = words.every
    return plan


def _show(model: str, document: Any) -> None:
    plan = document["plan"]
    print(f"{model}: {document['state']}, {plan['goal']} {plan['reward']} of {plan['field']}")
    print(document["reason"])
    rows = [
        (arm["version"], percent(arm["perMille"]), arm["rewards"], _mean(arm["mean"]), f"{arm['best'] * 100:.1f} %")
        for arm in document["arms"]
    ]
    print(table(("VERSION", "CALLS", "REWARDS", "MEAN", "IS THE BEST"), rows))


def _mean(mean: float | None) -> str | None:
    return None if mean is None else f"{mean:.4g}"

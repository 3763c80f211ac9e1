"""Reads a suite from its document, and says all that is wrong with it at once, each with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from plimsoll._quality import vocabulary
from plimsoll._quality.expectation import Expectation, SuiteError
from plimsoll._quality.times import moment
from plimsoll._quality.values import text_of
from plimsoll._quality.vocabulary import KINDS, BadParameterError, Kind
from plimsoll._quality.yaml import Node

_DATASET = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
MAXIMUM_EXPECTATIONS = 500
COMMON = ("severity", "mostly", "description")


def read_suite(document: Node, source: str | None) -> dict[str, Any]:
    problems: list[str] = []
    if not isinstance(document.value, dict):
        raise SuiteError([_at(document) + "a suite is a mapping with `expectations`"], source)
    read: dict[str, Any] = {}
    checks = {
        "name": dataset_name,
        "suite": dataset_name,
        "dataset": dataset_name,
        "every": vocabulary.duration,
        "description": vocabulary.description,
    }
    for name, node in document.value.items():
        if name == "expectations":
            read[name] = _expectations(node, problems)
        elif name not in checks:
            problems.append(f"{_at(node)}{name!r} is not known here{_nearest(name, [*checks, 'expectations'])}")
        elif node.value is not None:
            try:
                read["name" if name == "suite" else name] = checks[name](node.plain())
            except BadParameterError as problem:
                problems.append(f"{_at(node)}{name} {problem}")
    if "expectations" not in document.value:
        problems.append(_at(document) + "`expectations` is missing")
    if problems:
        raise SuiteError(problems, source)
    return read


def dataset_name(value: Any) -> str:
    if not isinstance(value, str) or _DATASET.fullmatch(value) is None:
        raise BadParameterError(
            f"is {vocabulary.short(value)}, expected small letters, digits, '.', '_' and '-', at most 100, "
            "a letter or digit first"
        )
    return value


def _expectations(node: Node, problems: list[str]) -> tuple[Expectation, ...]:
    if node.value is None:
        return ()
    if not isinstance(node.value, list):
        problems.append(_at(node) + "expectations is no list; each begins with '- '")
        return ()
    if len(node.value) > MAXIMUM_EXPECTATIONS:
        problems.append(
            f"{_at(node)}there are {len(node.value)} expectations; at most {MAXIMUM_EXPECTATIONS} are taken"
        )
        return ()
    found = [_expectation(item, problems) for item in node.value]
    return tuple(each for each in found if each is not None)


def _expectation(node: Node, problems: list[str]) -> Expectation | None:
    if isinstance(node.value, str):
        # A bare word is an expectation without parameters, such as no_duplicates.
        node = Node({node.value: Node(None, node.line)}, node.line)
    if not isinstance(node.value, dict):
        problems.append(f"{_at(node)}{vocabulary.short(node.plain())} is no expectation; write `- not_null: price`")
        return None
    entries = dict(node.value)
    own = {name: entries.pop(name) for name in COMMON if name in entries}
    if "expectation" in entries:
        named = entries.pop("expectation")
        kind_name, given, line = text_of(named.value), Node(entries, node.line), named.line
    elif len(entries) == 1:
        kind_name, given = next(iter(entries.items()))
        line = node.line
    else:
        unknown = [name for name in entries if name not in KINDS]
        said = "names no single expectation; write `- not_null: price`"
        if unknown and len(entries) > 1:
            said = f"{unknown[-1]!r} is not known here{_nearest(unknown[-1], COMMON)}"
        problems.append(_at(node) + said)
        return None
    kind = KINDS.get(kind_name)
    where = _place(line)
    if kind is None:
        problems.append(f"{where}{kind_name!r} is no expectation{_nearest(kind_name, KINDS)}")
        return None
    before = len(problems)
    parameters = _parameters(kind, given, problems, where)
    common = _common(kind, own, problems)
    if kind.name == "sql":
        problems.append(
            f"{where}sql needs a connector to the database that it asks, and there is none yet; check what a query "
            "returned as a frame of its own"
        )
    return Expectation(kind.name, parameters, **common) if len(problems) == before else None


def _parameters(kind: Kind, given: Node, problems: list[str], where: str) -> dict[str, Any]:
    entries = _entries(kind, given)
    if entries is None:
        needed = ", ".join(kind.parameters) or "nothing"
        problems.append(f"{where}{kind.name} takes {needed}; write `- {kind.name}: {{{needed}: ...}}`")
        return {}
    read: dict[str, Any] = {}
    for name, node in entries.items():
        parameter = kind.parameters.get(name)
        if parameter is None:
            hint = _nearest(name, [*kind.parameters, *COMMON])
            if name in COMMON:
                hint = "; it stands beside the expectation, not in it"
            problems.append(f"{_at(node) or where}{kind.name} has no parameter {name!r}{hint}")
            continue
        try:
            read[name] = parameter.check(node.plain())
        except BadParameterError as problem:
            problems.append(f"{_at(node) or where}{kind.name}: {name} {problem}")
    problems += [f"{where}{kind.name} {problem}" for problem in _incomplete(kind, set(entries), read)]
    return read


def _entries(kind: Kind, given: Node) -> dict[str, Node] | None:
    if isinstance(given.value, dict):
        return {name: node for name, node in given.value.items() if node.value is not None}
    if kind.short is not None:
        is_one_of_several = kind.short in ("names", "columns") and not isinstance(given.value, list)
        return {kind.short: Node([given], given.line) if is_one_of_several else given}
    return {} if not kind.parameters and given.value in (None, True) else None


def _incomplete(kind: Kind, given: set[str], read: Mapping[str, Any]) -> list[str]:
    absent = [name for name, parameter in kind.parameters.items() if parameter.needed and name not in given]
    if absent:
        return [f"needs {', '.join(absent)}"]
    if kind.any_of and not given & set(kind.any_of):
        return [f"needs {' or '.join(kind.any_of)}"]
    low, high = read.get("min"), read.get("max")
    if low is None or high is None:
        return []
    if isinstance(low, str) != isinstance(high, str):
        return [f"needs a min and a max that are both numbers or both times; there are {low!r} and {high!r}"]
    # Times are written in more ways than one, and in other zones.
    ends: list[Any] = [moment(bound) if isinstance(bound, str) else bound for bound in (low, high)]
    return [f"needs a min up to its max; {low!r} is above {high!r}"] if ends[0] > ends[1] else []


def _common(kind: Kind, own: Mapping[str, Node], problems: list[str]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, node in own.items():
        if name == "mostly" and not kind.mostly:
            problems.append(f"{_at(node)}{kind.name} holds or does not; it takes no mostly")
            continue
        try:
            read[name] = getattr(vocabulary, name)(node.plain())
        except BadParameterError as problem:
            problems.append(f"{_at(node)}{kind.name}: {name} {problem}")
    return read


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    if name in vocabulary.FOREIGN and vocabulary.FOREIGN[name] in names:
        return f"; here it is called {vocabulary.FOREIGN[name]!r}"
    close = difflib.get_close_matches(name, names, 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(names)}"


def _at(node: Node) -> str:
    return _place(node.line)


def _place(line: int | None) -> str:
    return "" if line is None else f"line {line}: "

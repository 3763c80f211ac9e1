"""The commands that show and compute drift."""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections.abc import Sequence
from typing import Any, Callable

from plimsoll._cli.api import EXIT_USAGE, Api, CommandError, segment
from plimsoll._cli.tables import cell, table

_WORDS = ("model", "compare", "methods", "-h", "--help")
_TAKING_A_VALUE = ("--url", "--api-key", "--organisation", "--project")


def spelled_out(words: Sequence[str]) -> list[str]:
    """Read `drift MODEL` as `drift model MODEL`, which it was before there was more to say about drift."""
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 2 if words[place] in _TAKING_A_VALUE else 1
    after = place + 1
    if place < len(words) and words[place] == "drift" and after < len(words) and words[after] not in _WORDS:
        return [*words[:after], "model", *words[after:]]
    return list(words)


def add_drift(parser: argparse.ArgumentParser, add_json: Callable[[argparse.ArgumentParser], Any]) -> None:
    """Add the words of these commands."""
    chosen = parser.add_subparsers(dest="about", required=True, metavar="what")

    shown = chosen.add_parser("model", help="show the drift of a model; `drift MODEL` does the same")
    shown.add_argument("model")
    add_json(shown)
    shown.set_defaults(run=drift)

    compared = chosen.add_parser("compare", help="compare the columns of two CSV files, or two samples in JSON")
    compared.add_argument("reference", help="a CSV file with a header, or a .json file that holds a sample")
    compared.add_argument("current", help="another one")
    compared.add_argument("--column", action="append", metavar="NAME", help="compare this one only; may be repeated")
    compared.add_argument("--together", action="store_true", help="look at all columns at once (classifier.auc, pca …)")
    compared.add_argument("--method", help="an id or a family, such as psi; otherwise by type and size")
    compared.add_argument("--compute-as", metavar="LIBRARY", help="such as evidently, nannyml, deequ, scipy")
    compared.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE", help="may be repeated")
    compared.add_argument("--alpha", type=float, help="the level of p-values (default: 0.05)")
    compared.add_argument("--threshold", type=float, help="from which effect on a difference matters")
    add_json(compared)
    compared.set_defaults(run=compare)

    listed = chosen.add_parser("methods", help="list the definitions, or show one")
    listed.add_argument("name", nargs="?", help="an id or a family; otherwise all")
    add_json(listed)
    listed.set_defaults(run=methods)


def drift(api: Api, words: argparse.Namespace) -> int:
    """Show how far each feature and the prediction have moved from the baseline."""
    report = api.project("GET", f"models/{segment(words.model)}/drift")
    if words.json:
        _print_json(report)
        return 0
    print(
        f"{report['model']} version {cell(report.get('version'))}, {cell(report.get('rows'))} rows "
        f"from {cell(report.get('from'))} to {cell(report.get('to'))}"
    )
    if report.get("reason"):
        print(report["reason"])
    if report["features"]:
        headings = ("FEATURE", "ROLE", "PSI", "NOISE", "THRESHOLD", "VERDICT")
        keys = ("name", "role", "psi", "noise", "threshold", "verdict")
        print(table(headings, [[feature.get(key) for key in keys] for feature in report["features"]]))
    return 0


def compare(api: Api, words: argparse.Namespace) -> int:
    """Compare two files column by column, or as a whole; files of JSON hold a sample as the API takes it."""
    if words.reference.endswith(".json") and words.current.endswith(".json"):
        return _compare_samples(api, words)
    reference, current = _columns(words.reference), _columns(words.current)
    names = words.column or [name for name in reference if name in current]
    if not names:
        raise CommandError(
            f"{words.reference} and {words.current} share no column: the first has {list(reference)}", EXIT_USAGE
        )
    for path, side in ((words.reference, reference), (words.current, current)):
        absent = [name for name in names if name not in side]
        if absent:
            raise CommandError(f"{path} has no column {absent[0]!r}; it has {list(side)}", EXIT_USAGE)
    pairs = {name: _typed(reference[name], current[name]) for name in names}
    question = _question(words)
    if words.together:
        sides = {
            side: {"columns": {name: pair[place] for name, pair in pairs.items()}}
            for place, side in enumerate(("reference", "current"))
        }
        answer = api.call("POST", "/api/v1/drift/compare", {**sides, **question})
        rows = [_row("(all columns)", answer, answer.get("pValue"), answer["finding"])]
    else:
        features = {name: {"reference": before, "current": now} for name, (before, now) in pairs.items()}
        answer = api.call("POST", "/api/v1/drift/compare/features", {"features": features, **question})
        rows = [
            _row(each["name"], each["comparison"], each["adjustedPValue"], _finding(each))
            for each in answer["features"]
        ]
    if words.json:
        _print_json(answer)
        return 0
    print(table(("COLUMN", "METHOD", "VALUE", "NOISE", "P", "EFFECT", "FINDING"), rows))
    return 0


def _compare_samples(api: Api, words: argparse.Namespace) -> int:
    if words.column or words.together:
        raise CommandError("a sample in JSON has no columns: leave out --column and --together", EXIT_USAGE)
    sides = {"reference": _document(words.reference), "current": _document(words.current)}
    answer = api.call("POST", "/api/v1/drift/compare", {**sides, **_question(words)})
    if words.json:
        _print_json(answer)
        return 0
    row = _row("(sample)", answer, answer.get("pValue"), answer["finding"])
    print(table(("COLUMN", "METHOD", "VALUE", "NOISE", "P", "EFFECT", "FINDING"), [row]))
    return 0


def _document(path: str) -> Any:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            return json.load(file)
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}", EXIT_USAGE) from problem
    except ValueError as problem:
        raise CommandError(f"{path} is no JSON: {problem}", EXIT_USAGE) from problem


def methods(api: Api, words: argparse.Namespace) -> int:
    """List the definitions, or show those of one name in full."""
    items = api.call("GET", "/api/v1/drift/methods")["items"]
    wanted = [item for item in items if words.name in (None, item["id"], item["family"])]
    if not wanted:
        raise CommandError(f"{words.name!r} is no method; `plimsoll drift methods` lists all", EXIT_USAGE)
    if words.json:
        _print_json(wanted)
        return 0
    if words.name is None:
        rows = [(item["id"], ", ".join(item["takes"]), "; ".join(item["alsoKnownAs"])) for item in wanted]
        print(table(("METHOD", "TAKES", "ALSO KNOWN AS"), rows))
        return 0
    for item in wanted:
        print(f"{item['id']}: {item['title']}\n  {item['formula']}\n  {item['source']}")
        for parameter in item["parameters"]:
            print(f"  --parameter {parameter['name']}={parameter['preset']}: {parameter['meaning']}")
    return 0


def _finding(feature: Any) -> str:
    """What the correction for many columns takes back is chance."""
    finding = str(feature["comparison"]["finding"])
    return "chance" if finding == "drifted" and not feature["isDrifted"] else finding


def _row(name: str, comparison: Any, p_value: Any, finding: str) -> tuple[Any, ...]:
    effect = comparison.get("effect") or {}
    figures = (comparison["value"], comparison["noise"], p_value, effect.get("value"))
    return (name, comparison["method"], *(_short(figure) for figure in figures), finding)


def _short(figure: Any) -> Any:
    """Keep tiny p-values apart from nothing."""
    return f"{figure:.4g}" if isinstance(figure, (int, float)) else figure


def _question(words: argparse.Namespace) -> dict[str, Any]:
    asked = {
        "method": words.method,
        "computeAs": words.compute_as,
        "parameters": dict(_parameter(text) for text in words.parameter) or None,
        "alpha": words.alpha,
        "threshold": words.threshold,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _parameter(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise CommandError(f"--parameter {text!r} has no value; write NAME=VALUE", EXIT_USAGE)
    if "," in value:
        return name, [_number(part) for part in value.split(",")]
    number = _number(value)
    return name, value if number is None else number


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _columns(path: str) -> dict[str, list[str]]:
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:  # noqa: PTH123
            rows = csv.reader(file)
            header = next(rows, None)
            if not header or len(set(header)) != len(header):
                raise CommandError(f"{path} needs a first line with the names of its columns, each once", EXIT_USAGE)
            columns: dict[str, list[str]] = {name: [] for name in header}
            for number, row in enumerate(rows, 2):
                if not row:
                    continue
                if len(row) != len(header):
                    raise CommandError(
                        f"line {number} of {path} has {len(row)} values and the header {len(header)}", EXIT_USAGE
                    )
                for name, value in zip(header, row):
                    columns[name].append(value)
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}", EXIT_USAGE) from problem
    except (UnicodeDecodeError, csv.Error) as problem:
        raise CommandError(f"{path} is no CSV file in UTF-8: {problem}", EXIT_USAGE) from problem
    return columns


def _typed(reference: list[str], current: list[str]) -> tuple[list[Any], list[Any]]:
    """Numbers if every cell of both files that holds anything is one, else labels; an empty cell is missing."""
    try:
        return [_cell(text) for text in reference], [_cell(text) for text in current]
    except ValueError:
        return [text or None for text in reference], [text or None for text in current]


def _cell(text: str) -> Any:
    if not text.strip():
        return None
    number = float(text)
    if math.isfinite(number):
        return number
    return None if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def _print_json(document: Any) -> None:
    print(json.dumps(document, indent=2))

"""A suite: what a dataset is expected to hold, from YAML, JSON or code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plimsoll._quality import yaml
from plimsoll._quality.expectation import Expectation, SuiteError
from plimsoll._quality.reading import COMMON, read_suite
from plimsoll._quality.vocabulary import KINDS
from plimsoll._quality.yaml import Node


@dataclass(frozen=True, init=False)
class Suite:
    """What is expected of a dataset. `every` is how soon the next batch has to follow, such as "24h"."""

    expectations: tuple[Expectation, ...]
    name: str | None = None
    dataset: str | None = None
    every: str | None = None
    description: str | None = None
    version: int | None = field(default=None, compare=False)

    def __init__(
        self,
        expectations: Iterable[Expectation],
        name: str | None = None,
        dataset: str | None = None,
        every: str | None = None,
        description: str | None = None,
        version: int | None = None,
    ) -> None:
        whole = {
            "name": name,
            "dataset": dataset,
            "every": every,
            "description": description,
            "expectations": [item.document() for item in expectations],
        }
        # What is made in code is checked as what is read from a file.
        read = read_suite(yaml.node({key: value for key, value in whole.items() if value is not None}), None)
        for each in ("expectations", "name", "dataset", "every", "description"):
            object.__setattr__(self, each, read.get(each))
        object.__setattr__(self, "version", version)

    @staticmethod
    def parse(text: str, source: str | None = None) -> Suite:
        """Read a suite from the text of a YAML or JSON file."""
        try:
            document = yaml.read(text)
        except yaml.YamlError as problem:
            raise SuiteError([str(problem)], source) from None
        return Suite._of(document, source)

    @staticmethod
    def load(path: str | Path) -> Suite:
        """Read a suite from a YAML or JSON file."""
        try:
            text = Path(path).read_text("utf-8")
        except UnicodeDecodeError:
            raise SuiteError(["is not UTF-8"], str(path)) from None
        except OSError as problem:
            raise SuiteError([f"cannot be read: {problem.strerror}"], str(path)) from None
        return Suite.parse(text, str(path))

    @staticmethod
    def from_document(document: Mapping[str, Any], version: int | None = None) -> Suite:
        """Make a suite of what `document()` returned."""
        return Suite._of(yaml.node(dict(document)), None, version)

    @staticmethod
    def _of(document: Node, source: str | None, version: int | None = None) -> Suite:
        read = read_suite(document, source)
        return Suite(version=version, **read)

    def keys(self) -> list[str]:
        """Return what each expectation is known by; of those that would be called the same, later ones are counted."""
        seen: Counter[str] = Counter()
        keys = []
        for each in self.expectations:
            seen[each.key] += 1
            keys.append(each.key if seen[each.key] == 1 else f"{each.key} #{seen[each.key]}")
        return keys

    def document(self) -> dict[str, Any]:
        """Return the suite as JSON has it."""
        named = {
            "name": self.name,
            "dataset": self.dataset,
            "every": self.every,
            "description": self.description,
            "expectations": [each.document() for each in self.expectations],
        }
        return {name: value for name, value in named.items() if value is not None}

    def to_yaml(self) -> str:
        """Return the suite as a YAML file has it."""
        lines = [
            f"{name}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in self.document().items()
            if name != "expectations"
        ]
        lines.append("expectations:" if self.expectations else "expectations: []")
        for each in self.expectations:
            short = KINDS[each.kind].short
            shown: Any = dict(each.parameters)
            if short is not None and set(shown) == {short}:
                shown = shown[short]
            lines.append(f"  - {each.kind}: {_inline(shown) if each.parameters else 'true'}")
            for name, value in each.document().items():
                if name in COMMON:
                    lines.append(f"    {name}: {json.dumps(value, ensure_ascii=False)}")
        return "\n".join(lines) + "\n"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_inline(item)}" for name, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)

"""One thing that is expected of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ORDER = ("column", "columns", "quantile", "type")


class SuiteError(ValueError):
    """A suite that cannot be used. `problems` has every reason, each with its line where there is one."""

    def __init__(self, problems: list[str], source: str | None = None) -> None:
        self.problems = problems
        self.source = source
        head = f"{source}: " if source else ""
        super().__init__("\n".join(head + problem for problem in problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems, self.source)


@dataclass(frozen=True)
class Expectation:
    """One thing that is expected of a batch. Made by the functions of `plimsoll.quality.expect`."""

    kind: str
    parameters: Mapping[str, Any]
    severity: str = "critical"
    mostly: float = 1.0
    description: str | None = None

    @property
    def column(self) -> str | None:
        """The column that it is about, if it is about one."""
        return self.parameters.get("column")

    @property
    def key(self) -> str:
        """What it is known by over time: its kind and what it is about."""
        about = [self.parameters[name] for name in _ORDER if name in self.parameters]
        text = ", ".join(", ".join(item) if isinstance(item, list) else str(item) for item in about)
        return f"{self.kind}({text})" if text else self.kind

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        more: dict[str, Any] = {"severity": self.severity}
        if self.mostly < 1:
            more["mostly"] = self.mostly
        if self.description:
            more["description"] = self.description
        return {"expectation": self.kind, **self.parameters, **more}

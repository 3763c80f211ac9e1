"""The public names and signatures, so that a change of them is seen and meant."""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from typing import Any

import plimsoll

SNAPSHOT = Path(__file__).parent / "public_api.txt"


def describe(name: str, value: Any) -> list[str]:
    if inspect.isclass(value):
        lines = [f"class {name}"]
        for member, inner in sorted(vars(value).items()):
            if not member.startswith("_") or member == "__init__":
                lines += [f"  {line}" for line in describe(member, inner)]
        lines += [f"  {field}: {kind}" for field, kind in sorted(getattr(value, "__annotations__", {}).items())]
        return lines
    if isinstance(value, property):
        return [f"property {name}"]
    if inspect.isfunction(value):
        result = value.__annotations__.get("return", "untyped")
        return [f"def {name}({', '.join(parameters(value))}) -> {result}"]
    return [f"{name}: {type(value).__name__}"]


def parameters(function: Any) -> list[str]:
    shown: list[str] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        text = parameter.name
        if parameter.annotation is not parameter.empty:
            text += f": {parameter.annotation}"
        if parameter.default is not parameter.empty:
            text += f" = {parameter.default!r}"
        shown.append(text)
    return shown


def test_the_public_api_is_what_the_snapshot_says() -> None:
    lines = [line for name in sorted(plimsoll.__all__) for line in describe(name, getattr(plimsoll, name))]
    text = "\n".join(lines) + "\n"
    if os.environ.get("PLIMSOLL_UPDATE_SNAPSHOT"):
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), "if the change is meant, run the test with PLIMSOLL_UPDATE_SNAPSHOT=1"


def test_every_public_function_and_class_is_documented() -> None:
    for name in plimsoll.__all__:
        assert name == "__version__" or inspect.getdoc(getattr(plimsoll, name)), name

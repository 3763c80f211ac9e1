"""Reads the part of YAML that suites are written in, and remembers the line of everything.

Block mappings and lists, lists and mappings in brackets, quoted and plain scalars, `|` and `>` texts and comments are
read as YAML 1.2 says. Anchors, aliases, tags, complex keys and several documents are refused by line: what is not
understood must not be passed over. JSON is YAML, so it is read too.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"[-+]?(\d+|\d*\.\d+|\d+\.\d*)([eE][-+]?\d+)?")
_OTHER_BASE = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_SPECIAL = {"": None, "~": None, "null": None, "true": True, "false": False, ".nan": math.nan, ".inf": math.inf}
_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#\[\]{},"'&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)""")
_FORBIDDEN = {"&": "an anchor", "*": "an alias", "!": "a tag", "%": "a directive", "@": "'@'", "`": "'`'"}
_DEEPEST = 32


class YamlError(ValueError):
    """What is wrong with a text, and on which line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"line {line}: {message}")
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Node:
    """A value (a dict or list of nodes, or a scalar) with its line, which is None for what was not read from a text."""

    value: Any
    line: int | None = None

    def plain(self) -> Any:
        """Return the value without its lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def node(value: Any) -> Node:
    """Wrap what was made in code."""
    if isinstance(value, dict):
        return Node({str(key): node(item) for key, item in value.items()})
    if isinstance(value, (list, tuple, set, frozenset)):
        return Node([node(item) for item in value])
    return value if isinstance(value, Node) else Node(value)


def read(text: str) -> Node:
    """Read one document."""
    return _Reader(text.lstrip("\ufeff")).document()


@dataclass(frozen=True)
class _Line:
    number: int
    indent: int
    text: str


class _Reader:
    def __init__(self, text: str) -> None:
        # Other signs that end lines elsewhere, such as U+2028, are letters of a text here.
        self._raw = re.split(r"\r\n|\r|\n", text)
        self._lines = [line for i, raw in enumerate(self._raw) if (line := _line(i + 1, raw)) is not None]
        if self._lines and self._lines[0].text == "---":
            self._lines.pop(0)
        self._at = 0
        self._depth = 0

    def document(self) -> Node:
        if not self._lines:
            return Node(None, 1)
        first = self._lines[0]
        found = self._block(first.indent)
        if self._at < len(self._lines):
            line = self._lines[self._at]
            if line.text in ("---", "..."):
                raise YamlError("there is a second document; a suite is one", line.number)
            raise YamlError(f"{line.text[:40]!r} is not indented like what stands before it", line.number)
        return found

    def _peek(self) -> _Line | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    def _block(self, indent: int) -> Node:
        line = self._lines[self._at]
        self._depth += 1
        if self._depth > _DEEPEST:
            raise YamlError(f"this nests deeper than {_DEEPEST} levels", line.number)
        if line.text == "-" or line.text.startswith("- "):
            found = self._sequence(indent)
        elif _KEY.match(line.text):
            found = self._mapping(indent)
        else:
            self._at += 1
            found = self._value(line.text, line, indent - 1)
        self._depth -= 1
        return found

    def _sequence(self, indent: int) -> Node:
        items: list[Node] = []
        start = self._lines[self._at].number
        while (line := self._peek()) is not None and line.indent == indent:
            if line.text != "-" and not line.text.startswith("- "):
                break
            rest = line.text[1:].lstrip(" ")
            if not rest:
                self._at += 1
                items.append(self._nested(line, indent))
            else:
                inner = indent + len(line.text) - len(rest)
                # What follows the dash is a block of its own that begins where it stands.
                self._lines[self._at] = _Line(line.number, inner, rest)
                items.append(self._block(inner))
        return Node(items, start)

    def _mapping(self, indent: int) -> Node:
        entries: dict[str, Node] = {}
        start = self._lines[self._at].number
        while (line := self._peek()) is not None and line.indent == indent:
            match = _KEY.match(line.text)
            if match is None:
                raise YamlError(f"{line.text[:40]!r} is not `name: value`", line.number)
            key = str(_scalar(match.group(1), line.number))
            if key in entries:
                raise YamlError(f"{key!r} stands here twice", line.number)
            rest = line.text[match.end() :].strip()
            self._at += 1
            entries[key] = self._value(rest, line, indent) if rest else self._nested(line, indent)
        return Node(entries, start)

    def _nested(self, owner: _Line, indent: int) -> Node:
        line = self._peek()
        is_list = line is not None and (line.text == "-" or line.text.startswith("- "))
        is_own = owner.text == "-" or owner.text.startswith("- ")
        if line is not None and (line.indent > indent or (line.indent == indent and is_list and not is_own)):
            return self._block(line.indent)
        return Node(None, owner.number)

    def _value(self, text: str, line: _Line, indent: int) -> Node:
        if text[0] in "|>":
            return Node(self._prose(text, line, indent), line.number)
        if text[0] in "[{":
            return self._flow(text, line)
        following = self._peek()
        if following is not None and following.indent > indent and text[0] not in "\"'":
            raise YamlError("a text over several lines begins with | or >, or stands in quotes", following.number)
        return Node(_scalar(text, line.number), line.number)

    def _prose(self, header: str, line: _Line, indent: int) -> str:
        if header[1:] not in ("", "-", "+"):
            raise YamlError(f"{header!r} is not read; write | or >", line.number)
        taken: list[str] = []
        number = line.number
        while number < len(self._raw):
            raw = self._raw[number]
            if raw.strip() and len(raw) - len(raw.lstrip(" ")) <= indent:
                break
            taken.append(raw)
            number += 1
        while (following := self._peek()) is not None and following.number <= number:
            self._at += 1
        filled = [raw for raw in taken if raw.strip()]
        margin = min((len(raw) - len(raw.lstrip(" ")) for raw in filled), default=0)
        lines = [raw[margin:].rstrip() for raw in taken]
        text = "\n".join(lines) if header[0] == "|" else " ".join(part for part in lines if part)
        return text.strip("\n")

    def _flow(self, text: str, line: _Line) -> Node:
        pieces, lines = [text], [line.number] * len(text)
        brackets = _Brackets()
        while not brackets.close_in(pieces[-1]):
            following = self._peek()
            if following is None:
                raise YamlError(f"the {text[0]!r} of this line is never closed", line.number)
            self._at += 1
            pieces.append(" " + following.text)
            lines += [following.number] * (len(following.text) + 1)
        whole = "".join(pieces)
        found, end = _Flow(whole, lines).value(0, 0)
        if whole[end:].strip():
            raise YamlError(f"{whole[end:].strip()[:40]!r} stands after the closing bracket", lines[end])
        return found


class _Brackets:
    """Counts brackets from piece to piece of a text, so that no piece is looked at twice."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._before = " "
        self._is_escaped = False

    def close_in(self, piece: str) -> bool:
        """Say whether the first bracket of all is closed within this piece."""
        for at, letter in enumerate(piece):
            if self._is_escaped:
                self._is_escaped = False
            elif self._quote:
                self._within_quote(letter, piece[at + 1 : at + 2])
            elif letter in "\"'" and self._before in " [{,:":
                self._quote = letter
            else:
                self._depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(letter, 0)
                if self._depth == 0:
                    return True
            self._before = letter
        return False

    def _within_quote(self, letter: str, following: str) -> None:
        if letter == "\\":
            self._is_escaped = self._quote == '"'
        elif letter == self._quote:
            if letter == "'" and following == "'":
                self._is_escaped = True
            else:
                self._quote = ""


class _Flow:
    """What stands in brackets."""

    def __init__(self, text: str, lines: list[int]) -> None:
        self._text = text
        self._lines = lines

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        at = self._skip(at)
        if depth > _DEEPEST:
            raise self._error(f"this nests deeper than {_DEEPEST} levels", at)
        line = self._lines[min(at, len(self._lines) - 1)]
        first = self._text[at : at + 1]
        if first == "[":
            return self._list(at, depth, line)
        if first == "{":
            return self._object(at, depth, line)
        raw, end = self._word(at, ",]}")
        return Node(_scalar(raw, line), line), end

    def _list(self, at: int, depth: int, line: int) -> tuple[Node, int]:
        items: list[Node] = []
        at = self._skip(at + 1)
        while self._text[at : at + 1] != "]":
            item, at = self.value(at, depth + 1)
            items.append(item)
            at = self._comma(at, "]")
        return Node(items, line), at + 1

    def _object(self, at: int, depth: int, line: int) -> tuple[Node, int]:
        entries: dict[str, Node] = {}
        at = self._skip(at + 1)
        while self._text[at : at + 1] != "}":
            raw, end = self._word(at, ":,}")
            key = str(_scalar(raw, self._lines[at]))
            if self._text[end : end + 1] != ":":
                raise self._error(f"{key!r} has no value; write {key}: value", at)
            if key in entries:
                raise self._error(f"{key!r} stands here twice", at)
            entries[key], at = self.value(end + 1, depth + 1)
            at = self._comma(at, "}")
        return Node(entries, line), at + 1

    def _comma(self, at: int, closing: str) -> int:
        at = self._skip(at)
        if self._text[at : at + 1] == ",":
            return self._skip(at + 1)
        if self._text[at : at + 1] != closing:
            raise self._error(f"expected ',' or {closing!r}", at)
        return at

    def _word(self, at: int, stops: str) -> tuple[str, int]:
        quote = self._text[at : at + 1]
        if quote and quote in "\"'":
            end = _end_of_quote(self._text, at)
            if end < 0:
                raise self._error("the quote is never closed", at)
            return self._text[at:end], self._skip(end)
        end = at
        while end < len(self._text) and not self._stops(end, stops):
            end += 1
        return self._text[at:end].strip(), end

    def _stops(self, at: int, stops: str) -> bool:
        letter = self._text[at]
        if letter == ":":
            # A colon within a word, as in a time, belongs to it.
            return ":" in stops and self._text[at + 1 : at + 2] in ("", " ")
        return letter in stops

    def _skip(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in " \t":
            at += 1
        return at

    def _error(self, message: str, at: int) -> YamlError:
        return YamlError(message, self._lines[min(at, len(self._lines) - 1)])


def _line(number: int, raw: str) -> _Line | None:
    text = _without_comment(raw).rstrip()
    body = text.lstrip(" ")
    if not body:
        return None
    if body[0] == "\t":
        raise YamlError("a tab indents here; YAML is indented with spaces", number)
    if body.startswith("? "):
        raise YamlError("a key that begins with '?' is not read", number)
    return _Line(number, len(text) - len(body), body)


def _without_comment(raw: str) -> str:
    at = 0
    while at < len(raw):
        letter = raw[at]
        if letter in "\"'" and (at == 0 or raw[at - 1] in " [{,:-"):
            end = _end_of_quote(raw, at)
            if end < 0:
                return raw
            at = end
            continue
        if letter == "#" and (at == 0 or raw[at - 1] in " \t"):
            return raw[:at]
        at += 1
    return raw


def _end_of_quote(text: str, at: int) -> int:
    """Return the place after the closing quote, or -1."""
    quote, at = text[at], at + 1
    while at < len(text):
        if quote == '"' and text[at] == "\\":
            at += 2
            continue
        if text[at] == quote:
            if quote == "'" and text[at + 1 : at + 2] == "'":
                at += 2
                continue
            return at + 1
        at += 1
    return -1


def _scalar(text: str, line: int) -> Any:
    if text[:1] in ('"', "'"):
        return _quoted(text, line)
    if text[:1] in _FORBIDDEN and text:
        raise YamlError(f"{_FORBIDDEN[text[0]]} is not read; put the text into quotes if it is one", line)
    if text == "-" or text.startswith("- "):
        raise YamlError("a list begins on a line of its own; put the text into quotes if it is one", line)
    if _OTHER_BASE.fullmatch(text):
        raise YamlError(f"{text[:40]!r} is a number to YAML; write it with digits from 0 to 9, or in quotes", line)
    if ": " in text:
        raise YamlError(f"{text[:40]!r} has a second ': '; put the text into quotes", line)
    lowered = text if text in ("true", "false") else text.lower()
    if lowered in _SPECIAL:
        return _SPECIAL[lowered]
    if lowered in ("-.inf", "+.inf"):
        return -math.inf if lowered[0] == "-" else math.inf
    if _NUMBER.fullmatch(text):
        return _number(text, line)
    return text


def _number(text: str, line: int) -> float:
    if re.fullmatch(r"[-+]?\d+", text) is None:
        return float(text)
    try:
        return int(text)
    except ValueError:
        raise YamlError(f"{text[:40]}... has too many digits for a number", line) from None


def _quoted(text: str, line: int) -> str:
    if _end_of_quote(text, 0) != len(text):
        raise YamlError("a quoted text ends with its quote; nothing may follow", line)
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        raise YamlError(f"{text[:40]} has an escape that JSON does not know", line) from None

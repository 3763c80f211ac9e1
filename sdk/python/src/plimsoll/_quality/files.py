"""Reads a file of data as a frame: CSV and JSON lines without any library, Parquet with pyarrow."""

from __future__ import annotations

import csv
import datetime
import importlib
import json
import math
from pathlib import Path
from typing import Any

from plimsoll._quality.frames import Frame, FrameError, PlainFrame, open_frame
from plimsoll._quality.times import moment

_BOOLEANS = {"true": True, "false": False}


def open_file(path: str | Path) -> Frame:
    """Read a file; its ending says which kind it is."""
    ending = Path(path).suffix.lower()
    try:
        if ending in (".parquet", ".pq"):
            return _parquet(path)
        if ending in (".jsonl", ".ndjson"):
            return _lines(path)
        return _csv(path)
    except OSError as problem:
        raise FrameError(f"{path} cannot be read: {problem.strerror or problem}") from problem
    except UnicodeDecodeError as problem:
        raise FrameError(f"{path} is not UTF-8: {problem}") from problem


def _parquet(path: str | Path) -> Frame:
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise FrameError("reading Parquet needs pyarrow: pip install pyarrow") from None
    try:
        return open_frame(parquet.read_table(str(path)))
    except ValueError as problem:
        # What pyarrow cannot read is an ArrowInvalid, which is a ValueError.
        raise FrameError(f"{path} is no Parquet file: {problem}") from problem


def _lines(path: str | Path) -> Frame:
    with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123
        rows = []
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    rows.append(json.loads(line))
                except ValueError as problem:
                    raise FrameError(f"line {number} of {path} is not JSON: {problem}") from None
    return open_frame(rows)


def _csv(path: str | Path) -> Frame:
    with open(path, newline="", encoding="utf-8-sig") as file:  # noqa: PTH123
        rows = csv.reader(file)
        try:
            header = next(rows, None)
            if not header or len(set(header)) != len(header):
                raise FrameError(f"{path} needs a first line with the names of its columns, each once")
            columns: list[list[str]] = [[] for _ in header]
            count = 0
            for row in rows:
                if not row:
                    continue
                if len(row) != len(header):
                    raise FrameError(
                        f"line {rows.line_num} of {path} has {len(row)} values and the header {len(header)}"
                    )
                count += 1
                for column, text in zip(columns, row):
                    column.append(text)
        except csv.Error as problem:
            raise FrameError(f"line {rows.line_num} of {path} is no CSV: {problem}") from problem
    typed = [_typed(column) for column in columns]
    dtypes = {name: f"csv {kind}" for name, (_, kind) in zip(header, typed)}
    return PlainFrame({name: values for name, (values, _) in zip(header, typed)}, count, dtypes)


def _typed(texts: list[str]) -> tuple[list[Any], str]:
    """Give a column the narrowest type that every cell fits: whole numbers, numbers, booleans, times, else texts."""
    different = {text for text in texts if text.strip()}
    for name, read in (("integer", _whole), ("number", _number), ("boolean", _boolean), ("time", _time)):
        read_values: dict[str, Any] = {}
        for text in different:
            value = read(text.strip())
            if value is None:
                break
            read_values[text] = value
        else:
            if different:
                return [read_values.get(text) for text in texts], name
    return [text if text.strip() else None for text in texts], "text" if different else "empty"


def _whole(text: str) -> int | None:
    digits = text[1:] if text[0] in "+-" else text
    # A leading zero means something, as in a postal code: such a column holds texts.
    if not digits.isascii() or not digits.isdigit() or (len(digits) > 1 and digits[0] == "0") or len(digits) > 18:  # noqa: PLR2004
        return None
    return int(text)


def _number(text: str) -> float | None:
    digits = text.lstrip("+-")
    if "_" in text or (len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()):
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if not math.isnan(value) else None


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


def _time(text: str) -> datetime.datetime | None:
    return moment(text)

from __future__ import annotations

import datetime
import json
import math
import time
from pathlib import Path
from typing import Any

import pytest

from plimsoll import quality
from plimsoll._quality import yaml
from plimsoll._quality.suggest import wilson_low
from plimsoll._quality.times import moment, seconds
from plimsoll._quality.vocabulary import KINDS
from plimsoll.quality import Suite, SuiteError, expect

CONTRACT = Path(__file__).resolve().parents[3] / "contract" / "suites" / "suites.json"
EXAMPLES: dict[str, Any] = json.loads(CONTRACT.read_text("utf-8"))

TEXT = """\
# What the nightly load has to hold.
suite: orders-nightly
dataset: orders
every: 24h
description: >
  Written by load,
  read by billing.

expectations:
  - row_count_between: {min: 1000, max: 2000}
  - not_null: price
    mostly: 0.99
    severity: warning
    description: "billing # needs it"
  - in_set:
      column: status
      values: [new, 'it''s', "a\\u00e9", 3, 1.5, true]
  - matches_regex: {column: email,
      pattern: '[^@ ]+@[^@]+'}
  - between: {column: at, min: 2026-01-01T00:00:00Z}
  - columns: [price, status]
  - unique_combination:
    - a
    - b
  - no_duplicates
"""


def test_reads_a_file_as_people_write_it(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(TEXT, "utf-8")
    suite = Suite.load(path)
    assert (suite.name, suite.dataset, suite.every) == ("orders-nightly", "orders", "24h")
    assert suite.description == "Written by load, read by billing."
    assert suite.expectations == (
        expect.row_count_between(1000, 2000),
        expect.not_null("price", mostly=0.99, severity="warning", description="billing # needs it"),
        expect.in_set("status", ["new", "it's", "aé", 3, 1.5, True]),
        expect.matches_regex("email", "[^@ ]+@[^@]+"),
        expect.between("at", "2026-01-01T00:00:00Z"),
        expect.columns(["price", "status"]),
        expect.unique_combination(["a", "b"]),
        expect.no_duplicates(),
    )
    assert Suite.parse(suite.to_yaml()) == suite
    assert Suite.parse(json.dumps(suite.document())) == suite
    assert Suite.from_document(suite.document()) == suite


@pytest.mark.parametrize("example", EXAMPLES["good"], ids=lambda each: each["name"])
def test_takes_the_good_suites_of_the_contract(example: Any) -> None:
    suite = Suite.from_document(example["suite"])
    assert len(suite.expectations) == len(example["suite"]["expectations"])
    assert len(set(suite.keys())) == len(suite.expectations)
    assert Suite.parse(suite.to_yaml()) == suite


@pytest.mark.parametrize("example", EXAMPLES["bad"], ids=lambda each: each["name"])
def test_refuses_the_bad_suites_of_the_contract(example: Any) -> None:
    with pytest.raises(SuiteError) as caught:
        Suite.from_document(example["suite"])
    assert len(caught.value.problems) == 1


def test_the_contract_has_every_expectation() -> None:
    named = {each["expectation"] for example in EXAMPLES["good"] for each in example["suite"]["expectations"]}
    assert named == set(KINDS) - {"sql"}


def test_says_all_that_is_wrong_with_its_lines_and_the_nearest_name() -> None:
    text = """\
datset: orders
every: daily
expectations:
  - not_nul: price
  - expect_column_values_to_be_unique: id
  - in_set: {column: status, valeus: [a]}
  - between: {column: price}
    serverity: warning
  - between: {column: price, mostly: 0.9, min: 1}
  - matches_regex: {column: a, pattern: "["}
  - sql: SELECT 1
  - row_count_between:
      min: 5
      max: 1
  - mean_between: price
  - 7
"""
    with pytest.raises(SuiteError) as caught:
        Suite.parse(text, "suite.yaml")
    lines = str(caught.value).splitlines()
    assert all(line.startswith("suite.yaml: line ") for line in lines)
    said = [line[len("suite.yaml: ") :] for line in lines]
    expected = [
        ("line 1: 'datset'", "did you mean 'dataset'?"),
        ("line 2: every is 'daily'", "24h"),
        ("line 4: 'not_nul'", "did you mean 'not_null'?"),
        ("line 5: 'expect_column_values_to_be_unique'", "here it is called 'unique'"),
        ("line 6: in_set has no parameter 'valeus'", "did you mean 'values'?"),
        ("line 6: in_set needs values", ""),
        ("line 7: 'serverity'", "did you mean 'severity'?"),
        ("line 9: between has no parameter 'mostly'", "stands beside the expectation"),
        ("line 10: matches_regex: pattern is '['", "no regular expression"),
        ("line 11: sql needs a connector", ""),
        ("line 12: row_count_between needs a min up to its max", ""),
        ("line 15: mean_between takes", "write `- mean_between"),
        ("line 16: 7 is no expectation", ""),
    ]
    assert len(said) == len(expected), said
    for line, (start, part) in zip(said, expected):
        assert line.startswith(start), line
        assert part in line


def test_refuses_numbers_beyond_the_largest_by_line() -> None:
    huge = "1" * 400
    with pytest.raises(SuiteError) as caught:
        Suite.parse(
            "expectations:\n"
            f"  - mean_between: {{column: a, min: {huge}}}\n"
            f"  - between: {{column: a, max: -{huge}}}\n"
            f"  - in_set: {{column: a, values: [1, {huge}]}}\n"
            f"  - quantile_between: {{column: a, quantile: {huge}, min: 1}}\n"
            "  - length_between: {column: a, min: 1e999}\n"
        )
    assert [problem.split(":")[0] for problem in caught.value.problems] == [f"line {line}" for line in range(2, 7)]
    for given in (10**5000, [10**5000], {"expectation": 10**5000}):
        with pytest.raises(SuiteError):
            Suite.from_document({"expectations": [given]})
    for name in ("name", "every", "description"):
        with pytest.raises(SuiteError, match="thousands of digits"):
            Suite.from_document({name: 10**5000, "expectations": []})
    with pytest.raises(SuiteError, match="thousands of digits"):
        expect.mean_between("a", 10**5000)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\na: 2", 2, "twice"),
        ("a: &x 1", 1, "an anchor"),
        ("a: *x", 1, "an alias"),
        ("a: !!str 1", 1, "a tag"),
        ("a:\n\tb: 1", 2, "a tab"),
        ("a:\n- [1, 2\n", 2, "never closed"),
        ("a: b\n  c: d", 2, "several lines"),
        ('a: "x" y', 1, "nothing may follow"),
        ("a: b: c", 1, "a second ': '"),
        ("? a\n", 1, "'?'"),
        ("a: {b}", 1, "has no value"),
        ("a: {b: 1, b: 2}", 1, "twice"),
        ("a: [1 2], 3", 1, "after the closing bracket"),
        ("a: {b: [1}]}", 1, "expected ','"),
        ("a: 1\n---\nb: 2", 2, "is not"),
        ("  a: 1\nb: 2", 2, "not indented"),
        ("- " * 40 + "a", 1, "deeper than 32"),
        ("a: " + "[" * 40 + "]" * 40, 1, "deeper than 32"),
        ('a: "\\q"', 1, "escape"),
        ("a: 1\nb: 0x1F", 2, "is a number to YAML"),
        ("a: [1,\n  0o17]", 2, "is a number to YAML"),
        ("a:\n  b: - price", 2, "on a line of its own"),
        ("a: -", 1, "on a line of its own"),
        ("a: [- b]", 1, "on a line of its own"),
        ("a: one\u2028two\x85\nb: *x", 2, "an alias"),
        ('[a,\n "b]\n]', 1, "never closed"),
        pytest.param("a: 1\nb: " + "7" * 5000, 2, "too many digits", id="thousands of digits"),
    ],
)
def test_refuses_yaml_that_it_does_not_read_by_line(text: str, line: int, says: str) -> None:
    with pytest.raises(yaml.YamlError, match=says) as caught:
        yaml.read(text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: -1", {"a": -1}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: 007", {"a": 7}),
        ("a: yes", {"a": "yes"}),
        ("a: x#y # z", {"a": "x#y"}),
        ("a: 12:30", {"a": "12:30"}),
        ('"a b": 1', {"a b": 1}),
        ("- - 1\n  - 2\n- 3", [[1, 2], 3]),
        ("a: |\n  one\n    two\n\nb: 1", {"a": "one\n  two", "b": 1}),
        ("---\n[a, {b: [c]}, ]", ["a", {"b": ["c"]}]),
        ("-\n  a: 1\n-\n  - 2", [{"a": 1}, [2]]),
        ("\ufeffa: ''", {"a": ""}),
        ("a: one\u2028two\x85three\x0bfour\r\nb: 1\rc: 2", {"a": "one\u2028two\x85three\x0bfour", "b": 1, "c": 2}),
        ("['it''s ]', \"a \\\"]\",\n  'x''',\n  \"y\\\\\",\n  b'c]", ["it's ]", 'a "]', "x'", "y\\", "b'c"]),
        ("a: ['0x1F', 0x1G, 0o8, -1]", {"a": ["0x1F", "0x1G", "0o8", -1]}),
        ("- -1\n- - -2\n- '- a'", [-1, [-2], "- a"]),
    ],
)
def test_reads_yaml_as_it_is_meant(text: str, value: Any) -> None:
    assert yaml.read(text).plain() == value


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a*)*", "(?:(?:ab{2,}c)?x)+", "((?=a+)b)*", "(a|b*?)+?", "(?i:x(y|z*))+"]
)
def test_refuses_patterns_that_may_take_for_ever(pattern: str) -> None:
    with pytest.raises(SuiteError, match="without end"):
        expect.matches_regex("a", pattern)


@pytest.mark.parametrize(
    "pattern", ["a+b+", "(a+){1,5}", "(a{1,5})+", "[+*]+", "(?=.*a)(?=.*b).*", r"\(\++\)*", "(a|b)+"]
)
def test_takes_patterns_that_end(pattern: str) -> None:
    assert expect.matches_regex("a", pattern).parameters["pattern"] == pattern


def test_no_very_long_value_fits_a_pattern() -> None:
    rows = [{"a": "x" * 10_000}, {"a": "x" * 10_001}]
    assert quality.check(rows, [expect.matches_regex("a", "x+")], send=False).checks[0].failing == 1
    with pytest.raises(SuiteError, match="no regular expression"):
        expect.matches_regex("a", "(" * 500 + ")" * 499)


def test_reads_brackets_over_many_lines_in_time_that_grows_with_them() -> None:
    values = [f"value {i} 'of' \"many\" ]" for i in range(20_000)]
    text = json.dumps({"a": values}, indent=2)
    started = time.process_time()
    assert yaml.read(text).plain() == {"a": values}
    assert time.process_time() - started < 10


def test_reads_times_and_lengths_of_time() -> None:
    noon = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.timezone.utc)
    for text in ("2026-01-31T12:00:00Z", "2026-01-31 12:00", "2026-01-31T13:00:00.000+01:00", "2026-01-31T13:00+0100"):
        assert moment(text) == noon
    assert moment("2026-01-31T12:00:00.123456789Z") == noon.replace(microsecond=123456)
    assert moment(datetime.date(2026, 1, 31)) == noon.replace(hour=0)
    first = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)
    last = datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)
    west, east = (datetime.timezone(datetime.timedelta(hours=hours)) for hours in (-5, 5))
    for beyond in ("9999-12-31T23:59:59-05:00", datetime.datetime(9999, 12, 31, 23, tzinfo=west)):
        assert moment(beyond) == last
    for before in ("0001-01-01T00:00:00+05:00", datetime.datetime(1, 1, 1, tzinfo=east)):
        assert moment(before) == first
    assert [moment(text) for text in ("yesterday", "2026-13-01", "12", 12)] == [None] * 4
    assert [seconds(text) for text in ("90s", "15m", "24h", "7d", "0s", "1w", "")] == [90, 900, 86400, 604800, 0, 0, 0]


def test_suggests_by_stated_rules() -> None:
    now = datetime.datetime.now(datetime.timezone.utc)
    rows = [
        {
            "id": i,
            "status": ("new", "paid")[i % 2],
            "price": None if i % 50 == 0 else float(i),
            "at": now - datetime.timedelta(hours=1, seconds=i),
            "note": f"note {i}",
        }
        for i in range(1500)
    ]
    suite = quality.suggest(rows, dataset="orders")
    found = dict(zip(suite.keys(), suite.expectations))
    assert list(found) == [
        "columns",
        "row_count_between",
        "no_duplicates",
        "column_type(id, integer)",
        "not_null(id)",
        "unique(id)",
        "between(id)",
        "column_type(status, text)",
        "not_null(status)",
        "in_set(status)",
        "distribution_close(status)",
        "column_type(price, number)",
        "not_null(price)",
        "between(price)",
        "distribution_close(price)",
        "column_type(at, time)",
        "not_null(at)",
        "freshness(at)",
        "column_type(note, text)",
        "not_null(note)",
        "unique(note)",
    ]
    assert (found["not_null(price)"].mostly, found["not_null(price)"].severity) == (0.971, "warning")
    assert found["in_set(status)"].parameters["values"] == ["new", "paid"]
    assert all(each.description for each in suite.expectations)
    assert quality.check(rows, suite, send=False).passed
    assert Suite.parse(suite.to_yaml()) == suite
    moved = [{**row, "price": 3.0 * i + 1000} for i, row in enumerate(rows)]
    assert not next(
        c for c in quality.check(moved, suite, send=False).checks if c.key == "distribution_close(price)"
    ).passed
    assert quality.suggest([]).expectations == ()


def test_suggests_for_every_frame_that_is_checked() -> None:
    rows = [{"": i, "n" * 201: i, "price": float(i)} for i in range(30)]
    suite = quality.suggest(rows)
    assert suite.expectations[0].parameters["names"] == ["price"]
    assert {each.column for each in suite.expectations} == {None, "price"}
    assert quality.check(rows, suite, send=False).passed
    assert quality.suggest([{"": 1}]).keys() == ["row_count_between"]


def test_suggests_the_graver_ones_if_there_are_too_many() -> None:
    wide = {f"c{i}": [float(j) for j in range(30)] for i in range(200)}
    suite = quality.suggest(wide)
    assert len(suite.expectations) == 500
    severities = [each.severity for each in suite.expectations]
    assert (severities.count("critical"), severities.count("warning")) == (401, 99)
    assert suite.keys()[:6] == [
        "columns",
        "row_count_between",
        "no_duplicates",
        "column_type(c0, number)",
        "not_null(c0)",
        "between(c0)",
    ]
    assert suite.keys()[-2:] == ["column_type(c199, number)", "not_null(c199)"]
    assert quality.check(wide, suite, send=False).passed


def test_wilson_is_what_the_tables_say() -> None:
    assert wilson_low(95, 100) == pytest.approx(0.888249, abs=1e-5)
    assert wilson_low(100, 100) == pytest.approx(0.963005, abs=1e-5)
    assert wilson_low(0, 0) == 0
    # Deequ, IntervalStrategyTest.scala: the lower ends, rounded down to two places.
    published = [(20, 20, 0.83), (50, 100, 0.4), (40, 100, 0.3), (60, 100, 0.5), (90, 100, 0.82), (100, 100, 0.96)]
    assert [math.floor(100 * wilson_low(hits, rows)) / 100 for hits, rows, _ in published] == [
        low for _, _, low in published
    ]

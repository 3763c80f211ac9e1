from __future__ import annotations

import copy
import datetime
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

import plimsoll
from command_line import PROJECT, Router, Run
from plimsoll import quality
from plimsoll._quality.values import masked
from plimsoll.quality import CheckFailedError, Suite, SuiteError, expect
from recording_server import RecordingServer, Reply

ROWS = [{"price": 1.5 * i, "status": "new", "who": f"ann{i}@x.de"} for i in range(40)] + [
    {"price": None, "status": "odd"}
]
SUITE = Suite(
    [
        expect.not_null("price", severity="warning", description="billing needs it"),
        expect.in_set("status", ["new"]),
        expect.matches_regex("who", "nobody", severity="info"),
    ],
    name="orders-nightly",
    dataset="orders",
    every="24h",
)


def test_returns_or_raises_as_the_caller_chooses() -> None:
    result = plimsoll.check(ROWS, SUITE)
    assert not result.ok
    assert not result.passed
    assert [check.key for check in result.failed] == ["not_null(price)", "in_set(status)", "matches_regex(who)"]
    assert result.id is None
    with pytest.raises(CheckFailedError, match=r"orders failed in_set\(status\): 1 of 41 values do not fit") as caught:
        plimsoll.check(ROWS, SUITE, raise_on="critical")
    assert caught.value.result.profile.rows == 41
    with pytest.raises(CheckFailedError, match="not_null"):
        plimsoll.check(ROWS, SUITE, raise_on="warning")
    assert plimsoll.check(ROWS[:40], [expect.not_null("price")], raise_on="info").passed


def test_errors_cross_processes() -> None:
    with pytest.raises(CheckFailedError) as failed:
        plimsoll.check(ROWS, SUITE, raise_on="warning")
    for copied in (pickle.loads(pickle.dumps(failed.value)), copy.deepcopy(failed.value)):
        assert str(copied) == str(failed.value)
        assert copied.result == failed.value.result
    with pytest.raises(SuiteError) as wrong:
        Suite.parse("dataset: Orders!\nexpectations:\n  - not_nul: price", "orders.yaml")
    copied = pickle.loads(pickle.dumps(wrong.value))
    assert (copied.problems, copied.source) == (wrong.value.problems, "orders.yaml")
    assert str(copied) == str(wrong.value)


def test_shows_what_was_found() -> None:
    result = plimsoll.check(ROWS, SUITE, samples="plain")
    text = str(result)
    assert text.splitlines()[0] == "orders: 3 of 3 checks failed, at worst critical."
    assert "critical in_set(status): 1 of 41 values do not fit (2.44 %)\n           e.g. odd" in text
    html = plimsoll.check([{"a": "<b>"}] * 3, [expect.in_set("a", ["x"])], samples="plain")._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert plimsoll.check(ROWS, []).sentence() == "Batch: nothing was expected."


def test_sends_the_profile_and_never_the_rows(connected: RecordingServer) -> None:
    result = plimsoll.check(ROWS, SUITE, pipeline="nightly", run_id="r1", model="churn", tags={"region": "eu"})
    (event,) = connected.wait_for_events(1)
    assert event["id"] == result.id
    assert {
        name: event[name] for name in ("type", "dataset", "suite", "everySeconds", "pipeline", "runId", "rows")
    } == {
        "type": "dataset",
        "dataset": "orders",
        "suite": "orders-nightly",
        "everySeconds": 86400,
        "pipeline": "nightly",
        "runId": "r1",
        "rows": 41,
    }
    assert [each["passed"] for each in event["results"]] == [False, False, False]
    assert "samples" not in event["results"][1]
    assert len(event["columns"][0]["quantiles"]) == 7
    assert "ann" not in json.dumps(event)
    assert "odd" not in json.dumps(event)


def test_sends_samples_only_if_asked_and_masked(connected: RecordingServer) -> None:
    plimsoll.check(ROWS, SUITE, samples="masked", categories=False)
    (event,) = connected.wait_for_events(1)
    assert event["results"][2]["samples"] == ["aaa9@a.aa"]
    assert "new" not in json.dumps(event)


def test_sends_no_figures_of_very_few_rows(connected: RecordingServer) -> None:
    day = datetime.datetime(2026, 1, 31, tzinfo=datetime.timezone.utc)
    rows = [{"few": i if i < 4 else None, "many": i, "seen": day if i < 4 else None, "at": day} for i in range(5)]
    told = plimsoll.log_batch("orders", rows)
    numbers = told.column("few").numbers
    assert numbers is not None
    assert numbers.max == 3
    (event,) = connected.wait_for_events(1)
    few, many, seen, at = event["columns"]
    figures = {"min", "max", "mean", "sd", "infinite", "quantiles", "quantilesAreExact", "oldest", "newest"}
    assert not figures & (set(few) | set(seen))
    assert (few["missing"], few["distinct"]) == (1, 4)
    assert (many["max"], len(many["quantiles"])) == (4, 7)
    assert {"oldest", "newest"} <= set(at)


def test_masks_every_letter_of_every_script() -> None:
    assert masked("Ann-9 x_\n") == "Aaa-9 a_\n"
    assert masked("Élodie 李 e\u0301 ٣ ½") == "aaaaaa a aa a a"
    assert masked("5 € “q” 😀\u200d\u3000") == "9 ? ?a? ???"


def test_logs_a_batch_without_a_suite(connected: RecordingServer) -> None:
    told = plimsoll.log_batch("orders", ROWS, every="1h", duplicates=False)
    assert told.duplicates is None
    (event,) = connected.wait_for_events(1)
    assert (event["dataset"], event["everySeconds"], event["results"]) == ("orders", 3600, [])
    assert "duplicates" not in event
    with pytest.raises(SuiteError, match="small letters"):
        plimsoll.log_batch("Orders!", ROWS)


def test_leaves_out_what_would_be_missed_least_if_the_event_is_too_large(connected: RecordingServer) -> None:
    wide = {f"column {i}": [f"{'x' * 90}{j}" for j in range(10) for _ in range(10)] for i in range(300)}
    plimsoll.log_batch("wide", wide)
    (event,) = connected.wait_for_events(1)
    assert len(event["columns"]) == 300
    assert not any("categories" in column for column in event["columns"])
    names = [f"{'x' * 70} {i}" for i in range(500)]
    plimsoll.check({name: [1.5, 2.5] * 3 for name in names}, [expect.not_null(name) for name in names], dataset="wide")
    (_, event) = connected.wait_for_events(2)
    assert (len(event["columns"]), len(event["results"])) == (500, 500)
    assert "quantiles" not in event["columns"][0]
    assert plimsoll.statistics().refused == {}


def test_tells_what_json_has_no_word_for_as_missing(connected: RecordingServer) -> None:
    plimsoll.check(
        {"a": [1e308, 1e308, -1e308] * 2, "": [1, 2, 3] * 2, "b": ["x", "y", None] * 2},
        [expect.mean_between("a", 0)],
        dataset="odd",
    )
    (event,) = connected.wait_for_events(1)
    assert event["columns"][1]["name"] == "(no name)"
    assert "sd" not in event["columns"][0]
    assert plimsoll.statistics().dropped == {}


def test_takes_numbers_and_times_beyond_all_others() -> None:
    west = datetime.timezone(datetime.timedelta(hours=-5))
    rows = [
        {"n": value, "m": mixed, "at": datetime.datetime(9999, 12, 31, 23, tzinfo=west)}
        for value in (1, 2, 10**400, -(10**5000))
        for mixed in ("x", 10**5000)
    ]
    suite = [
        expect.between("n", 0, 5),
        expect.between("at", "2026-01-01"),
        expect.in_set("at", ["9999-12-31T23:00:00-05:00"]),
        expect.in_set("n", [1, 2]),
        expect.mean_between("n", 0, 2),
        expect.quantile_between("n", 0.5, 1, 2),
        expect.matches_regex("n", ".{1,5}"),
        expect.values_of_type("n", "integer"),
        expect.distribution_close("n", {"edges": [1.5], "shares": [0.5, 0.5], "rows": 100}),
    ]
    result = plimsoll.check(rows, suite, samples="plain", send=False)
    assert [check.failing for check in result.checks] == [4, 0, 0, 4, None, None, 4, 0, None]
    numbers = result.profile.column("n").numbers
    assert numbers is not None
    assert (numbers.infinite, numbers.min, numbers.max) == (4, 1, 2)
    assert result.profile.column("at").newest == datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)
    assert quality.suggest(rows * 5).expectations
    assert str(result)


def test_needs_a_name_to_send(connected: RecordingServer) -> None:
    with pytest.raises(SuiteError, match="dataset='orders'"):
        plimsoll.check(ROWS, [expect.not_null("price")])
    assert plimsoll.check(ROWS, [expect.not_null("price")], send=False).id is None


@pytest.mark.parametrize(
    "options", [{"samples": "all"}, {"raise_on": "fatal"}, {"dataset": "Not A Name"}, {"suite": [quality.Expectation]}]
)
def test_says_what_is_wrong_with_the_call(options: dict[str, Any]) -> None:
    given = {"suite": SUITE, **options}
    with pytest.raises((SuiteError, TypeError, AttributeError)):
        plimsoll.check(ROWS, given.pop("suite"), **given)


def test_fetches_a_suite_by_its_name(router: Router) -> None:
    path = f"{PROJECT}/quality/suites/orders-nightly"
    router.on("GET", path, Reply(200, {"name": "orders-nightly", "version": 4, "suite": SUITE.document()}))
    result = plimsoll.check(ROWS, "orders-nightly")
    assert result.suite == SUITE
    assert result.suite.version == 4
    with pytest.raises(quality.SuiteUnavailableError, match=r"nothing at .*plimsoll quality push"):
        plimsoll.check(ROWS, "another")


def test_says_that_the_server_is_away(server: RecordingServer, router: Router) -> None:
    server.stop()
    with pytest.raises(quality.SuiteUnavailableError, match="does not answer"):
        plimsoll.check(ROWS, "orders-nightly")


@pytest.fixture
def data(tmp_path: Path) -> str:
    path = tmp_path / "data.csv"
    lines = [
        f"{i},{i / 2},{'true' if i % 2 else 'false'},2026-01-0{i % 9 + 1},0{i},{'new' if i else ''}" for i in range(30)
    ]
    path.write_text("id,price,ok,day,zip,status\n" + "\n".join(lines) + "\n", "utf-8")
    return str(path)


def test_the_command_checks_a_file_and_fails_the_step(run: Run, data: str, tmp_path: Path) -> None:
    suite = tmp_path / "suite.yaml"
    suite.write_text("dataset: orders\nexpectations:\n  - not_null: status\n  - unique: id\n", "utf-8")
    code, out, _ = run("quality", "check", data, str(suite))
    assert code == 1
    assert "critical not_null(status): 1 of 30 rows missing (3.33 %)" in out
    assert run("quality", "check", data, str(suite), "--fail-on", "never")[0] == 0
    suite.write_text("expectations:\n  - {expectation: not_null, column: status, severity: warning}\n", "utf-8")
    assert run("quality", "check", data, str(suite))[0] == 0
    assert run("quality", "check", data, str(suite), "--fail-on", "warning")[0] == 1
    code, out, _ = run("quality", "check", data, str(suite), "--json", "--samples", "masked")
    document = json.loads(out)
    assert (document["ok"], document["passed"]) == (True, False)
    types = {column["name"]: column["type"] for column in document["profile"]["columns"]}
    assert types == {
        "id": "integer",
        "price": "number",
        "ok": "boolean",
        "day": "time",
        "zip": "text",
        "status": "text",
    }


def test_the_command_says_what_is_wrong_with_files(run: Run, data: str, tmp_path: Path) -> None:
    suite = tmp_path / "suite.yaml"
    suite.write_text("expectations:\n  - not_nul: a\n", "utf-8")
    code, _, complaint = run("quality", "check", data, str(suite))
    assert code == 2
    assert "suite.yaml: line 2: 'not_nul' is no expectation; did you mean 'not_null'?" in complaint
    assert run("quality", "check", data + ".none", str(suite))[0] == 2
    bad = tmp_path / "bad.csv"
    for text, says in (("a,a\n", "each once"), ("a,b\n1\n", "line 2"), ("", "first line")):
        bad.write_text(text, "utf-8")
        code, _, complaint = run("quality", "suggest", str(bad))
        assert code == 2
        assert says in complaint
    lines = tmp_path / "bad.jsonl"
    lines.write_text('{"a": 1}\nnonsense\n', "utf-8")
    assert "line 2" in run("quality", "suggest", str(lines))[2]
    parquet = tmp_path / "bad.parquet"
    parquet.write_text("no", "utf-8")
    assert run("quality", "suggest", str(parquet))[0] == 2


def test_the_command_suggests_what_the_file_then_passes(run: Run, data: str, tmp_path: Path) -> None:
    code, out, _ = run("quality", "suggest", data, "--dataset", "orders")
    assert code == 0
    suite = tmp_path / "suggested.yaml"
    suite.write_text(out, "utf-8")
    assert run("quality", "check", data, str(suite))[0] == 0
    assert json.loads(run("quality", "suggest", data, "--json")[1])["expectations"]


def test_the_command_sends_what_it_found(run: Run, server: RecordingServer, router: Router, data: str) -> None:
    router.on("GET", f"{PROJECT}/quality/suites/orders", Reply(200, {"version": 2, "suite": SUITE.document()}))
    router.on("POST", "/api/v1/events", Reply(202, {"accepted": 1, "refused": []}))
    code, _, complaint = run(
        "quality", "check", data, "orders", "--send", "--pipeline", "nightly", "--fail-on", "never"
    )
    assert (code, complaint) == (0, "")
    (sent,) = [request.json()["events"][0] for request in server.requests if request.method == "POST"]
    assert (sent["dataset"], sent["suiteVersion"], sent["pipeline"]) == ("orders", 2, "nightly")
    router.on("POST", "/api/v1/events", Reply(401, {"detail": "no such key"}))
    code, _, complaint = run("quality", "check", data, "orders", "--send", "--fail-on", "never")
    assert code == 4
    assert "was not sent" in complaint


def test_the_commands_of_the_server(run: Run, router: Router, server: RecordingServer, tmp_path: Path) -> None:
    suite = tmp_path / "suite.yaml"
    suite.write_text(SUITE.to_yaml(), "utf-8")
    router.on("PUT", f"{PROJECT}/quality/suites/orders-nightly", Reply(200, {"name": "orders-nightly", "version": 5}))
    assert run("quality", "push", str(suite))[1] == "orders-nightly version 5, 3 expectations\n"
    assert server.requests[-1].json() == SUITE.document()
    suite.write_text("expectations: []", "utf-8")
    assert "has no name" in run("quality", "push", str(suite))[2]
    dataset = {
        "name": "orders",
        "state": "failing",
        "lastBatchAt": "2026-03-01T12:00:00Z",
        "rows": 41,
        "checks": 3,
        "failed": {"critical": 1, "warning": 1, "info": 0},
        "suite": "orders-nightly",
    }
    pages = [{"items": [dataset], "nextCursor": "orders"}, {"items": [{**dataset, "name": "z"}]}]
    router.on("GET", f"{PROJECT}/quality/datasets?limit=200", Reply(200, pages[0]))
    router.on("GET", f"{PROJECT}/quality/datasets?limit=200&cursor=orders", Reply(200, pages[1]))
    out = run("quality", "datasets")[1].splitlines()
    assert out[1].split() == ["orders", "failing", "2026-03-01T12:00:00Z", "41", "3", "2", "orders-nightly"]
    assert out[2].startswith("z ")
    version = {"name": "s", "version": 1, "expectations": 3, "createdBy": "ada", "createdAt": "2026-03-01T12:00:00Z"}
    router.on("GET", f"{PROJECT}/quality/suites/s/versions?limit=200", Reply(200, {"items": [version]}))
    assert run("quality", "suites", "s")[1].splitlines()[1].split()[:3] == ["s", "1", "3"]

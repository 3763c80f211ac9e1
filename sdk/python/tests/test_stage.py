from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

import plimsoll
from recording_server import RecordingServer


def test_logs_records_status_and_duration(connected: RecordingServer) -> None:
    with plimsoll.stage("etl", "load", run_id="run-7", tags={"day": "monday"}) as load:
        load.records_in = 10
        load.records_out = 8
    (event,) = connected.wait_for_events(1)
    assert (event["pipeline"], event["stage"], event["runId"], event["status"]) == ("etl", "load", "run-7", "ok")
    assert (event["recordsIn"], event["recordsOut"]) == (10, 8)
    assert event["durationMs"] >= 0
    assert "error" not in event


def test_marks_a_stage_that_raises_as_failed_and_lets_the_exception_go_on(connected: RecordingServer) -> None:
    with pytest.raises(OSError, match="disk"), plimsoll.stage("etl", "load"):
        raise OSError("disk full")
    (event,) = connected.wait_for_events(1)
    assert event["status"] == "failed"
    assert event["error"] == {"kind": "OSError", "message": "disk full"}


def test_a_stage_may_fail_without_an_exception(connected: RecordingServer) -> None:
    with plimsoll.stage("etl", "check") as check:
        check.fail("too_few_rows", "3 rows, at least 10 are expected")
    (event,) = connected.wait_for_events(1)
    assert event["error"] == {"kind": "too_few_rows", "message": "3 rows, at least 10 are expected"}


def test_inner_stages_of_a_pipeline_share_its_run(connected: RecordingServer) -> None:
    with plimsoll.stage("etl", "all"):
        with plimsoll.stage("etl", "extract"):
            pass
        with plimsoll.stage("other", "extract"):
            pass
    with plimsoll.stage("etl", "all"):
        pass
    runs = [event["runId"] for event in connected.wait_for_events(4)]
    extract, other, outer, later = runs
    assert extract == outer
    assert len({other, outer, later}) == 3


def test_wrong_counts_are_counted_and_do_not_raise(connected: RecordingServer) -> None:
    with plimsoll.stage("etl", "load") as load:
        load.records_in = -1
    with plimsoll.stage("", "load"):
        pass
    assert plimsoll.statistics().refused == {"wrong_type": 2}


def test_a_stage_says_within_which_stage_and_run_it_ran(connected: RecordingServer) -> None:
    with plimsoll.stage("nightly", "all", parent_run_id="airflow-7") as nightly:
        with plimsoll.stage("nightly", "load"):
            pass
        with plimsoll.stage("scoring", "score") as scoring:
            pass
    load, score, whole = connected.wait_for_events(3)
    assert (load["runId"], load["parentStage"], load["parentRunId"]) == (nightly.run_id, "all", "airflow-7")
    assert (score["runId"], score["parentStage"], score["parentRunId"]) == (scoring.run_id, "all", nightly.run_id)
    assert (whole["parentRunId"], whole.get("parentStage")) == ("airflow-7", None)


def test_tasks_do_not_mix_up_their_stages(connected: RecordingServer) -> None:
    async def work(name: str) -> str:
        async with plimsoll.stage("etl", name) as outer:
            await asyncio.sleep(0)
            async with plimsoll.stage("etl", f"{name}.inner") as inner:
                await asyncio.sleep(0)
                assert inner.run_id == outer.run_id
        return outer.run_id

    async def main() -> list[str]:
        return await asyncio.gather(*(work(name) for name in ("a", "b", "c")))

    assert len(set(asyncio.run(main()))) == 3
    parents = {event["stage"]: event.get("parentStage") for event in connected.wait_for_events(6)}
    assert parents == {"a": None, "b": None, "c": None, "a.inner": "a", "b.inner": "b", "c.inner": "c"}


def test_each_call_of_a_decorated_function_is_a_run_of_the_stage(connected: RecordingServer) -> None:
    @plimsoll.stage("etl", "load")
    def load(count: int) -> int:
        if count < 0:
            raise ValueError("count")
        return count

    @plimsoll.stage("etl", "fetch")
    async def fetch() -> str:
        return "it"

    @plimsoll.stage("etl", "read")
    def read() -> Iterator[int]:
        yield from (1, 2)

    assert (load(1), asyncio.run(fetch()), list(read())) == (1, "it", [1, 2])
    with pytest.raises(ValueError, match="count"):
        load(-1)
    events = connected.wait_for_events(4)
    assert [(event["stage"], event["status"]) for event in events] == [
        ("load", "ok"),
        ("fetch", "ok"),
        ("read", "ok"),
        ("load", "failed"),
    ]
    assert len({event["runId"] for event in events}) == 4

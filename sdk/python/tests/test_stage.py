from __future__ import annotations

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

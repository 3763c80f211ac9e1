"""The functions of the package as seen from the server."""

from __future__ import annotations

import datetime
import logging
import uuid
from typing import Any

import pytest

import plimsoll
from recording_server import RecordingServer, Reply


def test_prediction_and_feedback_share_an_id(connected: RecordingServer) -> None:
    prediction_id = plimsoll.log_prediction(
        "churn", {"age": 41, "plan": "pro"}, {"label": 1}, version=3, latency_ms=1.5, tags={"region": "eu", "shard": 2}
    )
    plimsoll.log_feedback(prediction_id, 0, model="churn")
    prediction, feedback = connected.wait_for_events(2)
    assert prediction["type"] == "prediction"
    assert prediction["id"] == prediction_id
    assert prediction["features"] == {"age": 41, "plan": "pro"}
    assert prediction["prediction"] == {"label": 1}
    assert (prediction["version"], prediction["latencyMs"]) == ("3", 1.5)
    assert prediction["tags"] == {"region": "eu", "shard": "2"}
    assert feedback["predictionId"] == prediction_id
    assert feedback["actual"] == {"value": 0}
    assert connected.requests[0].headers["authorization"] == "Bearer plm_test"


def test_metric_and_error_carry_what_they_were_given(connected: RecordingServer) -> None:
    plimsoll.metric("queue.depth", 12, kind="distribution")
    try:
        raise KeyError("missing")  # noqa: TRY301
    except KeyError as problem:
        plimsoll.log_error(problem, model="churn")
    plimsoll.log_error("timeout", "the store did not answer", pipeline="etl")
    metric, first, second = connected.wait_for_events(3)
    assert (metric["name"], metric["value"], metric["kind"]) == ("queue.depth", 12, "distribution")
    assert (first["kind"], first["message"], first["model"]) == ("KeyError", "'missing'", "churn")
    assert "test_logging.py" in first["stack"]
    assert (second["kind"], second["message"], second["pipeline"]) == ("timeout", "the store did not answer", "etl")


def test_takes_the_id_and_the_time_that_the_caller_gives(connected: RecordingServer) -> None:
    given = uuid.uuid4()
    zone = datetime.timezone(datetime.timedelta(hours=2))
    moment = datetime.datetime(2026, 5, 1, 12, 0, tzinfo=zone)
    assert plimsoll.log_prediction("m", {}, 1, id=given, occurred_at=moment) == str(given)
    assert plimsoll.last_prediction_id() == str(given)
    (event,) = connected.wait_for_events(1)
    assert event["id"] == str(given)
    assert event["occurredAt"] == "2026-05-01T10:00:00.000000Z"


def test_logs_the_value_as_it_was_when_it_was_logged(connected: RecordingServer) -> None:
    features = {"x": 1}
    plimsoll.log_prediction("m", features, 1)
    features["x"] = 2
    (event,) = connected.wait_for_events(1)
    assert event["features"] == {"x": 1}


class _Explosive:
    def __float__(self) -> float:
        raise RuntimeError("boom")

    def item(self) -> Any:
        raise RuntimeError("boom")


def test_bad_arguments_are_counted_and_said_once_and_never_raise(
    connected: RecordingServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "plimsoll"):
        for _ in range(3):
            plimsoll.log_prediction("Not A Name", {}, 1)
        plimsoll.log_prediction("m", "no mapping", 1)  # type: ignore[arg-type]
        plimsoll.log_prediction("m", {"x": float("inf")}, 1)
        plimsoll.log_prediction("m", {"x": _Explosive()}, 1)
        plimsoll.log_prediction("m", {f"f{i}": 1 for i in range(513)}, 1)
        plimsoll.log_prediction("m", {"x": "y" * 300_000}, 1)
        plimsoll.log_feedback("no uuid", 1, model="m")
        plimsoll.metric("m", "NaN")  # type: ignore[arg-type]
        plimsoll.metric("m", 1, kind="odd")
        plimsoll.metric("m", 1, occurred_at="yesterday")  # type: ignore[arg-type]
        plimsoll.log_prediction("m", {}, 1, tags={f"t{i}": 1 for i in range(17)})
        assert plimsoll.flush()
    statistics = plimsoll.statistics()
    assert statistics.refused == {
        "invalid_name": 3,
        "wrong_type": 5,
        "not_finite": 1,
        "too_many_features": 1,
        "event_too_large": 1,
        "invalid_id": 1,
    }
    assert statistics.dropped == {"internal_error": 1}
    assert sum("invalid_name" in record.message for record in caplog.records) == 1
    assert "'Not A Name'" in caplog.text
    assert not connected.requests


def test_refusals_of_the_server_are_counted_by_code_and_said_once(
    connected: RecordingServer, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = {"index": 0, "id": None, "code": "occurred_at_out_of_range", "message": "occurredAt is 1999"}
    connected.behaviour = Reply(202, {"accepted": 0, "refused": [refusal]})
    with caplog.at_level(logging.WARNING, "plimsoll"):
        for _ in range(2):
            plimsoll.metric("m", 1)
            assert plimsoll.flush()
    assert plimsoll.statistics().refused == {"occurred_at_out_of_range": 2}
    assert len(caplog.records) == 1
    assert "occurredAt is 1999" in caplog.text


def test_one_refused_event_does_not_stop_the_others(connected: RecordingServer) -> None:
    connected.next_replies.append(
        lambda request: Reply(
            202,
            {"accepted": len(request.json()["events"]) - 1, "refused": [{"index": 0, "code": "x", "message": "y"}]},
        )
    )
    for value in range(3):
        plimsoll.metric("m", value)
    assert plimsoll.flush()
    statistics = plimsoll.statistics()
    assert (statistics.accepted, statistics.refused) == (2, {"x": 1})


def test_a_request_of_which_every_event_is_refused_is_settled(connected: RecordingServer) -> None:
    refused = [{"index": 0, "id": None, "code": "missing_field", "message": "model is missing"}]
    connected.behaviour = Reply(400, {"code": "all_events_refused", "refused": refused})
    plimsoll.metric("m", 1)
    assert plimsoll.flush()
    assert plimsoll.statistics().refused == {"missing_field": 1}
    assert len(connected.requests) == 1

"""What leaves the process, and what does not."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import zlib
from typing import Any

import pytest

import plimsoll
from plimsoll import quality
from plimsoll._privacy import Sampling
from recording_server import RecordingServer

SECRET = "alice@example.org"


def sent(server: RecordingServer) -> str:
    assert plimsoll.flush()
    return json.dumps(server.events)


def begin(server: RecordingServer, **options: Any) -> None:
    plimsoll.init(server.url, "plm_key", flush_interval=0.01, **options)


def test_masked_names_are_left_out_of_features_outputs_feedback_and_tags(connected: RecordingServer) -> None:
    begin(connected, mask=["email", "*_name"])
    row = {"email": SECRET, "First_Name": "Alice", "age": 41}
    prediction = plimsoll.log_prediction(
        "m", row, {"label": 1, "email": SECRET}, tags={"email": SECRET, "region": "eu"}
    )
    plimsoll.log_feedback(prediction, {"label": 0, "email": SECRET}, model="m")
    plimsoll.metric("n", 1, tags={"last_name": "Liddell", "region": "eu"})
    text = sent(connected)
    first, feedback, metric = connected.events
    assert (first["features"], first["prediction"], first["tags"]) == ({"age": 41}, {"label": 1}, {"region": "eu"})
    assert (feedback["actual"], metric["tags"]) == ({"label": 0}, {"region": "eu"})
    assert not any(each in text for each in (SECRET, "Alice", "Liddell"))


def test_hashed_names_keep_what_is_equal_equal_and_what_is_missing_missing(
    connected: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLIMSOLL_HASH_KEY", "k")
    begin(connected, hash=["email"])
    for email in (SECRET, SECRET, "bob@example.org", None):
        plimsoll.log_prediction("m", {"email": email}, 1)
    assert SECRET not in sent(connected)
    one, same, other, missing = (event["features"]["email"] for event in connected.events)
    expected = hmac.new(b"k", f"email\0{SECRET}".encode(), hashlib.sha256).hexdigest()[:16]
    assert one == same == f"h:{expected}"
    assert other not in (one, None)
    assert missing is None


def test_where_something_is_hidden_the_texts_of_errors_are_too(connected: RecordingServer) -> None:
    begin(connected, mask="email")

    @plimsoll.monitor(model="m")
    def fail(email: str) -> int:
        raise ValueError(f"no such user: {email}")

    with pytest.raises(ValueError, match=SECRET):
        fail(SECRET)
    with pytest.raises(ValueError, match=SECRET), plimsoll.stage("p", "s"):
        raise ValueError(SECRET)
    plimsoll.log_error(ValueError(SECRET))
    assert SECRET not in sent(connected)
    call, stage, error = connected.events
    assert call["error"] == stage["error"] == {"kind": "ValueError", "message": "[hidden]"}
    assert (error["kind"], error["message"], error["stack"]) == ("ValueError", "[hidden]", "[hidden]")
    assert error["fingerprint"]


def test_profiles_of_batches_leave_hidden_columns_out(connected: RecordingServer) -> None:
    begin(connected, mask=["email"], hash=["city"])
    rows = [{"email": f"{number % 3}@example.org", "city": "Oxford", "age": number} for number in range(200)]
    plimsoll.check(rows, [quality.expect.in_set("email", ["x@example.org"])], dataset="users", samples="plain")
    text = sent(connected)
    assert "example.org" not in text
    assert "Oxford" not in text
    (batch,) = connected.events
    assert [column["name"] for column in batch["columns"]] == ["age"]
    assert batch["results"][0]["passed"] is False


def test_the_hook_sees_each_event_and_its_answer_is_what_is_sent(connected: RecordingServer) -> None:
    seen: list[str] = []

    def hook(event: dict[str, Any]) -> dict[str, Any] | None:
        seen.append(event["type"])
        if event["type"] == "metric":
            return None
        return {**event, "features": {"age": event["features"]["age"] // 10 * 10}}

    begin(connected, before_send=hook)
    plimsoll.log_prediction("m", {"age": 41, "email": SECRET}, 1)
    plimsoll.metric("n", 1)
    assert SECRET not in sent(connected)
    assert seen == ["prediction", "metric"]
    assert [event["features"] for event in connected.events] == [{"age": 40}]
    assert plimsoll.statistics().dropped == {"held_back": 1}


@pytest.mark.parametrize(
    "hook",
    [
        lambda event: 1 / 0,
        lambda event: "no event",
        lambda event: {**event, "id": "another"},
        lambda event: {**event, "features": {"x": object()}},
    ],
)
def test_a_hook_that_fails_lets_nothing_out_and_does_not_raise(
    connected: RecordingServer, hook: Any, caplog: pytest.LogCaptureFixture
) -> None:
    begin(connected, before_send=hook)
    with caplog.at_level(logging.WARNING, "plimsoll"):
        plimsoll.log_prediction("m", {"email": SECRET}, 1)
    assert plimsoll.flush()
    assert not connected.requests
    assert sum(plimsoll.statistics().dropped.values()) == 1
    assert SECRET not in caplog.text


def test_a_share_of_the_predictions_is_kept_each_with_its_feedback(connected: RecordingServer) -> None:
    begin(connected, sample=0.25)
    for number in range(2_000):
        prediction = plimsoll.log_prediction("m", {}, number)
        plimsoll.log_feedback(prediction, number, model="m")
    plimsoll.metric("always", 1)
    assert plimsoll.flush()
    predictions = {event["id"] for event in connected.events if event["type"] == "prediction"}
    feedback = {event["predictionId"] for event in connected.events if event["type"] == "feedback"}
    # 2,000 rows at 0.25: a share outside of these bounds comes about once in a million runs.
    assert 400 < len(predictions) < 600
    assert predictions == feedback
    assert plimsoll.statistics().dropped == {"sampled": 2 * (2_000 - len(predictions))}
    assert [event["name"] for event in connected.events if event["type"] == "metric"] == ["always"]


def test_rates_by_model_and_by_id_are_the_same_in_every_process() -> None:
    sampling = Sampling.of({"rare": 0.0, "half": 0.5})
    assert sampling is not None
    assert not sampling.keeps("rare", "x")
    assert sampling.keeps("another", "x")
    ids = [f"row-{number}" for number in range(100)]
    assert [sampling.keeps("half", row) for row in ids] == [zlib.crc32(row.encode()) < 1 << 31 for row in ids]
    assert Sampling.of(1.0) is None


@pytest.mark.parametrize("options", [{"sample": 1.5}, {"sample": "x"}, {"compression": "rar"}])
def test_wrong_options_turn_logging_off_and_do_not_raise(
    options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "plimsoll"):
        plimsoll.init("http://127.0.0.1:9", "plm_key", **options)
    assert "wrong values" in caplog.text
    assert plimsoll.log_prediction("m", {}, 1)
    assert plimsoll.statistics().dropped == {"not_initialised": 1}


def test_sampled_out_predictions_are_no_warning(connected: RecordingServer, caplog: pytest.LogCaptureFixture) -> None:
    begin(connected, sample=0)
    with caplog.at_level(logging.WARNING, "plimsoll"):
        assert plimsoll.log_prediction("m", {}, 1) == plimsoll.last_prediction_id()
    assert not caplog.records
    assert plimsoll.statistics().dropped == {"sampled": 1}

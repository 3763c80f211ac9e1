"""A prediction is kept as it was when it was logged; JSON is made of it later, where its caller does not wait."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import threading
from typing import Any, Callable

import pytest

import plimsoll
from plimsoll import _events
from plimsoll._events import Draft, Event
from plimsoll._shapes import Shapes
from plimsoll._values import BadValueError
from recording_server import DEADLINE, RecordingServer, Reply

ID = "01234567-89ab-7000-8000-000000000001"
MOMENT = datetime.datetime(2026, 5, 1, tzinfo=datetime.timezone.utc)


def draft(features: Any, outputs: Any = 1, **more: Any) -> Draft:
    queued = _events.prediction("m", features, outputs, id=ID, **more)
    assert isinstance(queued, Draft)
    return queued


def test_keeps_what_it_was_given_as_it_was() -> None:
    features: dict[str, Any] = {"x": 1, "city": "Köln"}
    outputs = {"label": 0}
    kept = draft(features, outputs)
    features.update(x=2, y=3)
    outputs.clear()
    event = json.loads(kept.encode())
    assert event["features"] == {"x": 1, "city": "Köln"}
    assert event["prediction"] == {"label": 0}


def test_names_of_features_are_said_once() -> None:
    names = [f"feature_of_the_customer_{place}" for place in range(20)]
    first, second = (draft(dict.fromkeys(names, value)) for value in (1.5, 2.5))
    assert len(second) < sum(map(len, names))
    assert json.loads(first.encode())["features"] == dict.fromkeys(names, 1.5)
    assert json.loads(second.encode())["features"] == dict.fromkeys(names, 2.5)


def test_same_names_in_another_order_are_told_apart() -> None:
    assert list(json.loads(draft({"a": 1, "b": 2}).encode())["features"].items()) == [("a", 1), ("b", 2)]
    assert list(json.loads(draft({"b": 2, "a": 1}).encode())["features"].items()) == [("b", 2), ("a", 1)]


def test_ever_new_names_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = Shapes(most_names=8)
    monkeypatch.setattr(_events, "_shapes", shapes)
    kept = [draft({f"only_{number}": number}) for number in range(shapes.MOST + 50)]
    assert [json.loads(each.encode())["features"] for each in kept] == [
        {f"only_{number}": number} for number in range(shapes.MOST + 50)
    ]
    assert len(shapes._texts) == shapes.MOST


class Colour(str, enum.Enum):
    """A member is a text that differs from what `str` makes of it."""

    RED = "RED"


def test_a_name_is_its_text_whoever_used_it_before() -> None:
    for _ in range(2):
        event = _events.prediction("m", {Colour.RED: 1}, 1, id=ID)
        assert json.loads(event.encode() if isinstance(event, Draft) else event)["features"] == {"RED": 1}
        draft({"RED": 1})


class Named(dict):  # type: ignore[type-arg]
    """Not a plain dict: what it answers is for its own code to say."""


@pytest.mark.parametrize(
    "features",
    [
        {"x": [1]},
        {"x": decimal.Decimal(1)},
        {"x": datetime.date(2026, 1, 1)},
        {"x": type("I", (int,), {})(1)},
        Named(x=1),
    ],
)
def test_encodes_at_once_what_is_not_plain(features: Any) -> None:
    try:
        assert type(_events.prediction("m", features, 1, id=ID)) is Event
    except BadValueError as problem:
        assert problem.code == "wrong_type"  # noqa: PT017


@pytest.mark.parametrize(
    ("features", "outputs", "more"),
    [
        ({}, 1, {}),
        ({"a": 1.1, "b": 10**40, "c": None, "d": True, "e": 'ü"\\\n\u2028\U0001f600\ud800'}, "late", {"version": 3}),
        ({"a": float("nan")}, {"p": float("nan")}, {"latency_ms": 2.5, "version": "v1"}),
    ],
)
def test_is_the_event_that_is_encoded_at_once(features: Any, outputs: Any, more: dict[str, Any]) -> None:
    kept = draft(features, outputs, occurred_at=MOMENT, **more)
    at_once = _events.prediction("m", features, outputs, id=ID, occurred_at=MOMENT, is_urgent=True, **more)
    assert type(at_once) is Event
    assert kept.encode() == at_once
    assert kept.encode().id == ID


def test_happened_when_it_was_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 1_700_000_000_123_456_789)
    kept = draft({})
    monkeypatch.undo()
    assert json.loads(kept.encode())["occurredAt"] == "2023-11-14T22:13:20.123456Z"


def test_costs_the_queue_about_what_its_json_would() -> None:
    kept = draft({f"f{place}": place * 1.1 for place in range(20)})
    assert len(kept.encode()) / 3 < len(kept) < len(kept.encode()) * 3


def test_one_that_cannot_be_sent_costs_no_other(connected: RecordingServer) -> None:
    for value in (1.0, float("inf"), 2.0):
        plimsoll.log_prediction("m", {"x": value}, 1)
    assert plimsoll.flush(DEADLINE)
    assert [event["features"]["x"] for event in connected.events] == [1.0, 2.0]
    assert plimsoll.statistics().refused == {"not_finite": 1}


def test_one_that_python_itself_cannot_write_costs_no_other(
    connected: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode: Callable[..., Event] = _events._plain_prediction

    def failing(*held: Any) -> Event:
        if {"x": 2} in held:
            raise ValueError("Exceeds the limit for integer string conversion")
        return encode(*held)

    monkeypatch.setattr(_events, "_plain_prediction", failing)
    for value in (1, 2, 3):
        plimsoll.log_prediction("m", {"x": value}, 1)
    assert plimsoll.flush(DEADLINE)
    assert [event["features"]["x"] for event in connected.events] == [1, 3]
    assert plimsoll.statistics().dropped == {"internal_error": 1}


def test_who_logs_faster_than_is_sent_encodes_himself(server: RecordingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def wait(request: object) -> Reply:
        assert let_go.wait(DEADLINE)
        return Reply(202, {"accepted": 1, "refused": []})

    server.next_replies.append(wait)
    encoded_by: list[str] = []
    encode: Callable[..., Event] = _events._plain_prediction

    def noted(*held: Any) -> Event:
        encoded_by.append(threading.current_thread().name)
        return encode(*held)

    monkeypatch.setattr(_events, "_plain_prediction", noted)
    plimsoll.init(server.url, "plm_test", flush_interval=0.01, queue_events=20, spill=False)
    plimsoll.log_prediction("m", {"x": -1}, 1)
    server.wait_for(lambda seen: len(seen.requests) == 1)
    for value in range(15):
        plimsoll.log_prediction("m", {"x": value}, 1)
    let_go.set()
    assert plimsoll.flush(DEADLINE)
    plimsoll.shutdown(DEADLINE)
    assert [event["features"]["x"] for event in server.events] == list(range(-1, 15))
    assert encoded_by.count(threading.current_thread().name) == 5
    assert encoded_by.count("plimsoll-sender") == 11

from __future__ import annotations

import datetime

import pandas
import pytest

from flight_delays import dataset
from flight_delays.replay import Clock, Flight, PendingLabels, batches, flights, parse_months, parse_speed

START = datetime.datetime(2013, 3, 1, 10, 0, tzinfo=datetime.UTC)


def minutes(count: float) -> datetime.timedelta:
    return datetime.timedelta(minutes=count)


def flight(after: float, flying: float | None = 60, late: int = 0, month: int = 3) -> Flight:
    scheduled = START + minutes(after)
    known = flying is not None
    return Flight(scheduled, month, {}, scheduled + minutes(flying or 0) if known else None, late if known else None)


def test_labels_come_in_the_order_of_landing_and_not_before() -> None:
    pending = PendingLabels()
    pending.add(flight(0, flying=300, late=1), "long")
    pending.add(flight(10, flying=60), "short")
    pending.add(flight(20, flying=None), "cancelled")
    assert list(pending.landed(START + minutes(69))) == []
    assert [label.prediction_id for label in pending.landed(START + minutes(70))] == ["short"]
    assert [(label.prediction_id, label.late) for label in pending.landed(START + minutes(300))] == [("long", 1)]
    assert len(pending) == 0


def test_the_rest_of_the_labels_comes_at_the_end() -> None:
    pending = PendingLabels()
    for number in (3, 1, 2):
        pending.add(flight(number), str(number))
    assert [label.prediction_id for label in pending.landed()] == ["1", "2", "3"]


def test_batches_keep_the_order_the_size_the_span_and_the_month() -> None:
    source = [flight(0), flight(1), flight(2), flight(50), flight(51), flight(52, month=4)]
    grouped = list(batches(source, size=2, span=minutes(30)))
    assert [[item.scheduled for item in batch] for batch in grouped] == [
        [START, START + minutes(1)],
        [START + minutes(2)],
        [START + minutes(50), START + minutes(51)],
        [START + minutes(52)],
    ]
    assert [len(batch) for batch in batches(source[:5], size=100)] == [5]
    assert list(batches([], size=5)) == []


def test_the_clock_waits_until_the_replay_has_reached_the_moment() -> None:
    now = 100.0
    pauses: list[float] = []
    clock = Clock(2.0, now=lambda: now, pause=pauses.append)
    clock.wait_for(START)
    clock.wait_for(START + datetime.timedelta(days=3))
    now = 101.0
    clock.wait_for(START + datetime.timedelta(days=3))
    now = 200.0
    clock.wait_for(START + datetime.timedelta(days=4))
    assert pauses == [1.5, 0.5]
    assert clock.span == datetime.timedelta(days=0.2)


def test_at_full_speed_the_clock_never_waits() -> None:
    pauses: list[float] = []
    clock = Clock(None, pause=pauses.append)
    clock.wait_for(START)
    clock.wait_for(START + datetime.timedelta(days=300))
    assert not pauses
    assert clock.span is None


def test_flights_of_the_real_data_depart_in_order_and_land_after_they_depart() -> None:
    frame = dataset.load()
    march = frame[frame["month"] == 3].head(6_000)
    replayed = list(flights(march))
    assert len(replayed) == 6_000
    assert [item.scheduled for item in replayed] == sorted(item.scheduled for item in replayed)
    landed = [item for item in replayed if item.landed is not None]
    assert all((item.landed is None) == (item.late is None) for item in replayed)
    assert 0 < len(replayed) - len(landed) < 600
    # Some flights leave a little before their time, none arrives before it has left.
    assert all(item.landed is not None and item.landed > item.scheduled for item in landed)
    assert set(replayed[0].features) == set(dataset.FEATURES)
    assert all(not isinstance(value, float) or value == value for value in replayed[0].features.values())  # noqa: PLR0124


def test_a_flight_without_arrival_has_no_truth() -> None:
    frame = dataset.load().query("late.isna()").head(1)
    (only,) = flights(frame)
    assert (only.landed, only.late) == (None, None)
    assert pandas.isna(frame["landed"].iloc[0])


@pytest.mark.parametrize(("text", "expected"), [("3-5", [3, 4, 5]), ("12", [12]), ("7, 3,4-5", [3, 4, 5, 7])])
def test_reads_months(text: str, expected: list[int]) -> None:
    assert parse_months(text) == expected


@pytest.mark.parametrize("text", ["", "1-3", "13", "x", "5-", "5-4x"])
def test_refuses_wrong_months(text: str) -> None:
    if text == "5-":
        assert parse_months(text) == [5]
        return
    with pytest.raises(ValueError, match="months"):
        parse_months(text)


def test_reads_speeds() -> None:
    assert parse_speed("max") is None
    assert parse_speed("0.5") == 0.5
    for text in ("0", "-1", "fast", "inf", "nan"):
        with pytest.raises(ValueError, match="speed"):
            parse_speed(text)

"""The replay, its bar and what it says at the end."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from server_twin import PROJECT, ServerTwin

from flight_delays.progress import Progress
from flight_delays.replay import Clock, Flight
from flight_delays.run import Replay
from flight_delays.service import Credentials, Service, ServiceError
from flight_delays.watch import (
    DriftWatch,
    describe_alert,
    describe_notification,
    wait_for_alerts,
    wait_for_notifications,
)

START = datetime.datetime(2013, 3, 1, 10, 0, tzinfo=datetime.UTC)


class Labels:
    """Takes the labels in place of the SDK, into the same log as the requests."""

    def __init__(self, twin: ServerTwin) -> None:
        self._twin = twin

    def __call__(self, prediction_id: str, actual: dict[str, int], *, model: str) -> None:
        self._twin.happened.append(("label", actual["label"]))


@pytest.fixture
def stage() -> Iterator[ServerTwin]:
    twin = ServerTwin()
    twin.start()
    yield twin
    twin.stop()


@pytest.fixture
def service(stage: ServerTwin) -> Iterator[Service]:
    credentials = Credentials(stage.url, f"{stage.url}/git", "acme", "flights", "plm_x", None, None)
    service = Service(credentials, pause=lambda _: None)
    yield service
    service.close()


def flight(number: int, flying: int | None, late: int = 0, month: int = 3) -> Flight:
    scheduled = START + datetime.timedelta(hours=number)
    landed = None if flying is None else scheduled + datetime.timedelta(hours=flying)
    return Flight(scheduled, month, {"number": number}, landed, None if flying is None else late)


def drift(verdict: str, psi: float | None) -> tuple[int, Any]:
    return 200, {"features": [{"name": "temp", "verdict": verdict, "psi": psi}]}


def test_sends_each_label_before_the_first_request_after_the_landing(stage: ServerTwin, service: Service) -> None:
    stage.answers[f"{PROJECT}/models/flight-delays/drift"] = [drift("drifted", 1.2)]
    out = io.StringIO()
    watch = DriftWatch(service, "flight-delays")
    replay = Replay(service, "flight-delays", Clock(None), Progress(6, out), watch, Labels(stage))
    sequence = [
        flight(0, flying=5, late=1),
        flight(1, flying=1),
        flight(2, flying=None),
        flight(3, flying=1),
        flight(4, flying=9, late=1, month=4),
    ]
    outcome = replay.run(sequence, batch_size=2)
    assert stage.happened == [
        ("rows", [{"number": 0}, {"number": 1}]),
        ("label", 0),
        ("rows", [{"number": 2}, {"number": 3}]),
        ("label", 0),
        ("rows", [{"number": 4}]),
        ("label", 1),
        ("label", 1),
    ]
    assert (outcome.rows, outcome.labels) == (5, 4)
    assert [(month.month, month.rows, month.landed, month.late) for month in outcome.months] == [
        (3, 4, 3, 1),
        (4, 1, 1, 1),
    ]
    assert out.getvalue().splitlines() == [
        "Mar  4 flights, predicted late 25.0%, were late 33.3%; drifted: temp",
        "Apr  1 flights, predicted late 25.0%, were late 100.0%; drifted: temp",
    ]


def test_a_server_that_is_briefly_away_is_asked_again_with_the_same_ids(stage: ServerTwin, service: Service) -> None:
    path = "/v2/models/flight-delays/predict"
    stage.answers[path] = [(503, {"error": "starting"}), (200, {"predictions": [{"id": "a"}]})]
    assert service.predict("flight-delays", [{}], ["a"]) == [{"id": "a"}]


def test_a_refusal_says_why_and_is_not_repeated(stage: ServerTwin, service: Service) -> None:
    stage.answers["/v2/models/flight-delays/predict"] = [(400, {"error": "missing feature `temp`"}), (200, {})]
    with pytest.raises(ServiceError, match="missing feature `temp`"):
        service.predict("flight-delays", [{}], ["a"])


def test_a_server_that_stays_away_ends_the_wait_with_its_last_word(stage: ServerTwin, service: Service) -> None:
    stage.answers["/v2/models/flight-delays/predict"] = [(503, {"error": "Kafka is away"})]
    with pytest.raises(ServiceError, match=r"stays away.*Kafka is away"):
        service.predict("flight-delays", [{}], ["a"])


def ticking() -> Callable[[], float]:
    seconds = iter(range(1_000))
    return lambda: float(next(seconds))


def test_the_watch_looks_seldom_and_tells_the_state_in_a_few_words(stage: ServerTwin, service: Service) -> None:
    path = f"{PROJECT}/models/flight-delays/drift"
    stage.answers[path] = [drift("too_few_rows", None), drift("stable", 0.1), drift("drifted", 1.234)]
    now = 0.0
    watch = DriftWatch(service, "flight-delays", now=lambda: now)
    seen = []
    for moment in (0.0, 1.0, 3.0, 6.0):
        now = moment
        watch.look()
        seen.append(watch.text())
    assert seen == [
        "drift: too few rows yet",
        "drift: too few rows yet",
        "drift: none of 1",
        "drift: 1 of 1, temp PSI 1.23",
    ]


def test_waits_for_the_drift_alert_and_for_its_mail(stage: ServerTwin, service: Service) -> None:
    errors, drifted = {"id": "1", "rule": "errors"}, {"id": "2", "rule": "drift"}
    stage.answers[f"{PROJECT}/alerts?state=firing&model=flight-delays"] = [
        (200, {"items": [errors]}),
        (200, {"items": [errors, drifted]}),
    ]
    alerts = wait_for_alerts(service, "flight-delays", 60, now=ticking(), pause=lambda _: None)
    assert alerts == [errors, drifted]
    mail = {"alertId": "2", "recipient": "ada@example.com", "state": "pending"}
    sent = {**mail, "state": "sent", "sentAt": "2026-05-01T10:00:00Z"}
    stage.answers[f"{PROJECT}/notifications?limit=200"] = [(200, {"items": [mail]}), (200, {"items": [sent]})]
    assert wait_for_notifications(service, alerts, now=ticking(), pause=lambda _: None) == [sent]


def test_stops_waiting_for_an_alert_that_does_not_come(stage: ServerTwin, service: Service) -> None:
    stage.answers[f"{PROJECT}/alerts?state=firing&model=flight-delays"] = [(200, {"items": []})]
    assert wait_for_alerts(service, "flight-delays", 5, now=ticking(), pause=lambda _: None) == []


def test_describes_alerts_and_mails() -> None:
    feature = {"name": "temp", "psi": 3.2, "threshold": 0.2, "noise": 0.004}
    alert = {
        "severity": "critical",
        "title": "3 features drifted",
        "summary": "temp moved most",
        "advice": ["Retrain on newer data."],
        "evidence": {"against": "baseline.csv", "rows": 9_000, "features": [feature]},
    }
    assert describe_alert(alert) == [
        "[critical] 3 features drifted",
        "  temp moved most",
        "  against baseline.csv, from 9000 rows",
        "  temp           PSI 3.20 (threshold 0.20, noise 0.004)",
        "  -> Retrain on newer data.",
    ]
    held = {"recipient": "ada@example.com", "state": "held", "reason": "no SMTP server is configured"}
    assert describe_notification(held) == "mail to ada@example.com: held (no SMTP server is configured)"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_overwrites_itself_on_a_terminal_and_keeps_months() -> None:
    out = Terminal()
    progress = Progress(200, out, now=ticking())
    progress.show("Mar 01", 100, "drift: none of 12")
    progress.say("Mar  done")
    assert out.getvalue().count("\r\x1b[2K") == 2
    assert " 50%" in out.getvalue()
    assert out.getvalue().endswith("Mar  done\n")


def test_a_file_gets_a_line_every_ten_seconds() -> None:
    out = io.StringIO()
    progress = Progress(100, out, now=ticking())
    for rows in range(1, 31):
        progress.show("Mar 01", rows, "drift: none of 12")
    assert len(out.getvalue().splitlines()) == 3
    assert "\r" not in out.getvalue()

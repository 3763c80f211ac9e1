"""Straight to Kafka: signatures, and what becomes of a batch that Kafka does not take."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import plimsoll
from plimsoll import _events, _options
from plimsoll._backoff import Backoff
from plimsoll._buffer import Limits
from plimsoll._delivery import Again, Hopeless, Settled, TooLarge
from plimsoll._kafka import KafkaDelivery
from plimsoll._ledger import Ledger
from plimsoll._sender import Sender
from plimsoll._signing import Signer
from recording_server import DEADLINE, RecordingServer

GOLDEN = Path(__file__).resolve().parents[3] / "contract" / "golden" / "signature.json"


class Error:
    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name


class Broker:
    """Stands in for confluent_kafka's producer and the brokers behind it; `failures` are for the next records."""

    def __init__(self) -> None:
        self.failures: list[str | None] = []
        self.records: list[tuple[str, bytes, dict[str, bytes]]] = []
        self.settings: dict[str, Any] = {}
        self.is_silent = False
        self._unacknowledged: list[tuple[str | None, Callable[[Any, Any], None]]] = []

    def __call__(self, settings: dict[str, Any]) -> Broker:
        self.settings = settings
        return self

    def produce(self, topic: str, value: bytes, headers: list[tuple[str, bytes]], on_delivery: Any) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is None:
            self.records.append((topic, value, dict(headers)))
        self._unacknowledged.append((failure, on_delivery))

    def flush(self, timeout: float) -> int:
        if self.is_silent:
            return len(self._unacknowledged)
        for failure, on_delivery in self._unacknowledged:
            on_delivery(None if failure is None else Error(failure), None)
        self._unacknowledged.clear()
        return 0

    def purge(self) -> None:
        self._unacknowledged.clear()


def test_signs_as_every_other_language_does() -> None:
    cases = json.loads(GOLDEN.read_text("utf-8"))["cases"]
    for case in cases:
        signer = Signer(case["apiKey"])
        assert signer.id.hex() == case["signer"]
        if case["project"] is None:
            headers = dict(signer.headers(case["value"].encode(), case["signedAtMillis"]))
            assert headers["signature"].hex() == case["signature"], case["name"]
            assert int.from_bytes(headers["signed-at"], "big") == case["signedAtMillis"]


def test_the_key_is_in_no_record() -> None:
    broker = Broker()
    delivery = KafkaDelivery({"bootstrap.servers": "x"}, "plm_secret", producer=broker)
    sent = _events.metric("m", 1)
    assert delivery.send([sent], 1.0) == Settled(1, ())
    ((topic, value, headers),) = broker.records
    assert (topic, value) == ("plimsoll.direct", sent.payload)
    assert headers["signer"] == Signer("plm_secret").id
    assert b"plm_secret" not in b"".join([value, *headers.values()])
    assert broker.settings["enable.idempotence"] is True
    assert broker.settings["bootstrap.servers"] == "x"


@pytest.mark.parametrize(
    ("failures", "outcome"),
    [
        (["_MSG_TIMED_OUT"], Again("Kafka says _MSG_TIMED_OUT", 0.0, away=True)),
        ([None, "MSG_SIZE_TOO_LARGE"], TooLarge()),
    ],
)
def test_a_batch_of_which_one_record_failed_is_not_settled(failures: list[str | None], outcome: object) -> None:
    broker = Broker()
    broker.failures = failures
    delivery = KafkaDelivery({}, "plm_x", producer=broker)
    assert delivery.send([_events.metric("m", 1), _events.metric("m", 2)], 1.0) == outcome


def test_a_refusal_says_what_to_do() -> None:
    broker = Broker()
    broker.failures = ["TOPIC_AUTHORIZATION_FAILED"]
    outcome = KafkaDelivery({}, "plm_x", producer=broker).send([_events.metric("m", 1)], 1.0)
    assert isinstance(outcome, Hopeless)
    assert "check its rights" in outcome.message


def test_what_is_not_acknowledged_in_time_is_sent_again_with_its_id() -> None:
    broker, ledger = Broker(), Ledger()
    broker.is_silent = True
    delivery = KafkaDelivery({}, "plm_x", producer=broker)
    sender = Sender(delivery, ledger, Limits(), 0.01, backoff=Backoff(0.01))
    sent = _events.metric("m", 1)
    sender.put(sent)
    assert not sender.flush(0.05)
    broker.is_silent = False
    assert sender.flush(DEADLINE)
    sender.close(DEADLINE)
    sender.join()
    assert len(broker.records) > 1
    assert {value for _, value, _ in broker.records} == {sent.payload}
    assert ledger.statistics(0).accepted == 1


def test_without_the_package_events_go_over_http(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(*_: Any) -> KafkaDelivery:
        raise ImportError("confluent_kafka")

    monkeypatch.setattr(_options, "KafkaDelivery", missing)
    with caplog.at_level(logging.WARNING, "plimsoll"):
        plimsoll.init(server.url, "plm_x", kafka="127.0.0.1:9")
    plimsoll.metric("m", 1)
    server.wait_for_events(1)
    plimsoll.shutdown()
    assert "plimsoll[kafka]" in caplog.text


def test_the_real_client_says_that_no_broker_answers(spill: Path, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("confluent_kafka")
    with caplog.at_level(logging.WARNING, "plimsoll"):
        plimsoll.init("http://127.0.0.1:9", "plm_x", kafka="127.0.0.1:9")
        plimsoll.metric("m", 1)
        plimsoll.shutdown(0.5)
    assert plimsoll.statistics().dropped == {}
    assert list(spill.rglob("*.events"))

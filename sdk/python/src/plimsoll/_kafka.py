"""The way straight to Kafka: each event is a record of its own, signed with the API key's secret."""

from __future__ import annotations

import importlib
import time
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from plimsoll._delivery import Again, Hopeless, Outcome, Settled, TooLarge
from plimsoll._events import Event
from plimsoll._signing import Signer

TOPIC = "plimsoll.direct"

# What the promises of the SDK rest on cannot be chosen.
_FIXED: dict[str, Any] = {"enable.idempotence": True, "acks": "all"}
_DEFAULTS: dict[str, Any] = {"client.id": "plimsoll-python", "compression.type": "lz4", "linger.ms": 5}
_HOPELESS = ("TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED")
_TOO_LARGE = "MSG_SIZE_TOO_LARGE"

# A producer that a forked child has inherited must not be touched, and not be collected either.
_abandoned: list[Any] = []


class KafkaDelivery:
    """Used by the sending thread only. A batch is settled when the brokers have acknowledged each of its records."""

    def __init__(
        self, settings: Mapping[str, Any], api_key: str, topic: str = TOPIC, producer: Callable[..., Any] | None = None
    ) -> None:
        self._settings = {**_DEFAULTS, **settings, **_FIXED}
        self._signer = Signer(api_key)
        self._topic = topic
        self._make = producer or importlib.import_module("confluent_kafka").Producer
        self._producer: Any = None

    def send(self, batch: Sequence[Event], timeout: float) -> Outcome:
        """Append the batch once."""
        if self._producer is None:
            self._producer = self._make(self._settings)
        failures: list[str] = []
        acknowledged = 0

        def note(error: Any, _: Any) -> None:
            nonlocal acknowledged
            if error is None:
                acknowledged += 1
            else:
                failures.append(str(error.name()))

        # Signed now and not when it was logged: an event may have waited for a day, and a signature ages in minutes.
        signed_at = time.time_ns() // 1_000_000
        try:
            for event in batch:
                headers = self._signer.headers(event.payload, signed_at)
                self._producer.produce(self._topic, event.payload, headers=headers, on_delivery=note)
            waiting = self._producer.flush(timeout)
        except BufferError:
            self._let_go()
            return Again("the producer's buffer is full", 0.0, away=True)
        except Exception as problem:  # noqa: BLE001
            # The client library says in exceptions of its own what it does not take, a record of too many bytes first.
            self._let_go()
            if _TOO_LARGE in str(problem):
                return TooLarge()
            return Again(f"{type(problem).__name__} from Kafka", 0.0, away=True)
        if waiting:
            # What has not been acknowledged in time may arrive all the same; it is sent again, and counts once.
            self._let_go()
            return Again("Kafka did not acknowledge in time", 0.0, away=True)
        return _judge(acknowledged, failures)

    def close(self) -> None:
        """Let go of the connection."""
        self._let_go()

    def abandon(self) -> None:
        """Let go of the producer in a forked child, where it belongs to the parent."""
        if self._producer is not None:
            _abandoned.append(self._producer)
            self._producer = None

    def _let_go(self) -> None:
        if self._producer is not None:
            self._producer.purge()
            self._producer = None


def _judge(acknowledged: int, failures: list[str]) -> Outcome:
    if not failures:
        return Settled(acknowledged, ())
    if _TOO_LARGE in failures:
        return TooLarge()
    for name in failures:
        if name in _HOPELESS:
            return Hopeless(
                "kafka_refused",
                f"Kafka does not let this client write to {TOPIC} ({name}); check its rights.",
            )
    return Again(f"Kafka says {failures[0]}", 0.0, away=True)

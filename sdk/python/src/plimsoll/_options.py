"""The choices of `init`, checked once, and the sender that they describe."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

from plimsoll._buffer import Limits
from plimsoll._clock import Clock
from plimsoll._compression import GZIP, compression
from plimsoll._configuration import Settings, home
from plimsoll._delivery import Carrier, Delivery
from plimsoll._kafka import KafkaDelivery
from plimsoll._ledger import Ledger
from plimsoll._privacy import BeforeSend, Sample
from plimsoll._sender import Sender
from plimsoll._shelf import can_lock
from plimsoll._spool import Spool, SpoolSettings

# A folder, True for the usual one, False for none; None leaves it to PLIMSOLL_SPILL.
Spill = Union[str, "os.PathLike[str]", bool, None]

# Brokers, or properties of a producer as librdkafka names them; None leaves it to PLIMSOLL_KAFKA.
Kafka = Union[str, Mapping[str, Any], None]

_OFF = ("off", "false", "no", "0")


@dataclass(frozen=True)
class Options:
    """What `init` was told besides where the server is."""

    flush_interval: float = 0.25
    limits: Limits = field(default_factory=Limits)
    spill: Spill = False
    spill_bytes: int = 256 * 1024 * 1024
    spill_age: float = 7 * 24 * 3600.0
    sample: Sample = 1.0
    mask: Iterable[str] = ()
    hash: Iterable[str] = ()
    before_send: BeforeSend | None = None
    compression: str = "gzip"
    kafka: Kafka = None

    def hash_key(self, settings: Settings) -> bytes:
        """Return the secret of the hashes: PLIMSOLL_HASH_KEY, or else the API key, which may be replaced one day."""
        return (os.environ.get("PLIMSOLL_HASH_KEY") or settings.api_key).encode("utf-8", "replace")

    def sender(self, settings: Settings, ledger: Ledger) -> Sender:
        """Return a sender to this server."""
        clock = Clock()
        carrier, place = self._carrier(settings, ledger)
        folder = spill_folder(self.spill, os.environ)
        spool = None
        if folder is not None:
            where = SpoolSettings(folder, max(1, int(self.spill_bytes)), max(0.0, float(self.spill_age)))
            spool = Spool(where, place, settings.api_key, ledger, clock)
        return Sender(carrier, ledger, self.limits, max(0.0, float(self.flush_interval)), spool=spool, clock=clock)

    def _carrier(self, settings: Settings, ledger: Ledger) -> tuple[Carrier, str]:
        """Return the way to the server, and what tells its place from others."""
        kafka = os.environ.get("PLIMSOLL_KAFKA") or None if self.kafka is None else self.kafka
        if kafka:
            properties = {"bootstrap.servers": kafka} if isinstance(kafka, str) else dict(kafka)
            try:
                return KafkaDelivery(properties, settings.api_key), f"kafka:{properties.get('bootstrap.servers')}"
            except ImportError:
                ledger.say("kafka", "Kafka needs a package (pip install 'plimsoll[kafka]'); HTTP is used.")
        try:
            packing = compression(self.compression)
        except ImportError:
            ledger.say("compression", "zstd needs the package zstandard (pip install 'plimsoll[zstd]'); gzip is used.")
            packing = GZIP
        return Delivery(settings.url, settings.api_key, packing), settings.url


def spill_folder(chosen: Spill, environment: Mapping[str, str]) -> Path | None:
    """Return where events go while the server is away; None for nowhere."""
    if chosen is None:
        named = environment.get("PLIMSOLL_SPILL", "").strip()
        chosen = named.lower() not in _OFF if named.lower() in ("", *_OFF) else named
    if chosen is False or not can_lock():
        return None
    if chosen is not True:
        return Path(chosen)
    usual = home(environment)
    # A user without a home has no place that would be theirs alone.
    return usual / "spill" if usual.is_absolute() or environment.get("PLIMSOLL_HOME") else None

"""Signs events that go straight to Kafka, as docs/adr/0012 says; the key itself is never sent."""

from __future__ import annotations

import hashlib
import hmac

_ID_PURPOSE = b"plimsoll.signer.1"
_KEY_PURPOSE = b"plimsoll.signing.1"
_FORMAT = b"plimsoll.event.1"
_NO_PROJECT = b"\0"


class Signer:
    """What an API key signs with: a name that says whose it is, and a secret that the server derives as well."""

    def __init__(self, api_key: str) -> None:
        known_to_both = hashlib.sha256(api_key.encode("utf-8")).digest()
        self.id = hashlib.sha256(_ID_PURPOSE + known_to_both).digest()[:16]
        self._key = hmac.new(known_to_both, _KEY_PURPOSE, hashlib.sha256).digest()

    def headers(self, value: bytes, signed_at_ms: int) -> list[tuple[str, bytes]]:
        """Return the headers that make the pipeline believe a record."""
        moment = signed_at_ms.to_bytes(8, "big")
        signature = hmac.new(self._key, _FORMAT + moment + _NO_PROJECT + value, hashlib.sha256).digest()
        return [("signer", self.id), ("signed-at", moment), ("signature", signature), ("schema", b"\x01")]

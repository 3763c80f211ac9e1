from __future__ import annotations

import time
import uuid

from plimsoll._identifiers import new_id


def test_is_a_version_7_uuid_of_now() -> None:
    before = time.time_ns() // 1_000_000
    value = uuid.UUID(new_id())
    assert value.version == 7
    assert value.variant == uuid.RFC_4122
    # The clock may have been pushed ahead by many ids within one millisecond, never by much.
    assert before <= value.int >> 80 <= time.time_ns() // 1_000_000 + 1_000


def test_grows_and_never_repeats_even_within_a_millisecond() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)

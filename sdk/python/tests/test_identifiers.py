from __future__ import annotations

import os
import random
import time
import uuid
import warnings

import pytest

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


def test_whoever_seeds_the_common_generator_does_not_repeat_ids() -> None:
    random.seed(42)
    first = new_id()
    random.seed(42)
    assert new_id()[20:] != first[20:]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_forked_child_does_not_repeat_the_ids_of_its_parent() -> None:
    new_id()
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        os.write(write, new_id().encode())
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(read, 36).decode()[20:] != new_id()[20:]
    os.close(read)
    os.close(write)

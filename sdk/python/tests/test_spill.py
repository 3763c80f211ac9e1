"""What becomes of events while the server is away: on disk, in order, and not lost with their process."""

from __future__ import annotations

import json
import logging
import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import plimsoll
from plimsoll import _events
from plimsoll._backoff import Backoff
from plimsoll._buffer import Limits
from plimsoll._clock import Clock
from plimsoll._delivery import Again, Delivery, Outcome
from plimsoll._identifiers import new_id
from plimsoll._ledger import Ledger
from plimsoll._sender import Sender
from plimsoll._shelf import Shelf
from plimsoll._spool import Spool, SpoolSettings
from recording_server import DEADLINE, RecordingServer, Reply, Request, accept, hang_up, wait_until

KEY = "plm_a-secret-that-must-not-be-on-disk"
AWAY = Reply(503)


def event(value: int) -> _events.Event:
    return _events.metric("m", value)


class Processes:
    """Senders that share a folder, each as a process of its own would have it."""

    def __init__(self, folder: Path) -> None:
        self._settings = SpoolSettings(folder)
        self._made: list[Sender] = []

    def start(self, url: str, key: str = KEY, limits: Limits | None = None, **changes: Any) -> Sender:
        ledger, clock = Ledger(), Clock()
        spool = Spool(replace(self._settings, **changes), url, key, ledger, clock)
        backoff = Backoff(0.01, 0.05)
        sender = Sender(Delivery(url, key), ledger, limits or Limits(), 0.01, spool=spool, backoff=backoff, clock=clock)
        self._made.append(sender)
        return sender

    def end(self, sender: Sender) -> None:
        sender.close(DEADLINE)
        sender.join()

    def end_all(self) -> None:
        for sender in self._made:
            sender.close(0.0)
            sender.join()


@pytest.fixture
def processes(spill: Path) -> Iterator[Processes]:
    made = Processes(spill)
    yield made
    made.end_all()


def spilled(sender: Sender, values: Sequence[int]) -> None:
    """Log while the server is away, until all of it is on disk."""
    for value in values:
        sender.put(event(value))
    wait_until(lambda: sender.statistics().spilled == len(values))


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.events"))


def test_keeps_events_on_disk_and_sends_them_in_order_once_the_server_is_back(
    server: RecordingServer, processes: Processes, spill: Path
) -> None:
    server.behaviour = AWAY
    sender = processes.start(server.url, limits=Limits(batch_events=7))
    spilled(sender, range(50))
    assert sender.statistics().queued == 50
    assert not sender.flush(0.05), "what is on disk has not arrived"
    server.behaviour = accept
    sender.put(event(50))
    assert sender.flush(DEADLINE)
    assert [taken["value"] for taken in server.events] == list(range(51))
    assert set(server.accepted.values()) == {1}
    assert (sender.statistics().accepted, sender.statistics().spilled) == (51, 0)
    assert not files(spill)


def test_a_later_process_sends_what_an_earlier_one_could_not(
    server: RecordingServer, processes: Processes, spill: Path
) -> None:
    server.behaviour = AWAY
    first = processes.start(server.url)
    spilled(first, range(20))
    first.put(event(20))
    processes.end(first)
    assert first.statistics().dropped == {}
    assert files(spill)
    server.behaviour = accept
    processes.start(server.url)
    assert [taken["value"] for taken in server.wait_for_events(21)] == list(range(21))
    assert set(server.accepted.values()) == {1}


def test_an_answer_that_got_lost_makes_a_repetition_with_the_same_ids(
    server: RecordingServer, processes: Processes
) -> None:
    def take_and_hang_up(request: Request) -> Reply:
        accept(request)
        taken.extend(sent["id"] for sent in request.json()["events"])
        return hang_up(request)

    taken: list[str] = []
    server.behaviour = take_and_hang_up
    sender = processes.start(server.url)
    spilled(sender, range(5))
    server.behaviour = accept
    assert sender.flush(DEADLINE)
    assert set(taken) <= set(server.accepted), "an id that was taken before is the one that is sent again"
    assert set(server.accepted.values()) == {1}


def test_the_files_are_for_their_owner_alone_and_hold_no_secret(
    server: RecordingServer, processes: Processes, spill: Path
) -> None:
    server.behaviour = AWAY
    spilled(processes.start(server.url), range(3))
    for path in spill.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        assert KEY not in str(path)
        assert path.is_dir() or KEY.encode() not in path.read_bytes()
        assert path.is_dir() or server.url.encode() not in path.read_bytes()


def test_a_torn_last_record_is_left_out_and_counted(server: RecordingServer, processes: Processes, spill: Path) -> None:
    server.behaviour = AWAY
    first = processes.start(server.url)
    spilled(first, range(10))
    processes.end(first)
    (file,) = files(spill)
    file.write_bytes(file.read_bytes()[:-5])
    server.behaviour = accept
    second = processes.start(server.url)
    assert [taken["value"] for taken in server.wait_for_events(9)] == list(range(9))
    wait_until(lambda: second.statistics().dropped == {"spill_torn": 1})


def test_a_damaged_record_costs_only_itself(server: RecordingServer, processes: Processes, spill: Path) -> None:
    server.behaviour = AWAY
    first = processes.start(server.url)
    spilled(first, range(4))
    processes.end(first)
    (file,) = files(spill)
    lines = file.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"value":1', b'"value":7')
    file.write_bytes(b"".join(lines))
    server.behaviour = accept
    second = processes.start(server.url)
    assert [taken["value"] for taken in server.wait_for_events(3)] == [0, 2, 3]
    wait_until(lambda: second.statistics().dropped == {"spill_torn": 1})


def test_the_disk_space_is_bounded_and_the_oldest_go(
    server: RecordingServer, processes: Processes, spill: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.behaviour = AWAY
    limit = 16 * 1024
    with caplog.at_level(logging.WARNING, "plimsoll"):
        sender = processes.start(server.url, limits=Limits(batch_events=5), most_bytes=limit)
        for value in range(400):
            sender.put(event(value))
        wait_until(lambda: sender.statistics().queued == sender.statistics().spilled)
        assert sum(path.stat().st_size for path in files(spill)) <= limit
    lost = sender.statistics().dropped["spill_full"]
    assert sender.statistics().spilled == 400 - lost
    assert sum("spill_full" in record.message for record in caplog.records) == 1
    server.behaviour = accept
    assert sender.flush(DEADLINE)
    assert [taken["value"] for taken in server.events] == list(range(lost, 400))


def test_what_is_too_old_is_let_go_and_counted(server: RecordingServer, processes: Processes, spill: Path) -> None:
    server.behaviour = AWAY
    first = processes.start(server.url)
    spilled(first, range(3))
    processes.end(first)
    (file,) = files(spill)
    day_before_yesterday = file.stat().st_mtime - 2 * 86_400
    os.utime(file, (day_before_yesterday, day_before_yesterday))
    server.behaviour = accept
    second = processes.start(server.url, most_age=86_400.0)
    wait_until(lambda: second.statistics().dropped == {"spill_expired": 3})
    assert not server.accepted
    assert not files(spill)


def test_living_processes_share_a_folder_without_touching_each_other(
    server: RecordingServer, processes: Processes, spill: Path
) -> None:
    server.behaviour = AWAY
    one, other = processes.start(server.url), processes.start(server.url)
    spilled(one, range(10))
    spilled(other, range(100, 110))
    assert len({path.parent for path in files(spill)}) == 2
    server.behaviour = accept
    assert one.flush(DEADLINE)
    assert other.flush(DEADLINE)
    values = [taken["value"] for taken in server.events]
    assert [value for value in values if value < 100] == list(range(10))
    assert [value for value in values if value >= 100] == list(range(100, 110))


def test_events_of_one_key_never_go_out_with_another(
    server: RecordingServer, processes: Processes, spill: Path
) -> None:
    server.behaviour = AWAY
    first = processes.start(server.url, "plm_one")
    spilled(first, range(3))
    processes.end(first)
    server.behaviour = accept
    other = processes.start(server.url, "plm_two")
    other.put(event(9))
    assert other.flush(DEADLINE)
    processes.end(other)
    assert [taken["value"] for taken in server.events] == [9]
    assert len(files(spill)) == 1


def test_two_successors_divide_what_is_left_without_sending_twice(
    server: RecordingServer, processes: Processes, spill: Path
) -> None:
    server.behaviour = AWAY
    for start in (0, 100, 200):
        ended = processes.start(server.url)
        spilled(ended, range(start, start + 5))
        processes.end(ended)
    server.behaviour = accept
    successors = [processes.start(server.url) for _ in range(2)]
    server.wait_for_events(15)
    for successor in successors:
        processes.end(successor)
    assert set(server.accepted.values()) == {1}
    assert not files(spill)


def test_a_disk_that_takes_nothing_leaves_events_in_memory(
    server: RecordingServer, spill: Path, processes: Processes, caplog: pytest.LogCaptureFixture
) -> None:
    spill.write_text("a file where a folder should be")
    server.behaviour = AWAY
    with caplog.at_level(logging.WARNING, "plimsoll"):
        sender = processes.start(server.url)
        for value in range(5):
            sender.put(event(value))
        assert not sender.flush(0.1)
    assert (sender.statistics().queued, sender.statistics().spilled) == (5, 0)
    assert sum("cannot be kept on disk" in record.message for record in caplog.records) == 1
    server.behaviour = accept
    assert sender.flush(DEADLINE)
    assert len(server.accepted) == 5


def test_a_write_that_fails_half_way_leaves_nothing_torn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf.create(tmp_path)
    shelf.append([event(1)], 1 << 20)
    real = os.write

    def full(descriptor: int, data: memoryview) -> int:
        if len(data) > 20:
            return real(descriptor, data[:20])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", lambda descriptor, data: full(descriptor, data[: max(20, len(data) - 20)]))
    with pytest.raises(OSError, match="No space"):
        shelf.append([event(2)], 1 << 20)
    monkeypatch.undo()
    shelf.append([event(3)], 1 << 20)
    assert [json.loads(kept.payload)["value"] for kept in shelf.peek(10, 1 << 20)] == [1, 3]
    assert shelf.torn == 0
    shelf.abandon()


def test_lines_on_disk_are_the_checksum_and_the_event(tmp_path: Path) -> None:
    shelf, sent = Shelf.create(tmp_path), event(1)
    shelf.append([sent], 1 << 20)
    (file,) = files(tmp_path)
    checksum, payload = file.read_bytes().rstrip(b"\n").split(b" ", 1)
    assert (int(checksum, 16), payload) == (zlib.crc32(payload), sent.payload)
    assert shelf.peek(1, 1) == [sent]
    shelf.abandon()


def test_a_process_that_is_killed_leaves_its_events_to_the_next(
    server: RecordingServer, spill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.behaviour = AWAY
    script = """
        import sys, time, plimsoll
        plimsoll.init(flush_interval=0.01)
        for value in range(300):
            plimsoll.metric("m", value)
        while plimsoll.statistics().spilled < 300:
            time.sleep(0.005)
        print("on disk", flush=True)
        sys.stdin.read()
    """
    environment = {**os.environ, "PLIMSOLL_URL": server.url, "PLIMSOLL_API_KEY": KEY}
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"on disk\n"
        process.send_signal(signal.SIGKILL)
        process.wait(DEADLINE)
    server.behaviour = accept
    plimsoll.init(server.url, KEY)
    try:
        assert [taken["value"] for taken in server.wait_for_events(300)] == list(range(300))
        assert set(server.accepted.values()) == {1}
    finally:
        plimsoll.shutdown(DEADLINE)


def test_at_the_end_of_a_process_events_go_to_the_disk_at_once_if_the_server_is_away(
    server: RecordingServer, spill: Path
) -> None:
    server.behaviour = Reply(429, headers={"Retry-After": "3600"})
    script = "import plimsoll; plimsoll.init(); plimsoll.metric('m', 1); plimsoll.shutdown(30)"
    environment = {**os.environ, "PLIMSOLL_URL": server.url, "PLIMSOLL_API_KEY": KEY}
    ended = subprocess.run([sys.executable, "-c", script], env=environment, timeout=20, check=False)
    assert ended.returncode == 0, "the deadline of 30 s was not waited for"
    assert len(files(spill)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_forked_child_leaves_the_shelf_of_its_parent_alone(server: RecordingServer, spill: Path) -> None:
    server.behaviour = AWAY
    plimsoll.init(server.url, KEY, flush_interval=0.01)
    try:
        plimsoll.metric("parent", 1)
        wait_until(lambda: plimsoll.statistics().spilled == 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            plimsoll.metric("child", 2)
            plimsoll.shutdown(2)
            os._exit(0 if plimsoll.statistics().dropped == {} else 1)
        assert os.WEXITSTATUS(os.waitpid(pid, 0)[1]) == 0
        assert len({path.parent for path in files(spill)}) == 2
        server.behaviour = accept
        assert plimsoll.flush(DEADLINE)
        assert [taken["name"] for taken in server.events] == ["parent"]
    finally:
        plimsoll.shutdown(DEADLINE)
    plimsoll.init(server.url, KEY)
    server.wait_for_events(2)
    plimsoll.shutdown(DEADLINE)
    assert set(server.accepted.values()) == {1}


class Hours(Clock):
    """Time that passes only when the test says so."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        return self._now

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        # A test that lets time pass does not know whom to wake.
        condition.wait(0.002)

    def pass_by(self, seconds: float) -> None:
        self._now += seconds


def draft(value: int) -> _events.Queued:
    features = {f"f{place}": value * 1.5 for place in range(20)}
    return _events.prediction("m", features, value, id=new_id())


class NobodyThere:
    """A server that is away for as long as the test lasts."""

    def __init__(self) -> None:
        self.attempts = 0

    def send(self, batch: Sequence[_events.Event], timeout: float) -> Outcome:
        self.attempts += 1
        return Again("no answer", 0.0, away=True)

    def close(self) -> None: ...

    def abandon(self) -> None: ...


@pytest.mark.parametrize("is_spilling", [True, False])
def test_memory_stays_bounded_while_the_server_is_away_for_an_hour(spill: Path, is_spilling: bool) -> None:
    clock, ledger, carrier = Hours(), Ledger(), NobodyThere()
    limits = Limits(queue_events=2_000, queue_bytes=1 << 20, batch_events=500)
    settings = SpoolSettings(spill, most_bytes=1 << 20)
    spool = Spool(settings, "http://x", KEY, ledger, clock) if is_spilling else None
    sender = Sender(carrier, ledger, limits, 0.25, spool=spool, clock=clock)
    logged, most_in_memory = 0, 0
    for _ in range(3_600):
        for _ in range(5):
            sender.put(event(logged))
            sender.put(draft(logged))
            logged += 2
        clock.pass_by(1.0)
        statistics = sender.statistics()
        most_in_memory = max(most_in_memory, statistics.queued - statistics.spilled)
    sender.close(1.0)
    sender.join()
    assert logged > 10 * limits.queue_events
    assert most_in_memory <= limits.queue_events + limits.batch_events
    assert sum(path.stat().st_size for path in files(spill)) <= settings.most_bytes
    # Once the pauses have grown there is an attempt each quarter or half minute, and not one for each batch.
    assert 2 <= carrier.attempts <= 400
    statistics = sender.statistics()
    assert sum(statistics.dropped.values()) + statistics.spilled == logged

"""What the sender promises when the server or the network does not behave."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator

import pytest

from plimsoll import _events
from plimsoll._backoff import Backoff
from plimsoll._buffer import Limits
from plimsoll._compression import compression
from plimsoll._delivery import Delivery, Settled
from plimsoll._ledger import Ledger
from plimsoll._sender import Sender
from recording_server import DEADLINE, RecordingServer, Reply, Request, accept, hang_up


def event(value: int = 1) -> _events.Event:
    return _events.metric("m", value)


class Senders:
    def __init__(self) -> None:
        self._made: list[Sender] = []

    def to(self, url: str, limits: Limits | None = None, interval: float = 0.01) -> Sender:
        delivery = Delivery(url, "plm_test")
        sender = Sender(delivery, Ledger(), limits or Limits(), interval, backoff=Backoff(0.01))
        self._made.append(sender)
        return sender

    def stop(self) -> None:
        for sender in self._made:
            sender.close(0.0)
            sender.join()


@pytest.fixture
def senders() -> Iterator[Senders]:
    made = Senders()
    yield made
    made.stop()


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_retries_what_may_pass_and_keeps_the_event_ids(server: RecordingServer, senders: Senders, status: int) -> None:
    server.next_replies.extend([Reply(status), Reply(status)])
    sender = senders.to(server.url)
    sent = event()
    sender.put(sent)
    assert sender.flush(DEADLINE)
    assert server.accepted == {sent.id: 1}
    assert [request.json()["events"][0]["id"] for request in server.requests] == [sent.id] * 3
    assert sender.statistics().retries == 2


def test_retries_when_the_connection_is_closed_without_an_answer(server: RecordingServer, senders: Senders) -> None:
    server.next_replies.extend([hang_up, hang_up, hang_up])
    sender = senders.to(server.url)
    sent = event()
    sender.put(sent)
    assert sender.flush(DEADLINE)
    assert server.accepted == {sent.id: 1}


@pytest.mark.parametrize("status", [429, 503])
def test_waits_at_least_as_long_as_the_server_asks(server: RecordingServer, senders: Senders, status: int) -> None:
    times: list[float] = []
    server.next_replies.append(Reply(status, headers={"Retry-After": "0.4"}))

    def note(request: Request) -> Reply:
        times.append(time.monotonic())
        return accept(request)

    server.behaviour = note
    sender = senders.to(server.url)
    start = time.monotonic()
    sender.put(event())
    assert sender.flush(DEADLINE)
    assert times[0] - start >= 0.4


def test_delivers_once_a_dead_server_comes_up(senders: Senders) -> None:
    with RecordingServer() as gone:
        port = gone.port
    sender = senders.to(f"http://127.0.0.1:{port}")
    sender.put(event())
    assert not sender.flush(0.05)
    with RecordingServer(port) as back:
        assert sender.flush(DEADLINE)
        assert len(back.accepted) == 1


def test_uses_one_connection_and_opens_another_when_the_server_closes_it(
    server: RecordingServer, senders: Senders
) -> None:
    sender = senders.to(server.url)
    for _ in range(3):
        sender.put(event())
        assert sender.flush(DEADLINE)
    assert server.connections == 1
    server.next_replies.append(hang_up)
    sender.put(event())
    assert sender.flush(DEADLINE)
    assert server.connections == 2
    assert sender.statistics().retries == 0


def test_gives_up_a_batch_that_the_server_chokes_on_but_not_the_next(server: RecordingServer, senders: Senders) -> None:
    server.behaviour = Reply(500)
    sender = senders.to(server.url)
    sender.put(event())
    assert sender.flush(DEADLINE)
    assert sender.statistics().dropped == {"server_error": 1}
    server.behaviour = accept
    sender.put(event())
    assert sender.flush(DEADLINE)
    assert sender.statistics().accepted == 1


@pytest.mark.parametrize(
    ("status", "reason", "remedy"),
    [
        (401, "unauthorised", "PLIMSOLL_API_KEY"),
        (403, "forbidden", "scope `events`"),
        (404, "http_404", "PLIMSOLL_URL"),
        (422, "http_422", "422"),
    ],
)
def test_does_not_repeat_what_cannot_pass_and_says_what_to_do(
    server: RecordingServer,
    senders: Senders,
    caplog: pytest.LogCaptureFixture,
    status: int,
    reason: str,
    remedy: str,
) -> None:
    server.behaviour = Reply(status, {"detail": "no"})
    sender = senders.to(server.url)
    with caplog.at_level(logging.WARNING, "plimsoll"):
        sender.put(event())
        assert sender.flush(DEADLINE)
    assert len(server.requests) == 1
    assert sender.statistics().dropped == {reason: 1}
    assert remedy in caplog.text


def test_cuts_a_request_that_is_too_large(server: RecordingServer, senders: Senders) -> None:
    server.behaviour = lambda request: accept(request) if len(request.json()["events"]) <= 2 else Reply(413)
    sender = senders.to(server.url, interval=60)
    for value in range(7):
        sender.put(event(value))
    assert sender.flush(DEADLINE)
    assert sorted(taken["value"] for taken in server.events) == list(range(7))
    assert set(server.accepted.values()) == {1}


def test_a_single_event_that_is_too_large_is_refused(server: RecordingServer, senders: Senders) -> None:
    server.behaviour = Reply(413)
    sender = senders.to(server.url)
    sender.put(event())
    assert sender.flush(DEADLINE)
    assert sender.statistics().refused == {"event_too_large": 1}


def test_batches_compresses_and_keeps_the_order(server: RecordingServer, senders: Senders) -> None:
    sender = senders.to(server.url, Limits(batch_events=100), interval=60)
    for value in range(250):
        sender.put(event(value))
    assert sender.flush(DEADLINE)
    assert [taken["value"] for taken in server.events] == list(range(250))
    assert [len(request.json()["events"]) for request in server.requests] == [100, 100, 50]
    assert all(request.headers["content-encoding"] == "gzip" for request in server.requests)


def test_keeps_batches_under_their_bytes(server: RecordingServer, senders: Senders) -> None:
    sender = senders.to(server.url, Limits(batch_bytes=1000), interval=60)
    for value in range(40):
        sender.put(event(value))
    assert sender.flush(DEADLINE)
    assert len(server.accepted) == 40
    for request in server.requests:
        assert sum(len(json.dumps(taken, separators=(",", ":"))) for taken in request.json()["events"]) <= 1000


def held_back(server: RecordingServer, senders: Senders, limits: Limits) -> tuple[Sender, threading.Event]:
    """Return a sender whose first event is on its way to a server that does not answer until it is let go."""
    let_go = threading.Event()

    def wait(request: object) -> Reply:
        assert let_go.wait(DEADLINE)
        return Reply(202, {"accepted": 1, "refused": []})

    server.next_replies.append(wait)
    sender = senders.to(server.url, limits)
    sender.put(event(-1))
    server.wait_for(lambda seen: len(seen.requests) == 1)
    return sender, let_go


def test_a_full_queue_drops_the_oldest_and_counts_them(
    server: RecordingServer, senders: Senders, caplog: pytest.LogCaptureFixture
) -> None:
    sender, let_go = held_back(server, senders, Limits(queue_events=10))
    with caplog.at_level(logging.WARNING, "plimsoll"):
        for value in range(25):
            sender.put(event(value))
    assert sender.statistics().queued == 11
    let_go.set()
    assert sender.flush(DEADLINE)
    assert [taken["value"] for taken in server.events] == [-1, *range(15, 25)]
    assert sender.statistics().dropped == {"queue_full": 15}
    assert sum("queue_full" in record.message for record in caplog.records) == 1


def test_the_queue_is_bounded_in_bytes_too(server: RecordingServer, senders: Senders) -> None:
    size = len(event().payload)
    sender, let_go = held_back(server, senders, Limits(queue_bytes=size * 4))
    for _ in range(9):
        sender.put(event())
    assert sender.statistics().dropped == {"queue_full": 5}
    let_go.set()
    assert sender.flush(DEADLINE)


def test_the_caller_never_waits_for_a_slow_server(server: RecordingServer, senders: Senders) -> None:
    sender, let_go = held_back(server, senders, Limits())
    start = time.monotonic()
    for value in range(1000):
        sender.put(event(value))
    # The server answers nothing at all during this time, so whoever waited for it would be here for ever.
    assert not let_go.is_set()
    assert time.monotonic() - start < DEADLINE
    let_go.set()
    assert sender.flush(DEADLINE)
    assert len(server.accepted) == 1001


def test_flush_waits_for_what_is_on_its_way_though_newer_events_are_dropped(
    server: RecordingServer, senders: Senders
) -> None:
    sender, let_go = held_back(server, senders, Limits(queue_events=2))
    for value in range(10):
        sender.put(event(value))
    assert not sender.flush(0.05)
    let_go.set()
    assert sender.flush(DEADLINE)
    assert sender.statistics().queued == 0


def test_events_of_many_threads_arrive_exactly_once(server: RecordingServer, senders: Senders) -> None:
    server.next_replies.extend([Reply(503), hang_up, Reply(500)])
    sender = senders.to(server.url, Limits(batch_events=50))
    ids: list[str] = []

    def work() -> None:
        for value in range(200):
            made = event(value)
            ids.append(made.id)
            sender.put(made)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sender.flush(DEADLINE)
    assert set(server.accepted) == set(ids)
    assert set(server.accepted.values()) == {1}


def test_close_delivers_what_waits_and_drops_what_comes_later(server: RecordingServer, senders: Senders) -> None:
    sender = senders.to(server.url, interval=60)
    sender.put(event())
    sender.close(DEADLINE)
    sender.join()
    assert len(server.accepted) == 1
    sender.put(event())
    statistics = sender.statistics()
    assert (statistics.accepted, statistics.dropped, statistics.queued) == (1, {"after_shutdown": 1}, 0)


def test_close_keeps_its_deadline_when_the_server_is_away(server: RecordingServer, senders: Senders) -> None:
    server.behaviour = Reply(503, headers={"Retry-After": "3600"})
    sender = senders.to(server.url, Limits(batch_events=1))
    for value in range(3):
        sender.put(event(value))
    server.wait_for(lambda seen: len(seen.requests) >= 1)
    start = time.monotonic()
    sender.close(0.3)
    sender.join()
    assert time.monotonic() - start < DEADLINE
    assert sender.statistics().queued == 0
    assert sum(sender.statistics().dropped.values()) == 3


def test_flush_without_events_returns_at_once(senders: Senders) -> None:
    assert senders.to("http://127.0.0.1:9").flush(0.0)


def test_packs_with_zstd_and_goes_back_to_gzip_where_nobody_understands_it(server: RecordingServer) -> None:
    zstandard = pytest.importorskip("zstandard")
    delivery = Delivery(server.url, "plm_test", compression("zstd"))
    batch = [event(value) for value in range(100)]
    server.next_replies.append(Reply(202, {"refused": []}))
    assert delivery.send(batch, DEADLINE) == Settled(100, ())
    packed = server.requests[0]
    assert packed.headers["content-encoding"] == "zstd"
    assert len(json.loads(zstandard.decompress(packed.body))["events"]) == 100
    server.next_replies.append(Reply(400, {"code": "invalid_request"}))
    for _ in range(2):
        assert delivery.send(batch, DEADLINE) == Settled(100, ())
    assert [each.headers["content-encoding"] for each in server.requests] == ["zstd", "zstd", "gzip", "gzip"]
    delivery.close()


def test_short_requests_are_not_packed(server: RecordingServer) -> None:
    for name in ("gzip", "none"):
        delivery = Delivery(server.url, "plm_test", compression(name))
        delivery.send([event()], DEADLINE)
        delivery.close()
    assert not any("content-encoding" in each.headers for each in server.requests)

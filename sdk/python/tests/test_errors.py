"""Fingerprints of errors, and errors that come from logging."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

import plimsoll
from recording_server import RecordingServer


def raised(by: int, value: object) -> BaseException:
    def one() -> None:
        raise ValueError(f"no such user: {value}")

    def other() -> None:
        raise ValueError(f"no such user: {value}")

    try:
        (one if by == 1 else other)()
    except ValueError as problem:
        return problem
    raise AssertionError


def marks(server: RecordingServer) -> list[str]:
    assert plimsoll.flush()
    return [event["fingerprint"] for event in server.events]


def test_an_error_is_known_by_its_type_and_way_and_not_by_its_message(connected: RecordingServer) -> None:
    for problem in (raised(1, "alice"), raised(1, 17), raised(2, "alice")):
        plimsoll.log_error(problem)
    alice, another, elsewhere = marks(connected)
    assert alice == another
    assert alice != elsewhere


def test_a_cause_belongs_to_the_error(connected: RecordingServer) -> None:
    def wrap(cause: BaseException | None) -> BaseException:
        try:
            raise RuntimeError("failed") from cause  # noqa: TRY301
        except RuntimeError as problem:
            return problem

    for cause in (raised(1, "a"), KeyError("a"), None):
        plimsoll.log_error(wrap(cause))
    assert len(set(marks(connected))) == 3


def test_a_deeper_recursion_is_the_same_error(connected: RecordingServer) -> None:
    def dive(depth: int) -> None:
        if depth == 0:
            raise RecursionError
        dive(depth - 1)

    for depth in (5, 50):
        try:
            dive(depth)
        except RecursionError as problem:
            plimsoll.log_error(problem)
    assert len(set(marks(connected))) == 1


def test_messages_differ_by_their_words_and_not_by_what_they_quote(connected: RecordingServer) -> None:
    plimsoll.log_error("timeout", "no answer of 'store-1' in 250 ms")
    plimsoll.log_error("timeout", "no answer of 'store-2' in 1000 ms")
    plimsoll.log_error("timeout", "the answer was torn")
    plimsoll.log_error("timeout", "anything", fingerprint="mine")
    first, second, third, mine = marks(connected)
    assert first == second != third
    assert mine == "mine"


@pytest.fixture
def logger(request: pytest.FixtureRequest) -> Iterator[logging.Logger]:
    made = logging.getLogger(f"app.{request.node.name}")
    yield made
    for handler in list(made.handlers):
        made.removeHandler(handler)


def test_the_handler_tells_errors_that_are_logged(connected: RecordingServer, logger: logging.Logger) -> None:
    logger.addHandler(plimsoll.LogHandler(model="churn", tags={"service": "web"}))
    logger.warning("not of interest")
    logger.error("the store %s did not answer", "a")
    with plimsoll.stage("nightly", "load"):
        try:
            raise KeyError("missing")  # noqa: TRY301
        except KeyError:
            logger.exception("failed for %s", "b")
    plain, failed, _ = connected.wait_for_events(3)
    assert (plain["kind"], plain["message"], plain["model"]) == ("Error", "the store a did not answer", "churn")
    assert plain["tags"] == {"logger": logger.name, "level": "ERROR", "service": "web"}
    assert (failed["kind"], failed["message"], failed["pipeline"]) == ("KeyError", "failed for b", "nightly")
    assert "test_errors.py" in failed["stack"]


def test_the_handler_bounds_how_often_it_tells_the_same(connected: RecordingServer, logger: logging.Logger) -> None:
    logger.addHandler(plimsoll.LogHandler(per_minute=3))
    for number in range(100):
        logger.error("case %d", number)
    logger.error("something else")
    assert plimsoll.flush()
    assert [event["message"] for event in connected.events] == ["case 0", "case 1", "case 2", "something else"]
    assert plimsoll.statistics().dropped == {"repeated": 97}


def test_the_handler_neither_raises_nor_hears_the_sdk_itself(
    connected: RecordingServer, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    handler = plimsoll.LogHandler(logging.WARNING)
    logger.addHandler(handler)
    own = logging.getLogger("plimsoll")
    own.addHandler(handler)
    try:
        logger.error("%d", "no number")
        plimsoll.metric("", 1)
    finally:
        own.removeHandler(handler)
    assert plimsoll.flush()
    assert not connected.events

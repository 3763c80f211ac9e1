"""Starting, forking and ending."""

from __future__ import annotations

import logging
import multiprocessing
import os
import subprocess
import sys
import textwrap
import threading
import warnings
from pathlib import Path

import pytest

import plimsoll
from recording_server import DEADLINE, RecordingServer, Reply, accept


def run(script: str, server: RecordingServer, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PLIMSOLL_URL": server.url,
        "PLIMSOLL_API_KEY": "plm_test",
        "PLIMSOLL_HOME": str(tmp_path),
        "PYTHONWARNINGS": "error",
    }
    command = [sys.executable, "-c", textwrap.dedent(script)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def fork() -> int:
    with warnings.catch_warnings():
        # Python warns that a process with threads forks; that this works is what the tests are about.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def wait_for_exit(pid: int) -> int:
    _, status = os.waitpid(pid, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1


def test_sends_what_is_queued_when_the_process_ends(server: RecordingServer, tmp_path: Path) -> None:
    script = "import plimsoll; plimsoll.init(flush_interval=3600); plimsoll.metric('m', 1)"
    ended = run(script, server, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(server.accepted) == 1


def test_sends_what_an_exit_handler_logs(server: RecordingServer, tmp_path: Path) -> None:
    script = """
        import atexit, plimsoll
        plimsoll.init(flush_interval=3600)
        atexit.register(lambda: plimsoll.metric("last", 1))
    """
    ended = run(script, server, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [event["name"] for event in server.events] == ["last"]


def test_sends_what_a_child_of_multiprocessing_logs(server: RecordingServer, tmp_path: Path) -> None:
    script = """
        import multiprocessing, plimsoll, warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        def work(value):
            plimsoll.metric("child", value)
        plimsoll.init(flush_interval=3600)
        plimsoll.metric("parent", 0)
        children = [multiprocessing.get_context("fork").Process(target=work, args=(value,)) for value in (1, 2)]
        for child in children: child.start()
        for child in children: child.join()
    """
    ended = run(script, server, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert sorted(event["value"] for event in server.events) == [0, 1, 2]
    assert set(server.accepted.values()) == {1}


def test_the_exit_of_a_process_does_not_hang_on_a_dead_server(server: RecordingServer, tmp_path: Path) -> None:
    server.behaviour = Reply(503)
    ended = run("import plimsoll; plimsoll.init(); plimsoll.metric('m', 1)", server, tmp_path)
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_forked_child_sends_its_own_events_and_not_those_of_the_parent(connected: RecordingServer) -> None:
    let_go = threading.Event()

    def wait(request: object) -> Reply:
        assert let_go.wait(DEADLINE)
        return Reply(202, {"accepted": 1, "refused": []})

    connected.next_replies.append(wait)
    on_its_way = plimsoll.log_prediction("m", {}, "on its way")
    connected.wait_for(lambda seen: len(seen.requests) == 1)
    queued = plimsoll.log_prediction("m", {}, "queued")
    pid = fork()
    if pid == 0:
        # The child must not return into pytest, so it reports by its exit code.
        code = 1
        try:
            plimsoll.log_prediction("m", {}, "child")
            code = 0 if plimsoll.flush(DEADLINE) and plimsoll.statistics().accepted == 1 else 2
        finally:
            os._exit(code)
    assert wait_for_exit(pid) == 0
    let_go.set()
    assert plimsoll.flush(DEADLINE)
    assert plimsoll.statistics().accepted == 2
    assert len(connected.accepted) == 3
    assert {on_its_way, queued} < set(connected.accepted)
    assert set(connected.accepted.values()) == {1}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_forks_while_other_threads_log(connected: RecordingServer) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            plimsoll.metric("parent", 1)
            stop.wait(0.0005)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(10):
            pid = fork()
            if pid == 0:
                plimsoll.metric("child", 1)
                os._exit(0 if plimsoll.flush(DEADLINE) else 1)
            assert wait_for_exit(pid) == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert plimsoll.flush(DEADLINE)
    assert sum(event["name"] == "child" for event in connected.events) == 10
    assert set(connected.accepted.values()) == {1}


def test_spawned_children_start_from_nothing(connected: RecordingServer) -> None:
    process = multiprocessing.get_context("spawn").Process(target=plimsoll.metric, args=("m", 1))
    process.start()
    process.join()
    assert process.exitcode == 0


def test_without_init_events_are_dropped_and_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path))
    monkeypatch.delenv("PLIMSOLL_URL", raising=False)
    monkeypatch.delenv("PLIMSOLL_API_KEY", raising=False)
    plimsoll.init()
    assert plimsoll.log_prediction("m", {}, 1)
    assert plimsoll.statistics().dropped == {"not_initialised": 1}
    assert plimsoll.flush()


@pytest.mark.parametrize("url", ["ftp://x", "http://", "127.0.0.1:8080", "http://x:notaport"])
def test_a_wrong_url_is_said_and_does_not_raise(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "plimsoll"):
        plimsoll.init(url, "plm_test")
    assert "events are dropped" in caplog.text


def test_init_again_moves_to_the_new_server_and_still_delivers_to_the_old(connected: RecordingServer) -> None:
    plimsoll.init(connected.url, "plm_test", flush_interval=3600)
    plimsoll.metric("old", 1)
    with RecordingServer() as other:
        plimsoll.init(other.url, "plm_test", flush_interval=0.01)
        plimsoll.metric("new", 1)
        assert [event["name"] for event in connected.wait_for_events(1)] == ["old"]
        assert [event["name"] for event in other.wait_for_events(1)] == ["new"]
        plimsoll.shutdown(DEADLINE)


def test_shutdown_delivers_and_init_starts_anew(connected: RecordingServer) -> None:
    plimsoll.metric("first", 1)
    plimsoll.shutdown(DEADLINE)
    assert len(connected.accepted) == 1
    plimsoll.metric("dropped", 1)
    assert plimsoll.statistics().dropped == {"after_shutdown": 1}
    connected.behaviour = accept
    plimsoll.init(connected.url, "plm_test", flush_interval=0.01)
    plimsoll.metric("second", 1)
    connected.wait_for_events(2)

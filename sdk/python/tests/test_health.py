from __future__ import annotations

import os
import threading
import warnings
from typing import Any

import pytest

import plimsoll
from plimsoll import _health
from recording_server import DEADLINE, RecordingServer


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_health, "_LEAST_INTERVAL", 0.01)


@pytest.mark.parametrize("has_psutil", [True, False])
def test_tells_how_machine_and_process_are(
    connected: RecordingServer, quick: None, monkeypatch: pytest.MonkeyPatch, has_psutil: bool
) -> None:
    if has_psutil:
        pytest.importorskip("psutil")
    else:
        monkeypatch.setattr(_health, "_import", lambda name: None)
    wanted = {"system.cpu", "system.memory", "system.disk", "process.cpu", "process.memory_bytes", "process.threads"}
    with plimsoll.system_health(0.02, tags={"service": "web"}) as health:
        connected.wait_for(lambda server: wanted <= {event["name"] for event in server.events})
    told = {event["name"]: event for event in connected.events}
    for name in ("system.cpu", "system.memory", "system.disk"):
        assert 0 <= told[name]["value"] <= 1, name
    assert told["process.memory_bytes"]["value"] > 1_000_000
    assert {event["kind"] for event in told.values()} == {"gauge"}
    assert told["system.cpu"]["tags"]["service"] == "web"
    assert told["system.cpu"]["tags"]["host"]
    assert health.read()


def test_nothing_runs_unless_asked_and_nothing_after_stop(connected: RecordingServer, quick: None) -> None:
    assert not [thread for thread in threading.enumerate() if thread.name == "plimsoll-health"]
    health = plimsoll.system_health(0.01)
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "plimsoll-health")
    health.stop()
    thread.join(DEADLINE)
    assert not thread.is_alive()


def test_tells_of_gpus_where_there_are_some(monkeypatch: pytest.MonkeyPatch) -> None:
    class Library:
        def nvmlInit(self) -> None: ...  # noqa: N802

        def nvmlDeviceGetCount(self) -> int:  # noqa: N802
            return 1

        def nvmlDeviceGetHandleByIndex(self, place: int) -> int:  # noqa: N802
            return place

        def nvmlDeviceGetMemoryInfo(self, device: int) -> Any:  # noqa: N802
            return type("Memory", (), {"used": 25, "total": 100})

        def nvmlDeviceGetUtilizationRates(self, device: int) -> Any:  # noqa: N802
            return type("Rates", (), {"gpu": 50})

    monkeypatch.setattr(_health, "_import", lambda name: Library() if name == "pynvml" else None)
    assert dict(_health._Gpus().read()) == {"gpu.0.use": 0.5, "gpu.0.memory": 0.25}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_goes_on_in_a_forked_child(connected: RecordingServer, quick: None) -> None:
    with plimsoll.system_health(0.02), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
        if pid == 0:
            here = [thread.name for thread in threading.enumerate()]
            os._exit(0 if "plimsoll-health" in here else 1)
        assert os.WEXITSTATUS(os.waitpid(pid, 0)[1]) == 0

"""A thread that tells how the machine and the process are, as metrics; started only if somebody asks for it."""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import socket
import sys
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Callable

from plimsoll._client import Client

Reading = tuple[str, float]
_LEAST_INTERVAL = 1.0
_PROC = Path("/proc")


class SystemHealth:
    """Sends gauges of CPU, memory, disk and, where there are some, GPUs, until `stop`; also a context manager.

    Shares are from 0 to 1. With psutil all systems are understood; without it Linux is, and others give what Python
    itself can tell. What cannot be read is left out.
    """

    def __init__(self, client: Callable[[], Client], every: float, disk: str, tags: Mapping[str, Any] | None) -> None:
        self._client = client
        self._every = max(_LEAST_INTERVAL, float(every))
        self._tags = {"host": socket.gethostname(), **(tags or {})}
        self._sources = (_Machine(disk), _Gpus())
        self._begin()
        _running.add(self)

    def _begin(self) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="plimsoll-health", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more."""
        _running.discard(self)
        self._stopped.set()

    def __enter__(self) -> SystemHealth:  # noqa: PYI034
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def read(self) -> dict[str, float]:
        """Return what is told at this moment."""
        readings: dict[str, float] = {}
        for source in self._sources:
            readings.update(source.read())
        return readings

    def _run(self) -> None:
        # The first look only sets the beginning of the time over which the use of the CPU is counted.
        self.read()
        while not self._stopped.wait(self._every):
            for name, value in self.read().items():
                self._client().metric(name, value, kind="gauge", tags=self._tags, occurred_at=None)


class _Machine:
    """CPU, memory and disk of the machine, and CPU, memory and threads of this process."""

    def __init__(self, disk: str) -> None:
        self._disk = disk
        self._busy: tuple[float, float] | None = None
        self._own: tuple[float, float] | None = None
        self._psutil = _import("psutil")

    def read(self) -> Iterator[Reading]:
        busy, total = self._psutil_cpu() or _linux_cpu() or (0.0, 0.0)
        if self._busy is not None and total > self._busy[1]:
            yield "system.cpu", min(1.0, max(0.0, (busy - self._busy[0]) / (total - self._busy[1])))
        self._busy = busy, total
        memory = self._memory()
        if memory is not None:
            yield "system.memory", memory
        with contextlib.suppress(OSError):
            usage = shutil.disk_usage(self._disk)
            if usage.total:
                yield "system.disk", usage.used / usage.total
        with contextlib.suppress(OSError, AttributeError):
            yield "system.load", os.getloadavg()[0]
        own = time.process_time(), time.monotonic()
        if self._own is not None and own[1] > self._own[1]:
            yield "process.cpu", (own[0] - self._own[0]) / (own[1] - self._own[1])
        self._own = own
        resident = self._resident()
        if resident is not None:
            yield "process.memory_bytes", resident
        yield "process.threads", float(threading.active_count())

    def _psutil_cpu(self) -> tuple[float, float] | None:
        if self._psutil is None:
            return None
        times = self._psutil.cpu_times()
        # Guests are counted within user and nice already.
        counted = [value for name, value in times._asdict().items() if not name.startswith("guest")]
        total = float(sum(counted))
        return total - times.idle - getattr(times, "iowait", 0.0), total

    def _memory(self) -> float | None:
        if self._psutil is not None:
            return float(self._psutil.virtual_memory().percent) / 100
        with contextlib.suppress(OSError, ValueError, KeyError, ZeroDivisionError):
            lines = (_PROC / "meminfo").read_text("ascii").splitlines()
            sizes = {line.split(":")[0]: float(line.split()[1]) for line in lines if len(line.split()) > 1}
            return 1 - sizes["MemAvailable"] / sizes["MemTotal"]
        return None

    def _resident(self) -> float | None:
        if self._psutil is not None:
            return float(self._psutil.Process().memory_info().rss)
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages = int((_PROC / "self" / "statm").read_text("ascii").split()[1])
            return float(pages * os.sysconf("SC_PAGE_SIZE"))
        with contextlib.suppress(ImportError):
            import resource  # noqa: PLC0415 - Windows does not have it.

            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return float(peak if sys.platform == "darwin" else peak * 1024)
        return None


class _Gpus:
    """GPUs of NVIDIA, if the package nvidia-ml-py and a driver are there."""

    def __init__(self) -> None:
        self._library = _import("pynvml")
        if self._library is not None:
            try:
                self._library.nvmlInit()
            except Exception:  # noqa: BLE001
                self._library = None

    def read(self) -> Iterator[Reading]:
        library = self._library
        if library is None:
            return
        try:
            for place in range(library.nvmlDeviceGetCount()):
                device = library.nvmlDeviceGetHandleByIndex(place)
                memory = library.nvmlDeviceGetMemoryInfo(device)
                yield f"gpu.{place}.use", library.nvmlDeviceGetUtilizationRates(device).gpu / 100
                yield f"gpu.{place}.memory", memory.used / memory.total
        except Exception:  # noqa: BLE001
            # A driver that is reloaded comes back; until then there is nothing to tell.
            return


def _linux_cpu() -> tuple[float, float] | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        # proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal; guests are within user and nice.
        ticks = [float(each) for each in (_PROC / "stat").read_text("ascii").splitlines()[0].split()[1:9]]
        return sum(ticks) - ticks[3] - ticks[4], sum(ticks)
    return None


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except Exception:  # noqa: BLE001
        # A broken package of somebody else is as good as none.
        return None


_running: weakref.WeakSet[SystemHealth] = weakref.WeakSet()


def _after_fork_in_child() -> None:
    # Threads do not survive a fork, and a worker that was forked from a prepared parent is to be watched as well.
    for health in list(_running):
        health._begin()  # noqa: SLF001


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)

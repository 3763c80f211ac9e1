"""The one client of this process, and its end when the process ends."""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
from typing import Callable

from plimsoll._client import Client
from plimsoll._configuration import ConfigurationError, resolve
from plimsoll._options import Options

_EXIT_TIMEOUT = 5.0
_logger = logging.getLogger("plimsoll")


class _Process:
    """Holds the current client and those that it replaced, which still have events to deliver."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.client = Client(None, Options())
        self.retired: list[Client] = []
        self.exit_registered_for: int | None = None

    def replace(self, client: Client) -> None:
        with self.lock:
            old, self.client = self.client, client
            self.retired.append(old)
        # In the background: `init` does not wait for what an earlier `init` has left.
        old.close(_EXIT_TIMEOUT)

    def finish(self, timeout: float) -> None:
        with self.lock:
            clients = [*self.retired, self.client]
            self.retired.clear()
        for client in clients:
            client.close(timeout)
        for client in clients:
            client.join()


_process = _Process()


def client() -> Client:
    """Return the current client; before `init` it drops and counts everything."""
    _finish_in_multiprocessing_child()
    return _process.client


def init(url: str | None, api_key: str | None, project: str | None, options: Callable[[], Options]) -> None:
    """Replace the client; a repeated call with the same settings after a shutdown starts a new one."""
    try:
        _process.replace(Client(resolve(url, api_key, project), options()))
    except ConfigurationError as problem:
        _logger.warning("Plimsoll is off, events are dropped: %s.", problem)
        _process.replace(Client(None, Options()))
    except Exception:  # noqa: BLE001
        _logger.warning("Plimsoll is off, events are dropped: plimsoll.init() was given wrong values.", exc_info=True)
        _process.replace(Client(None, Options()))


def shutdown(timeout: float) -> None:
    """Deliver what waits and stop."""
    _process.finish(timeout)


def _at_exit() -> None:
    _process.finish(_EXIT_TIMEOUT)


def _finish_in_multiprocessing_child() -> None:
    """Children of `multiprocessing` end without running atexit, so they need a finalizer of their kind."""
    utilities = sys.modules.get("multiprocessing.util")
    if utilities is None or _process.exit_registered_for == os.getpid():
        return
    _process.exit_registered_for = os.getpid()
    parent = getattr(sys.modules.get("multiprocessing.process"), "parent_process", lambda: None)()
    if parent is not None:
        utilities.Finalize(None, _at_exit, exitpriority=10)


def _after_fork_in_child() -> None:
    _process.lock = threading.RLock()


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)

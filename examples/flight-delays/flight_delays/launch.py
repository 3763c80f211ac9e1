"""Starts `./plimsoll up` when no server runs, and stops it afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from flight_delays.service import Credentials, ServiceError, find_credentials, is_ready

LAUNCHER = Path(__file__).resolve().parents[3] / "plimsoll"
_READY_SECONDS = 1200.0
_STOP_SECONDS = 60.0


class Server:
    """A server that this process has started; its output goes to a file, so that it can outlive the demo."""

    def __init__(self, home: Path, port: int | None) -> None:
        if not LAUNCHER.exists():
            raise ServiceError(f"{LAUNCHER} is missing; set PLIMSOLL_URL and PLIMSOLL_API_KEY to a running server")
        home.mkdir(parents=True, exist_ok=True)
        self._home = home
        self._log = home / "demo-server.log"
        command = [str(LAUNCHER), "up", "--home", str(home)]
        if port is not None:
            command += ["--port", str(port)]
        # A session of its own: Ctrl-C is for the demo, which then stops the server in its own order.
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
            )

    def wait_until_ready(self, say: Callable[[str], None]) -> Credentials:
        """Show what the server prints until it is ready; the first start may have to build it."""
        end = time.monotonic() + _READY_SECONDS
        with self._log.open(encoding="utf-8", errors="replace") as log:
            while time.monotonic() < end:
                for line in log:
                    say(f"  {line.rstrip()}")
                if self._process.poll() is not None:
                    raise ServiceError(f"the server ended with code {self._process.returncode}; see {self._log}")
                credentials = find_credentials(self._home)
                if credentials is not None and is_ready(credentials):
                    return credentials
                time.sleep(0.2)
        raise ServiceError(f"the server was not ready within {_READY_SECONDS:.0f} s; see {self._log}")

    def stop(self) -> None:
        """Ask the whole group of the server to stop, and insist if it does not.

        By TERM, which does what Ctrl-C does: what a shell starts in the background ignores INT.
        """
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

"""The whole story on the real platform: push, replay, drift alert, and the mail about it in a real mailbox."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

EXAMPLE = Path(__file__).resolve().parents[1]
LAUNCHER = EXAMPLE.parents[1] / "plimsoll"
PATIENCE = 120

pytestmark = pytest.mark.live


class Mailbox:
    """A real SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._messages: list[Message] = []
        self.port = _free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        with self._arrived:
            self._messages.append(message_from_bytes(content if isinstance(content, bytes) else str(content).encode()))
            self._arrived.notify_all()
        return "250 kept"

    def open(self) -> None:
        self._controller.start()

    def close(self) -> None:
        self._controller.stop()

    def await_subject(self, part: str) -> Message:
        with self._arrived:
            arrived = self._arrived.wait_for(lambda: self._find(part) is not None, PATIENCE)
            assert arrived, f"no mail about {part!r}; there are {[str(each['Subject']) for each in self._messages]}"
            found = self._find(part)
        assert found is not None
        return found

    def _find(self, part: str) -> Message | None:
        return next((each for each in self._messages if part in str(each["Subject"])), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_the_seasons_raise_a_drift_alert_that_is_mailed(tmp_path: Path) -> None:
    mailbox = Mailbox()
    mailbox.open()
    environment = {
        **os.environ,
        "PLIMSOLL_HOME": str(tmp_path / "home"),
        "PLIMSOLL_SMTP_HOST": "127.0.0.1",
        "PLIMSOLL_SMTP_PORT": str(mailbox.port),
        "PLIMSOLL_SMTP_SECURITY": "none",
        "PLIMSOLL_SMTP_FROM": "plimsoll@example.org",
    }
    command = [sys.executable, "demo.py", "--home", str(tmp_path / "home"), "--port", "0"]
    story = ["--months", "6-7", "--limit", "20000", "--speed", "max", "--build", str(tmp_path / "build")]
    try:
        ended = subprocess.run(
            [*command, *story], cwd=EXAMPLE, env=environment, capture_output=True, text=True, timeout=900, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "20,000 predictions" in ended.stdout
        mail = mailbox.await_subject("flight-delays")
    finally:
        mailbox.close()
    text = "\n".join(
        bytes(part.get_payload(decode=True)).decode() for part in mail.walk() if part.get_content_type() == "text/plain"
    )
    assert "temp" in text
    assert "PSI" in text

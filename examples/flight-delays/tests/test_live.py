"""The whole demo against a running server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not os.environ.get("PLIMSOLL_URL"), reason="PLIMSOLL_URL is not set"),
]


def test_the_seasons_raise_a_drift_alert() -> None:
    command = [sys.executable, "demo.py", "--months", "6-7", "--limit", "20000", "--speed", "max"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "temp" in ended.stdout
    assert "20,000 predictions" in ended.stdout

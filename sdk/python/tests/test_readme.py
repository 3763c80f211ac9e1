"""The README's program is run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import plimsoll
from recording_server import RecordingServer

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_program_of_the_readme_logs_what_it_says(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLIMSOLL_URL", server.url)
    monkeypatch.setenv("PLIMSOLL_API_KEY", "plm_x")
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path))
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) == 1
    exec(compile(blocks[0], str(README), "exec"), {"__name__": "readme"})
    assert sorted(event["type"] for event in server.wait_for_events(10)) == [
        "error",
        "feedback",
        "feedback",
        "metric",
        "prediction",
        "prediction",
        "prediction",
        "prediction",
        "stage",
        "stage",
    ]
    assert plimsoll.statistics().refused == {}
    plimsoll.shutdown()

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command_line import PROJECT, Router, Run
from recording_server import RecordingServer, Reply

LETTERS = f"{PROJECT}/dead-letters"
LETTER: dict[str, Any] = {
    "id": "l1",
    "receivedAt": "2026-11-21T08:30:00Z",
    "code": "missing_field",
    "reason": "value: is missing.",
    "topic": "plimsoll.metrics",
    "partition": 2,
    "offset": 41,
    "payload": '{"type":"metric"}',
    "truncated": False,
    "replayedAt": None,
    "replayedBy": None,
}


def test_lists_the_open_letters(router: Router, run: Run) -> None:
    router.on("GET", f"{LETTERS}?code=missing_field&state=open&limit=50", Reply(200, {"items": [LETTER]}))
    router.on("GET", f"{LETTERS}?state=replayed&limit=50", Reply(200, {"items": []}))
    code, out, _ = run("dead-letters", "list", "--code", "missing_field")
    assert code == 0
    assert out.splitlines()[1].split()[:5] == ["l1", "2026-11-21T08:30:00Z", "missing_field", "plimsoll.metrics", "-"]
    assert "no dead letters" in run("dead-letters", "list", "--state", "replayed")[1]


def test_prints_what_a_letter_said_so_that_it_can_be_mended(router: Router, run: Run) -> None:
    router.on("GET", f"{LETTERS}/l1", Reply(200, {**LETTER, "truncated": True}))
    code, out, err = run("dead-letters", "show", "l1")
    assert (code, out) == (0, '{"type":"metric"}\n')
    assert "missing_field at plimsoll.metrics/2@41" in err
    assert "beginning" in err
    assert json.loads(run("dead-letters", "show", "l1", "--json")[1])["offset"] == 41


def test_says_that_something_is_hidden(router: Router, run: Run) -> None:
    router.on("GET", f"{LETTERS}/l1", Reply(200, {**LETTER, "payload": '{"name":"[hidden 8]"}'}))
    _, out, err = run("dead-letters", "show", "l1")
    assert out == '{"name":"[hidden 8]"}\n'
    assert "put back on replay" in err


def test_sends_a_letter_again_mended(router: Router, run: Run, server: RecordingServer, tmp_path: Path) -> None:
    mended = tmp_path / "mended.json"
    mended.write_text('{"type":"metric","value":1}', encoding="utf-8")
    router.on("POST", f"{LETTERS}/l1/replay", Reply(200, {**LETTER, "replayedAt": "now"}))
    assert run("dead-letters", "replay", "l1", "--payload", str(mended))[:2] == (0, "the letter l1 is sent again\n")
    assert server.requests[-1].json() == {"payload": '{"type":"metric","value":1}'}
    assert run("dead-letters", "replay", "l1")[0] == 0
    assert server.requests[-1].json() == {}


def test_sends_all_letters_of_a_code_again_page_by_page(router: Router, run: Run, server: RecordingServer) -> None:
    refusal = {"id": "l2", "code": "not_json", "message": "The event is not valid JSON"}
    router.on(
        "POST",
        f"{LETTERS}/replay",
        Reply(200, {"replayed": 200, "refused": [], "nextCursor": "l9"}),
        Reply(200, {"replayed": 3, "refused": [refusal], "nextCursor": None}),
    )
    code, out, _ = run("dead-letters", "replay", "--all", "--code", "missing_field")
    assert code == 1
    assert out.startswith("203 letters are sent again, 1 cannot be read")
    assert "not_json" in out
    assert server.requests[-1].json() == {"code": "missing_field", "cursor": "l9"}


@pytest.mark.parametrize("words", [(), ("l1", "--all"), ("--all", "--payload", "x.json"), ("l1", "--payload", "/none")])
@pytest.mark.usefixtures("router")
def test_says_what_is_wrong_with_the_words(run: Run, server: RecordingServer, words: tuple[str, ...]) -> None:
    assert run("dead-letters", "replay", *words)[0] == 2
    assert not server.requests

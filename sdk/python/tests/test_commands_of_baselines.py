from __future__ import annotations

from pathlib import Path
from typing import Any

from command_line import PROJECT, Router, Run
from recording_server import RecordingServer, Reply

PATH = f"{PROJECT}/models/delays/versions/3/baselines"
BASELINE: dict[str, Any] = {
    "number": 2,
    "current": False,
    "source": "file",
    "detail": "may.csv",
    "from": None,
    "to": None,
    "rows": 400,
    "columns": 5,
    "sampleRows": 400,
    "madeBy": "ann@example.org",
    "madeAt": "2026-11-21T08:30:00Z",
    "reason": "spring",
}
MOVE = {"move": 2, "from": 1, "to": 2, "by": "ann@example.org", "at": "2026-11-21T08:31:00Z", "reason": "spring"}


def test_lists_baselines(router: Router, run: Run) -> None:
    router.on("GET", f"{PATH}?limit=200", Reply(200, {"items": [BASELINE], "nextCursor": None}))
    code, out, _ = run("baseline", "list", "delays", "3")
    assert code == 0
    assert out.splitlines()[1].split() == [
        "2",
        "-",
        "may.csv",
        "400",
        "5",
        "ann@example.org",
        "2026-11-21T08:30:00Z",
        "spring",
    ]
    router.on("GET", f"{PATH}?limit=200", Reply(200, {"items": [], "nextCursor": None}))
    assert "has no baseline" in run("baseline", "list", "delays", "3")[1]


def test_uploads_a_file(server: RecordingServer, router: Router, run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "may.csv"
    rows.write_text("temp\n1\n")
    query = "name=may.csv&reason=it+is+spring&makeCurrent=false"
    router.on("POST", f"{PATH}/files?{query}", Reply(200, BASELINE))
    code, out, _ = run("baseline", "upload", "delays", "3", str(rows), "--reason", "it is spring")
    assert code == 0
    assert "baseline 2: 400 rows of may.csv" in out
    assert "plimsoll baseline use delays 3 2" in out
    assert server.requests[-1].body == b"temp\n1\n"
    assert run("baseline", "upload", "delays", "3", str(tmp_path / "none.csv"), "--reason", "x")[0] == 2


def test_says_what_the_server_says_of_a_bad_file(router: Router, run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "may.csv"
    rows.write_text("temp\nwarm\n")
    said = 'may.csv line 2: `temp` expects number, got "warm".'
    router.on("POST", f"{PATH}/files?name=may.csv&reason=x&makeCurrent=false", Reply(400, {"detail": said}))
    code, _, err = run("baseline", "upload", "delays", "3", str(rows), "--reason", "x")
    assert code == 1
    assert said in err


def test_makes_one_of_what_the_server_has(server: RecordingServer, router: Router, run: Run) -> None:
    router.on("POST", PATH, Reply(200, {**BASELINE, "current": True}))
    why = ("--reason", "x", "--current")
    assert run("baseline", "make", "delays", "3", "--predictions", "500", *why)[0] == 0
    assert server.requests[-1].json() == {"source": "predictions", "rows": 500, "reason": "x", "makeCurrent": True}
    assert run("baseline", "make", "delays", "3", "--from", "2026-11-01T00:00:00Z", *why)[0] == 0
    assert server.requests[-1].json()["from"] == "2026-11-01T00:00:00Z"
    assert run("baseline", "make", "delays", "3", "--of", "2:4", *why)[0] == 0
    assert server.requests[-1].json()["baseline"] == 4
    assert run("baseline", "make", "delays", "3", "--of", "two", *why)[0] == 2
    assert run("baseline", "make", "delays", "3", "--predictions", "500", "--to", "now", *why)[0] == 2


def test_shows_compares_and_uses_one(server: RecordingServer, router: Router, run: Run) -> None:
    column = {
        "name": "temp",
        "role": "feature",
        "type": "numeric",
        "rows": 400,
        "missing": 1,
        "distinct": None,
        "mean": 9.5,
        "min": 0.0,
        "max": 20.0,
        "top": [{"value": "UA", "rows": 3}],
    }
    router.on("GET", f"{PATH}/2", Reply(200, {"baseline": BASELINE, "columns": [column]}))
    assert "UA (3)" in run("baseline", "show", "delays", "3", "2")[1]
    moved = {
        "name": "temp",
        "role": "feature",
        "psi": 0.31,
        "noise": 0.01,
        "finding": "different",
        "referenceMean": 9.5,
        "currentMean": 12.0,
    }
    document = {"reference": BASELINE, "current": {**BASELINE, "number": 1, "current": True}, "columns": [moved]}
    router.on("GET", f"{PATH}/2/comparison", Reply(200, document))
    out = run("baseline", "compare", "delays", "3", "2")[1]
    assert "different" in out
    assert "baseline 1: 400 rows of may.csv, current" in out
    router.on("PUT", f"{PATH}/current", Reply(200, MOVE))
    out = run("baseline", "use", "delays", "3", "2", "--reason", "spring", "--instead", "1")[1]
    assert "baseline 2, instead of 1" in out
    assert server.requests[-1].json() == {"baseline": 2, "instead": 1, "reason": "spring"}
    router.on("GET", f"{PATH}/moves?limit=200", Reply(200, {"items": [MOVE], "nextCursor": None}))
    assert "spring" in run("baseline", "moves", "delays", "3")[1]
    assert '"to": 2' in run("baseline", "moves", "delays", "3", "--json")[1]

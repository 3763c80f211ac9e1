from __future__ import annotations

import json

from command_line import PROJECT, Router, Run
from recording_server import RecordingServer, Reply

ARCHIVES = f"{PROJECT}/archives"
DAY = {"day": "2026-03-01", "type": "metrics", "events": 250, "bytes": 9_120, "location": "s3://archive/one.parquet"}


def test_lists_archived_days(router: Router, run: Run) -> None:
    router.on("GET", f"{ARCHIVES}?type=metrics&limit=50", Reply(200, {"items": [DAY]}))
    router.on("GET", f"{ARCHIVES}?before=2026-01-01&limit=50", Reply(200, {"items": []}))
    code, out, _ = run("archives", "list", "--type", "metrics")
    assert code == 0
    assert out.splitlines()[1].split() == ["2026-03-01", "metrics", "250", "9120", "s3://archive/one.parquet"]
    assert "no day" in run("archives", "list", "--before", "2026-01-01")[1]


def test_prints_events_of_a_day_page_by_page(router: Router, run: Run, server: RecordingServer) -> None:
    path = f"{ARCHIVES}/metrics/days/2026-03-01/events"
    first = {"items": [{"value": 1}, {"value": 2}], "nextCursor": "2"}
    router.on("GET", f"{path}?column=name&value=a%3Db&limit=3", Reply(200, first))
    router.on(
        "GET",
        f"{path}?column=name&value=a%3Db&limit=1&cursor=2",
        Reply(200, {"items": [{"value": 3}], "nextCursor": "9"}),
    )
    code, out, _ = run("archives", "events", "metrics", "2026-03-01", "--where", "name=a=b", "--limit", "3")
    assert code == 0
    assert [json.loads(line)["value"] for line in out.splitlines()] == [1, 2, 3]
    assert run("archives", "events", "metrics", "2026-03-01", "--where", "name")[0] == 2

"""Plimsoll beside the real libraries that it fits to; none of them is imported before it is asked for."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
from typing import Any

import pytest

import plimsoll
from plimsoll import quality
from recording_server import RecordingServer

LIBRARIES = ("pandas", "polars", "numpy", "sklearn", "torch", "flask", "starlette", "fastapi", "psutil", "pynvml")


def test_importing_plimsoll_imports_none_of_them() -> None:
    script = f"""
import sys, plimsoll, plimsoll.integrations, plimsoll.integrations.asgi, plimsoll.integrations.flask
import plimsoll.integrations.sklearn, plimsoll.integrations.torch
plimsoll.init("http://127.0.0.1:9", "plm_x", spill=False)
plimsoll.log_predictions("m", [{{"x": 1}}], [1])
plimsoll.shutdown(0)
sys.exit(", ".join(name for name in {LIBRARIES!r} if name in sys.modules) or 0)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr


async def request(app: Any, path: str, method: str = "GET") -> int:
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "server": ("test", 80),
        "client": ("test", 1),
        "root_path": "",
    }
    await app(scope, receive, send)
    return statuses[0]


def test_times_the_requests_of_fastapi_by_route(connected: RecordingServer) -> None:
    fastapi = pytest.importorskip("fastapi")
    from plimsoll.integrations.asgi import Middleware  # noqa: PLC0415

    app = fastapi.FastAPI()
    app.add_middleware(Middleware, tags={"service": "web"})

    @app.get("/users/{user}")  # type: ignore[untyped-decorator]
    async def user(user: str) -> dict[str, str]:
        if user == "bad":
            raise KeyError(user)
        return {"user": user}

    assert asyncio.run(request(app, "/users/alice")) == 200
    assert asyncio.run(request(app, "/nowhere")) == 404
    assert asyncio.run(request(app, "/users/alice", "BREW")) == 405
    with pytest.raises(KeyError):
        asyncio.run(request(app, "/users/bad"))
    found, missing, other, failed, error = connected.wait_for_events(5)
    assert (found["name"], found["kind"]) == ("http.request_ms", "distribution")
    assert found["tags"] == {"method": "GET", "route": "/users/{user}", "status": "200", "service": "web"}
    assert missing["tags"]["route"] == "unmatched"
    assert other["tags"]["method"] == "other"
    assert failed["tags"]["status"] == "500"
    assert (error["type"], error["kind"]) == ("error", "KeyError")


def test_times_the_requests_of_flask_by_rule(connected: RecordingServer) -> None:
    flask = pytest.importorskip("flask")
    from plimsoll.integrations.flask import instrument  # noqa: PLC0415

    app = instrument(flask.Flask("app"), tags={"service": "web"})

    @app.get("/users/<user>")  # type: ignore[untyped-decorator]
    def user(user: str) -> str:
        if user == "bad":
            raise KeyError(user)
        return user

    client = app.test_client()
    assert client.get("/users/alice").status_code == 200
    assert client.get("/nowhere").status_code == 404
    assert client.get("/users/bad").status_code == 500
    found, missing, failed, error = connected.wait_for_events(4)
    assert found["tags"] == {"method": "GET", "route": "/users/<user>", "status": "200", "service": "web"}
    assert missing["tags"]["route"] == "unmatched"
    assert failed["tags"]["status"] == "500"
    assert (error["type"], error["kind"]) == ("error", "KeyError")


def test_frames_of_pandas_get_an_accessor(connected: RecordingServer) -> None:
    pd = pytest.importorskip("pandas")
    importlib.import_module("plimsoll.integrations.pandas")

    frame = pd.DataFrame({"age": range(50), "label": [0, 1] * 25})
    assert frame.plimsoll.log_batch("users").rows == 50
    assert frame.plimsoll.check([quality.expect.not_null("age")], dataset="users").passed
    assert frame.plimsoll.suggest(dataset="users").dataset == "users"
    assert len(frame.head(3).plimsoll.log_predictions("m", "label")) == 3
    events = connected.wait_for_events(5)
    assert [event["type"] for event in events] == ["dataset", "dataset", *["prediction"] * 3]
    assert events[2]["features"] == {"age": 0}


def test_estimators_of_scikit_learn_are_logged_by_the_names_of_their_features(connected: RecordingServer) -> None:
    pytest.importorskip("sklearn")
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    from plimsoll.integrations import sklearn  # noqa: PLC0415

    table = pd.DataFrame({"age": np.arange(20.0), "income": np.arange(20.0) * 2})
    pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(table, np.arange(20) > 10)
    watched = plimsoll.monitor("churn")(pipeline)
    assert list(watched.predict(table.iloc[[0, 19]])) == [False, True]
    assert watched.predict_proba(table).shape == (20, 2)
    first, second = connected.wait_for_events(2)
    assert (first["features"], first["prediction"]) == ({"age": 0.0, "income": 0.0}, {"value": False})
    assert second["prediction"] == {"value": True}

    sklearn.stages(pipeline, "scoring").predict(table)
    assert plimsoll.flush()
    stages = [event for event in connected.events if event["type"] == "stage"]
    assert [(event["stage"], event["recordsIn"], event["recordsOut"]) for event in stages] == [
        ("standardscaler.transform", 20, 20),
        ("logisticregression.predict", 20, 20),
    ]


def test_forward_passes_of_torch_are_logged_in_evaluation_only(connected: RecordingServer) -> None:
    torch = pytest.importorskip("torch")
    from plimsoll.integrations.torch import attach  # noqa: PLC0415

    module = torch.nn.Linear(2, 1)
    attached = attach(module, "m", names=["age", "income"])
    module.train()
    module(torch.zeros(1, 2))
    module.eval()
    answer = module(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    attached.remove()
    module(torch.zeros(1, 2))
    assert plimsoll.flush()
    assert [event["features"] for event in connected.events] == [
        {"age": 1.0, "income": 2.0},
        {"age": 3.0, "income": 4.0},
    ]
    assert [event["prediction"]["value"] for event in connected.events] == pytest.approx(answer[:, 0].tolist())

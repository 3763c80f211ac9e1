from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest

from plimsoll import drift
from plimsoll._cli.main import main
from recording_server import RecordingServer, Reply, Request

np: Any = pytest.importorskip("numpy")
pd: Any = pytest.importorskip("pandas")
pl: Any = pytest.importorskip("polars")
pa: Any = pytest.importorskip("pyarrow")

ANSWER: dict[str, Any] = {
    "method": "ks.auto",
    "value": "Infinity",
    "pValue": 1e-30,
    "noise": 0.1,
    "effect": {"name": "ks_distance", "value": 0.5, "relevant": 0.1},
    "finding": "drifted",
    "sentence": "Drift.",
}
FEATURES = {
    "drifted": 1,
    "features": [
        {"name": "a", "isDrifted": True, "adjustedPValue": 0.01, "comparison": ANSWER},
        {"name": "b", "isDrifted": False, "adjustedPValue": 0.07, "comparison": ANSWER},
    ],
}


@pytest.fixture(autouse=True)
def _settings(server: RecordingServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path))
    monkeypatch.setenv("PLIMSOLL_URL", server.url)
    monkeypatch.setenv("PLIMSOLL_API_KEY", "plm_x")

    def answer(request: Request) -> Reply:
        if request.path == "/api/v1/drift/methods":
            method = {
                "id": "psi.evidently",
                "family": "psi",
                "title": "Population stability index",
                "formula": "Σ …",
                "source": "Evidently",
                "takes": ["values"],
                "alsoKnownAs": ["evidently: psi"],
                "parameters": [{"name": "count", "preset": 10, "meaning": "how many bins"}],
            }
            return Reply(200, {"items": [method], "nextCursor": None})
        return Reply(200, FEATURES if request.path.endswith("features") else ANSWER)

    server.behaviour = answer


def sent(server: RecordingServer) -> Any:
    return server.requests[-1].json()


def test_sends_what_was_asked_and_reads_infinities(server: RecordingServer) -> None:
    result = drift.compare(
        [1, 2.5, float("nan"), math.inf, None], [3], method="psi", compute_as="evidently", alpha=0.01
    )
    assert sent(server) == {
        "reference": [1, 2.5, None, "Infinity", None],
        "current": [3],
        "method": "psi",
        "computeAs": "evidently",
        "alpha": 0.01,
    }
    assert result.drifted
    assert result.value == math.inf
    assert result.p_value == 1e-30
    assert result.effect == 0.5


@pytest.mark.parametrize(
    ("sample", "wire"),
    [
        (np.array([1.0, np.nan, -np.inf]), [1.0, None, "-Infinity"]),
        (np.array([[1, 2], [3, 4]]), {"rows": [[1, 2], [3, 4]]}),
        ([[1, 2], [3, 4]], {"rows": [[1, 2], [3, 4]]}),
        ([np.float32(1.5), np.int64(2)], [1.5, 2]),
        (pd.Series(["a", None, "b"]), ["a", None, "b"]),
        (pd.Series([1, None], dtype="Int64"), [1, None]),
        (pd.DataFrame({"x": [1, 2], "y": ["a", "b"]}), {"columns": {"x": [1, 2], "y": ["a", "b"]}}),
        (pd.DataFrame([[1, 2]]), {"columns": {"0": [1], "1": [2]}}),
        (pl.Series([1.5, None]), [1.5, None]),
        (pl.DataFrame({"x": [1, 2], "y": ["a", None]}), {"columns": {"x": [1, 2], "y": ["a", None]}}),
        (pa.array([1, None]), [1, None]),
        (pa.chunked_array([[1, 2], [3]]), [1, 2, 3]),
        (pa.table({"x": [1, 2], "y": ["a", "b"]}), {"columns": {"x": [1, 2], "y": ["a", "b"]}}),
        ({"a": 3, 4: np.int64(5)}, {"counts": {"a": 3, "4": 5}}),
        (drift.Histogram([0, 1, 2], np.array([3, 4])), {"histogram": {"edges": [0, 1, 2], "counts": [3, 4]}}),
        (iter([True, False]), [True, False]),
        ([], []),
    ],
)
def test_takes_samples_as_people_hold_them(server: RecordingServer, sample: Any, wire: Any) -> None:
    drift.compare(sample, [1])
    assert sent(server)["reference"] == wire


@pytest.mark.parametrize("wrong", ["abc", 5, {"a": 1.5}, np.array(3), np.zeros((2, 2, 2))])
def test_refuses_what_is_no_sample(wrong: Any) -> None:
    with pytest.raises(drift.CompareError):
        drift.compare(wrong, [1])


def test_packs_large_samples(server: RecordingServer) -> None:
    drift.compare(np.arange(100_000, dtype=float), [1])
    request = server.requests[-1]
    assert request.headers["content-encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(request.body))["reference"]) == 100_000


def test_compares_the_columns_of_frames(server: RecordingServer) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    result = drift.compare_features(frame, {"a": [5], "b": [6]}, method="ks")
    assert sent(server)["features"] == {
        "a": {"reference": [1, 2], "current": [5]},
        "b": {"reference": [3, 4], "current": [6]},
    }
    assert result.drifted == ("a",)
    assert result.adjusted_p_values == {"a": 0.01, "b": 0.07}
    with pytest.raises(drift.CompareError, match="current side has no column 'b'"):
        drift.compare_features(frame, {"a": [5]})
    with pytest.raises(drift.CompareError, match="reference has no column 'c'"):
        drift.compare_features(frame, {"c": [5]}, columns=["c"])
    with pytest.raises(drift.CompareError, match="list has no columns"):
        drift.compare_features([1], [2])


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [1, 2], "b": ["x", None]}),
        pl.DataFrame({"a": [1, 2], "b": ["x", None]}),
        pa.table({"a": [1, 2], "b": ["x", None]}),
    ],
)
def test_compares_frames_of_every_library_by_column(server: RecordingServer, frame: Any) -> None:
    drift.compare_features(frame, frame)
    assert sent(server)["features"] == {
        "a": {"reference": [1, 2], "current": [1, 2]},
        "b": {"reference": ["x", None], "current": ["x", None]},
    }


def test_says_what_the_server_said(server: RecordingServer) -> None:
    server.behaviour = Reply(400, {"detail": "method: no such method", "field": "method"})
    with pytest.raises(drift.CompareError, match="no such method") as caught:
        drift.compare([1], [2])
    assert (caught.value.status, caught.value.field) == (400, "method")
    server.behaviour = Reply(502)
    with pytest.raises(drift.CompareError, match="502"):
        drift.methods()
    server.stop()
    with pytest.raises(drift.CompareError, match="does not answer"):
        drift.compare([1], [2])


def test_needs_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLIMSOLL_URL")
    with pytest.raises(drift.CompareError, match="PLIMSOLL_URL"):
        drift.methods()


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    before, now = tmp_path / "before.csv", tmp_path / "now.csv"
    before.write_text("a,b,c\n1,x,9\n,y,9\n2.5,,9\n", "utf-8")
    now.write_text("a,b\n3,x\ninf,7\n", "utf-8")
    return str(before), str(now)


def test_compares_files(server: RecordingServer, files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "compare", *files, "--method", "psi", "--parameter", "count=5"]) == 0
    assert sent(server) == {
        "features": {
            "a": {"reference": [1.0, None, 2.5], "current": [3.0, "Infinity"]},
            "b": {"reference": ["x", "y", None], "current": ["x", "7"]},
        },
        "method": "psi",
        "parameters": {"count": 5.0},
    }
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[1] == ["a", "ks.auto", "Infinity", "0.1", "0.01", "0.5", "drifted"]
    assert rows[2][-1] == "chance"
    assert main(["drift", "compare", *files, "--column", "a", "--json", "--parameter", "t=0.4,0.8"]) == 0
    assert json.loads(capsys.readouterr().out) == FEATURES
    assert list(sent(server)["features"]) == ["a"]
    assert main(["drift", "compare", *files, "--together", "--method", "classifier.auc"]) == 0
    assert sent(server)["current"] == {"columns": {"a": [3.0, "Infinity"], "b": ["x", "7"]}}


def test_names_what_is_wrong_with_files(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "compare", *files, "--column", "c"]) == 2
    assert "has no column 'c'" in capsys.readouterr().err
    assert main(["drift", "compare", files[0], files[0] + ".none"]) == 2
    assert "cannot be read" in capsys.readouterr().err
    Path(files[1]).write_text("a,a\n1,2\n", "utf-8")
    assert main(["drift", "compare", *files]) == 2
    assert "each once" in capsys.readouterr().err
    Path(files[1]).write_text("a\n1,2\n", "utf-8")
    assert main(["drift", "compare", *files]) == 2
    assert "line 2" in capsys.readouterr().err
    assert main(["drift", "compare", files[0], files[0], "--parameter", "count"]) == 2
    assert "NAME=VALUE" in capsys.readouterr().err


def test_compares_samples_of_json(server: RecordingServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, now = tmp_path / "before.json", tmp_path / "now.json"
    histogram = {"histogram": {"edges": [0, 1, 2], "counts": [5, 6]}}
    before.write_text(json.dumps(histogram), "utf-8")
    now.write_text('{"counts": {"a": 3}, "missing": 2}', "utf-8")
    assert main(["drift", "compare", str(before), str(now), "--method", "js.tfdv"]) == 0
    assert sent(server) == {
        "reference": histogram,
        "current": {"counts": {"a": 3}, "missing": 2},
        "method": "js.tfdv",
    }
    assert server.requests[-1].path == "/api/v1/drift/compare"
    assert "(sample)" in capsys.readouterr().out
    assert main(["drift", "compare", str(before), str(now), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == ANSWER
    assert main(["drift", "compare", str(before), str(now), "--column", "a"]) == 2
    now.write_text("{", "utf-8")
    assert main(["drift", "compare", str(before), str(now)]) == 2
    assert "is no JSON" in capsys.readouterr().err
    assert main(["drift", "compare", str(before), str(tmp_path / "none.json")]) == 2


def test_lists_methods(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "methods"]) == 0
    assert "psi.evidently" in capsys.readouterr().out
    assert main(["drift", "methods", "psi"]) == 0
    assert "--parameter count=10" in capsys.readouterr().out
    assert main(["drift", "methods", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["family"] == "psi"
    assert main(["drift", "methods", "none"]) == 2

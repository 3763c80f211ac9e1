"""Writes the folder that is pushed: the model and all that the server needs to check, run and watch it."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from pathlib import Path
from typing import Any

import joblib
import numpy
import pandas
from sklearn.pipeline import Pipeline

from flight_delays.dataset import CATEGORIES, FEATURES, NUMBERS
from flight_delays.training import SEED, Quality

BASELINE_ROWS = 5_000
TEST_ROWS = 20
INTEGERS = ("hour", "distance")
MODEL_NEEDS = ("joblib", "numpy", "pandas", "scikit-learn", "scipy")

README = """\
# flight-delays

The probability that a flight from New York arrives more than 15 minutes late, from what is known before it departs.

{quality}

These figures are from a model that has not seen the second half of February; the one in this folder has seen all of
January and February 2013. It knows winter only.
"""


def write(directory: Path, model: Pipeline, rows: pandas.DataFrame, quality: Quality) -> None:
    """Write the folder for the scikit-learn model that was trained on the rows."""
    directory.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, directory / "model.joblib")
    # The very versions of the training: a pickled model promises nothing under others.
    pins = [f"{name}=={importlib.metadata.version(name)}\n" for name in MODEL_NEEDS]
    (directory / "requirements.txt").write_text("".join(pins))
    python = f'python: "{sys.version_info.major}.{sys.version_info.minor}"\n'
    _write_data(directory, rows, "framework: sklearn\nmodel: model.joblib\n" + python)
    (directory / "README.md").write_text(README.format(quality=quality.text()))


def write_onnx(directory: Path, model: Pipeline, rows: pandas.DataFrame, quality: Quality) -> None:
    """Write the folder for the same model as ONNX, which the server runs without Python."""
    try:
        from skl2onnx import to_onnx  # noqa: PLC0415
        from skl2onnx.common.data_types import FloatTensorType, StringTensorType  # noqa: PLC0415
    except ImportError:
        raise SystemExit("skl2onnx is missing; run: pip install -r requirements-onnx.txt") from None
    directory.mkdir(parents=True, exist_ok=True)
    types = [(name, StringTensorType([None, 1])) for name in CATEGORIES]
    types += [(name, FloatTensorType([None, 1])) for name in NUMBERS]
    converted = to_onnx(model, initial_types=types, options={id(model): {"zipmap": False}}, name="flight-delays")
    (directory / "model.onnx").write_bytes(converted.SerializeToString())
    _write_data(directory, rows, "framework: onnx\nmodel: model.onnx\n")
    (directory / "README.md").write_text(README.format(quality=quality.text()))


def onnx_difference(directory: Path, model: Pipeline, rows: pandas.DataFrame) -> float:
    """Return how far the probabilities of the ONNX model are from those of the original, at most, over the rows."""
    import onnxruntime  # noqa: PLC0415

    session = onnxruntime.InferenceSession(str(directory / "model.onnx"))
    inputs = {name: rows[[name]].astype(str).to_numpy(dtype=object) for name in CATEGORIES}
    inputs |= {name: rows[[name]].to_numpy(dtype=numpy.float32) for name in NUMBERS}
    _, probabilities = session.run(None, inputs)
    return float(numpy.abs(probabilities - model.predict_proba(rows[FEATURES])).max())


def records(rows: pandas.DataFrame) -> list[dict[str, Any]]:
    """Return the features of the rows as JSON objects, with null for what is missing."""
    frame = rows[FEATURES].astype(object)
    return list(frame.where(rows[FEATURES].notna(), None).to_dict("records"))


def _write_data(directory: Path, rows: pandas.DataFrame, head: str) -> None:
    features = "".join(f"  {name}: {_kind(name)}\n" for name in FEATURES)
    (directory / "plimsoll.yaml").write_text(f"{head}baseline: baseline.csv\nfeatures:\n{features}")
    test_rows = records(rows.sample(TEST_ROWS, random_state=SEED))
    (directory / "test_data.json").write_text(json.dumps(test_rows, indent=1) + "\n")
    sample = rows.sample(min(BASELINE_ROWS, len(rows)), random_state=SEED).sort_index()
    sample[FEATURES].to_csv(directory / "baseline.csv", index=False)


def _kind(name: str) -> str:
    if name in CATEGORIES:
        return "string"
    return "integer" if name in INTEGERS else "number"

"""Trains the models that are compared, and writes what each server needs of them.

    python models.py OUTPUT

For each model a folder OUTPUT/<name> with model.joblib, for Plimsoll a repository OUTPUT/<name>/push, for FastAPI with
ONNX Runtime a graph OUTPUT/<name>/model.onnx, and the requests OUTPUT/<name>/<form>.jsonl, a body a line, the same rows
in the same order in every form.
"""

from __future__ import annotations

import json
import pathlib
import random
import sys
from collections.abc import Callable
from typing import Any

import joblib
import numpy as np
import skl2onnx
import sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

REQUESTS = 256
SEED = 7

GOOD = "quick friendly helpful clear calm solid bright lovely perfect reliable".split()
BAD = "slow rude broken confusing noisy weak dull awful faulty late".split()
OTHER = "the service parcel driver phone order today with and was a very room support answer price".split()


def reviews(count: int) -> tuple[list[str], list[int]]:
    """Short texts that are good or bad by most of their telling words."""
    lot = random.Random(SEED)
    texts, labels = [], []
    for _ in range(count):
        label = lot.randint(0, 1)
        words = lot.choices(GOOD if label else BAD, k=4) + lot.choices(OTHER, k=12) + lot.choices(GOOD + BAD, k=1)
        lot.shuffle(words)
        texts.append(" ".join(words))
        labels.append(label)
    return texts, labels


def tables() -> dict[str, tuple[Any, np.ndarray, np.ndarray, list[str]]]:
    iris, cells = load_iris(), load_breast_cancer()
    names = [str(name).replace(" ", "_").replace("_(cm)", "") for name in iris.feature_names]
    measures = [str(name).replace(" ", "_") for name in cells.feature_names]
    return {
        "iris": (LogisticRegression(max_iter=500), iris.data, iris.target, names),
        "forest": (RandomForestClassifier(100, random_state=SEED), cells.data, cells.target, measures),
        "boosting": (
            GradientBoostingClassifier(n_estimators=300, random_state=SEED),
            cells.data,
            cells.target,
            measures,
        ),
        "mlp": (
            make_pipeline(StandardScaler(), MLPClassifier((32, 16), max_iter=800, random_state=SEED)),
            cells.data,
            cells.target,
            measures,
        ),
    }


def write_bodies(folder: pathlib.Path, form: str, rows: list[Any], body: Callable[[Any], Any]) -> None:
    with (folder / f"{form}.jsonl").open("w") as out:
        for row in rows:
            out.write(json.dumps(body(row)) + "\n")


def write(folder: pathlib.Path, model: Any, rows: list[Any], names: list[str], initial: Any) -> None:
    push = folder / "push"
    push.mkdir(parents=True)
    joblib.dump(model, folder / "model.joblib")
    joblib.dump(model, push / "model.joblib")
    graph = skl2onnx.to_onnx(model, initial_types=[("x", initial)], options={"zipmap": False})
    (folder / "model.onnx").write_bytes(graph.SerializeToString())
    (push / "requirements.txt").write_text(f"scikit-learn=={sklearn.__version__}\njoblib=={joblib.__version__}\n")
    is_text = isinstance(rows[0], str)
    if is_text:
        features = [{"text": row} for row in rows]
    else:
        features = [dict(zip(names, row, strict=True)) for row in rows]
    types = "".join(f"  {name}: {'string' if is_text else 'number'}\n" for name in names)
    (push / "plimsoll.yaml").write_text("features:\n" + types)
    (push / "test_data.json").write_text(json.dumps(features[:20]))
    write_bodies(folder, "named", features, lambda row: {"features": row})
    write_bodies(folder, "rows", rows, lambda row: {"rows": [row]})
    write_bodies(folder, "inputs", rows, lambda row: {"inputs": [row]})
    datatype = {"datatype": "BYTES", "parameters": {"content_type": "str"}} if is_text else {"datatype": "FP64"}
    write_bodies(
        folder,
        "protocol",
        rows,
        lambda row: {
            "inputs": [{"name": "x", "shape": [1, len(names)], "data": [row] if is_text else row, **datatype}]
        },
    )


def main(output: pathlib.Path) -> None:
    for name, (model, data, target, names) in tables().items():
        model.fit(data, target)
        rows = [[round(float(value), 5) for value in row] for row in data[:REQUESTS]]
        # Doubles in the graph would be the fairer proof, floats are what people convert to and faster.
        write(output / name, model, rows, names, FloatTensorType([None, len(names)]))
    texts, labels = reviews(2_000)
    # Lower-casing in ONNX Runtime wants a locale that few machines have; the texts are lower case as they are.
    pipeline = make_pipeline(TfidfVectorizer(lowercase=False), LogisticRegression())
    pipeline.fit(texts, labels)
    write(output / "text", pipeline, texts[:REQUESTS], ["text"], StringTensorType([None, 1]))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

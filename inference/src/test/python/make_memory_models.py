"""Makes ONNX files of usual models, to measure what a session of them takes in memory:

    python -m venv venv && venv/bin/pip install onnx==1.23.2 skl2onnx==1.20.0 scikit-learn==1.7.2
    venv/bin/python make_memory_models.py /tmp/models
    mvn -pl inference -am verify -Dit.test=SessionMemoryIT -Dmemory=/tmp/models -Dtest=NONE \
        -Dsurefire.failIfNoSpecifiedTests=false
"""

import pathlib
import sys

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.datasets import make_classification
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

FEATURES = 20
MODELS = {
    "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
    "forest100_depth8": RandomForestClassifier(100, max_depth=8, random_state=0),
    "forest100": RandomForestClassifier(100, random_state=0),
    "boosting300": GradientBoostingClassifier(n_estimators=300, random_state=0),
    "boosting300_depth6": GradientBoostingClassifier(n_estimators=300, max_depth=6, random_state=0),
    "network100": MLPClassifier((100, 100), max_iter=20, random_state=0),
    "network512": MLPClassifier((512, 512), max_iter=5, random_state=0),
}


def save(folder, name, model, kind):
    options = {"zipmap": False}
    target = {"": 17, "ai.onnx.ml": 3}
    graph = to_onnx(model, initial_types=[("X", kind)], options=options, target_opset=target)
    (folder / f"{name}.onnx").write_bytes(graph.SerializeToString())


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rows, classes = make_classification(4000, FEATURES, n_informative=10, random_state=0)
    for name, model in MODELS.items():
        fitted = model.fit(rows.astype(np.float32), classes)
        save(folder, name, fitted, FloatTensorType([None, FEATURES]))
    words = [[f"word-{i * 7919 % 20_000}"] for i in range(20_000)]
    encoded = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression(max_iter=20))
    fitted = encoded.fit(words, [i % 2 for i in range(len(words))])
    save(folder, "words", fitted, StringTensorType([None, 1]))


main()

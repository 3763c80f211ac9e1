"""Saves small models in every form that the scanner and the worker have to read.

Run by the integration tests with the environment that they have built: make_pickles.py FOLDER
"""

import gzip
import json
import pathlib
import pickle
import shutil
import sys

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(5)
frame = pd.DataFrame({"temp": random.normal(50, 20, 200), "wind": random.uniform(0, 30, 200)})
late = (frame["temp"] + frame["wind"] > 65).astype(int)
logistic = LogisticRegression(max_iter=500).fit(frame, late)

for protocol in range(6):
    with open(folder / f"protocol{protocol}.pkl", "wb") as file:
        pickle.dump(logistic, file, protocol=protocol)
forest = RandomForestClassifier(n_estimators=5, max_depth=4, random_state=1).fit(frame.to_numpy(), late)
joblib.dump(forest, folder / "forest.joblib")
joblib.dump(forest, folder / "zlib.joblib", compress=3)
joblib.dump(forest, folder / "gzip.joblib", compress=("gzip", 3))
joblib.dump(forest, folder / "lzma.joblib", compress=("lzma", 3))
boosted = GradientBoostingClassifier(n_estimators=5).fit(frame, np.where(late, "late", "early"))
joblib.dump(boosted, folder / "words.joblib")
joblib.dump(LinearRegression().fit(frame.to_numpy(), frame["temp"] * 2), folder / "regression.joblib")
three = LogisticRegression(max_iter=500).fit(frame, np.digitize(frame["wind"], [10, 20]))
joblib.dump(three, folder / "three.joblib")
frame["carrier"] = random.choice(["UA", "AA"], 200)
histogram = HistGradientBoostingClassifier(max_iter=5).fit(frame[["temp", "wind"]], late)
joblib.dump(histogram, folder / "histogram.joblib")
encode = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["carrier"]), remainder="passthrough")
mixed = make_pipeline(encode, LogisticRegression(max_iter=500)).fit(frame, late)
joblib.dump(mixed, folder / "mixed.joblib")
joblib.dump(np.array([{"a": 1}, None, "text"], dtype=object), folder / "objects.joblib")
expected = {
    "probability": [float(p) for p in logistic.predict_proba(frame[["temp", "wind"]].iloc[:3])[:, 1]],
    "label": [int(v) for v in logistic.predict(frame[["temp", "wind"]].iloc[:3])],
    "rows": frame[["temp", "wind"]].iloc[:3].to_dict("records"),
}
(folder / "expected.json").write_text(json.dumps(expected))

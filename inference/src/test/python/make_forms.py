"""Saves models in the libraries' own forms, and what the libraries themselves answer.

Run by the integration tests with the environment that they have built: make_forms.py FOLDER
"""

import json
import pathlib
import sys

import joblib
import lightgbm
import numpy as np
import pandas as pd
import skops.io
import xgboost
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(5)
frame = pd.DataFrame({"temp": random.normal(50, 20, 300), "wind": random.uniform(0, 30, 300)})
frame.iloc[::17, 1] = np.nan
late = (frame["temp"] + frame["wind"].fillna(10) > 65).astype(int)
size = np.digitize(frame["temp"], [40, 60])
amount = frame["temp"] * 2
rows = frame.iloc[:5]
expected = {}


def classes(labels, shares):
    shares = np.asarray(shares, dtype=float)
    wide = shares.ndim == 2
    probability = shares if not wide else shares[:, 1] if shares.shape[1] == 2 else shares.max(axis=1)
    return {"label": np.asarray(labels).tolist(), "probability": probability.tolist()}


def of_classifier(model, data=rows):
    return classes(model.predict(data), model.predict_proba(data))


binary = xgboost.XGBClassifier(n_estimators=8, max_depth=3).fit(frame, late)
binary.save_model(folder / "xgboost.json")
binary.save_model(folder / "xgboost.ubj")
joblib.dump(binary, folder / "xgboost.joblib")
expected["xgboost"] = of_classifier(binary)
several = xgboost.XGBClassifier(n_estimators=4, max_depth=3).fit(frame, size)
several.save_model(folder / "xgboost-classes.json")
expected["xgboost-classes"] = of_classifier(several)
matrix = xgboost.DMatrix(frame.to_numpy(), label=amount)
booster = xgboost.train({"objective": "reg:squarederror", "max_depth": 3}, matrix, num_boost_round=5)
booster.save_model(folder / "xgboost-booster.json")
answers = booster.predict(xgboost.DMatrix(rows.to_numpy()))
expected["xgboost-booster"] = {"prediction": answers.astype(float).tolist()}

quiet = {"verbose": -1, "min_data_in_leaf": 5}
binary = lightgbm.LGBMClassifier(n_estimators=8, **quiet).fit(frame, late)
binary.booster_.save_model(folder / "lightgbm.txt")
joblib.dump(binary, folder / "lightgbm.joblib")
expected["lightgbm"] = of_classifier(binary)
several = lightgbm.LGBMClassifier(n_estimators=4, **quiet).fit(frame, size)
several.booster_.save_model(folder / "lightgbm-classes.txt")
expected["lightgbm-classes"] = of_classifier(several)
regressor = lightgbm.train({"objective": "regression", **quiet}, lightgbm.Dataset(frame.to_numpy(), amount), 5)
regressor.save_model(folder / "lightgbm-regression.txt")
expected["lightgbm-regression"] = {"prediction": regressor.predict(rows.to_numpy()).tolist()}
categories = frame.assign(carrier=pd.Categorical(random.choice(["UA", "AA"], 300)))
lightgbm.LGBMClassifier(n_estimators=2, **quiet).fit(categories, late).booster_.save_model(folder / "categories.txt")

filled = frame.fillna(10)
logistic = LogisticRegression(max_iter=500).fit(filled, late)
skops.io.dump(logistic, folder / "sklearn.skops")
expected["skops"] = of_classifier(logistic, filled.iloc[:5])

texts = ["late again", "on time", "late late", "all on time", "very late", "in time"] * 5
mood = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, [1, 0, 1, 0, 1, 0] * 5)
joblib.dump(mood, folder / "text.joblib")
expected["text"] = of_classifier(mood, ["late again", "on time"])

expected["rows"] = [{k: None if np.isnan(v) else v for k, v in row.items()} for row in rows.to_dict("records")]
(folder / "expected.json").write_text(json.dumps(expected))

"""Saves one model of every kind that is compiled, each in a folder that is a repository.

Run by the integration tests with the environment that they have built: make_compiled_models.py FOLDER
"""

import json
import pathlib
import sys

import joblib
import lightgbm
import numpy as np
import pandas as pd
import xgboost
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(7)
iris = load_iris(as_frame=True)
frame = pd.DataFrame(
    {"temp": random.normal(50, 20, 600).round(1), "wind": random.uniform(0, 30, 600).round(2)}
)
frame["gust"] = frame["wind"] * random.uniform(1, 2, 600).round(2)
late = (frame["temp"] + frame["wind"] + random.normal(0, 15, 600) > 65).astype(int)
delay = 3 * frame["temp"] + frame["wind"] ** 2 + random.normal(0, 5, 600)
holes = frame.mask(random.random(frame.shape) < 0.1)
named = frame.assign(carrier=random.choice(["AA", "B6", "UA"], 600), hour=random.integers(0, 24, 600))
words = ["late again", "on time", "Delayed by fog", "smooth flight", "fog and rain", "Ciel d\u00e9gag\u00e9 \U0001f600"]
signs = ["A", "\U0001f600", "\U0001f601", "z\x00", "z"]
texts = pd.DataFrame({"remark": random.choice(words, 600), "temp": frame["temp"], "sign": random.choice(signs, 600)})
texts["note"] = random.choice(words, 600)


def save(name, model, rows, target, yaml=None, column=None, **fit):
    model.fit(rows if column is None else rows[column], target, **fit)
    keep(name, rows, lambda place: joblib.dump(model, place / "model.joblib"), yaml)


def keep(name, rows, write, yaml=None):
    place = folder / name
    place.mkdir()
    write(place)
    sample = json.loads(rows.head(40).to_json(orient="records"))
    (place / "test_data.json").write_text(json.dumps(sample))
    (place / "rows.json").write_text(rows.tail(300).to_json(orient="records"))
    if yaml:
        (place / "plimsoll.yaml").write_text(yaml)


def columns(rest):
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return ColumnTransformer([("carrier", encoder, ["carrier"]), ("rest", rest, ["temp", "wind", "gust", "hour"])])


save("logistic", LogisticRegression(max_iter=500), iris.data, iris.target)
save("forest", RandomForestClassifier(40, random_state=1), frame, late)
save("forest_of_words", RandomForestClassifier(15, random_state=1), frame, np.where(late, "late", "on time"))
save("forest_regressor", RandomForestRegressor(20, random_state=1), frame, delay)
save("scaled_forest", make_pipeline(StandardScaler(), RandomForestClassifier(15, random_state=1)), frame, late)
save("gradient_boosting", GradientBoostingClassifier(n_estimators=30, random_state=1), iris.data, iris.target)
save("histogram", HistGradientBoostingClassifier(max_iter=30, random_state=1), frame, late)
save("histogram_missing", HistGradientBoostingClassifier(max_iter=30, random_state=1), holes, late)
save("histogram_regressor", HistGradientBoostingRegressor(max_iter=30, random_state=1), frame, delay)
save("network", make_pipeline(StandardScaler(), MLPClassifier((12,), max_iter=80, random_state=1)), frame, late)
save("ridge", make_pipeline(StandardScaler(), Ridge()), frame, delay)
save("columns", make_pipeline(columns(StandardScaler()), LogisticRegression()), named, late)
save("columns_histogram", make_pipeline(columns("passthrough"), HistGradientBoostingClassifier(max_iter=30)), named, late)


def beside(*vectorisers):
    """Texts beside a number and a category."""
    encoder = OneHotEncoder(handle_unknown="ignore")
    others = [("temp", StandardScaler(), ["temp"]), ("sign", encoder, ["sign"])]
    return ColumnTransformer([*others, *((column, vectoriser, column) for column, vectoriser in vectorisers)])


both = [
    ("remark", TfidfVectorizer(ngram_range=(1, 2))),
    ("note", CountVectorizer(analyzer="char_wb", ngram_range=(2, 3))),
]
foggy = np.where(texts["remark"].str.contains("fog"), "\U0001f32b fog", np.where(late, "late", "on time"))
remarks = texts[["remark"]]


def read(name, *steps, target=late):
    """A pipeline that takes nothing but texts."""
    save(name, make_pipeline(*steps), remarks, target, column="remark")


read("text", TfidfVectorizer(), LogisticRegression())
condensed = make_pipeline(TfidfVectorizer(strip_accents="unicode"), TruncatedSVD(3, random_state=1), Normalizer())
read("text_condensed", condensed, LinearSVC(), target=foggy)
hashes = HashingVectorizer(n_features=4096, alternate_sign=False, norm=None, stop_words="english")
read("text_bayes", hashes, TfidfTransformer(), MultinomialNB(), target=foggy)
read("text_pattern", CountVectorizer(token_pattern="(?:on|fog)+"), Ridge())
save("text_columns", make_pipeline(beside(*both), LogisticRegression(max_iter=500)), texts, foggy)
# A row of so many numbers that a thousand of them are computed in parts.
wide = ("remark", HashingVectorizer(n_features=8192))
save("text_forest", make_pipeline(beside(wide, both[1]), RandomForestClassifier(15, random_state=1)), texts, late)
alone = texts.drop(columns="note")
save("text_xgboost", make_pipeline(beside(both[0]), xgboost.XGBClassifier(n_estimators=10)), alone, late)
# The converter takes splits by category for splits by number.
categories = frame.assign(carrier=random.integers(0, 8, 600))
odd = (categories["carrier"] % 3 == 1).astype(int)
save("categories", HistGradientBoostingClassifier(categorical_features=[3], max_iter=30), categories, odd)
save("pinned_to_jvm", KNeighborsClassifier(4), frame.round(0), late, "engine: jvm\n")

size = np.digitize(frame["temp"], [40, 60])
trees = {"n_estimators": 20, "max_depth": 4}
boosted = xgboost.XGBClassifier(**trees).fit(holes, size)
keep("xgboost", holes, lambda place: boosted.save_model(place / "model.json"))
counts = xgboost.XGBRegressor(objective="count:poisson", **trees).fit(holes, random.poisson(frame["wind"]))
keep("xgboost_counts", holes, lambda place: counts.save_model(place / "model.ubj"))
booster = xgboost.train({"objective": "binary:logistic"}, xgboost.DMatrix(frame, label=late), 8)
keep("xgboost_booster", frame, lambda place: joblib.dump(booster, place / "model.joblib"))
save("xgboost_dart", xgboost.XGBClassifier(booster="dart", rate_drop=0.3, missing=-1.0, **trees), frame, late)
by_category = {"feature_types": ["q", "q", "q", "c"], "enable_categorical": True, "max_cat_to_onehot": 2}
sorted_out = xgboost.XGBClassifier(**by_category, **trees).fit(categories.to_numpy(), odd)
keep("xgboost_categories", categories, lambda place: joblib.dump(sorted_out, place / "model.joblib"))
# What a sparse matrix leaves out is missing for XGBoost, and zero for everybody else.
sparse = ColumnTransformer([("carrier", OneHotEncoder(), ["carrier"])], remainder="passthrough", sparse_threshold=1.0)
save("xgboost_sparse", make_pipeline(sparse, xgboost.XGBClassifier(**trees)), named, late)
save("xgboost_linear", xgboost.XGBClassifier(booster="gblinear"), frame, late)

quiet = {"n_estimators": 20, "min_child_samples": 5, "verbose": -1}
light = lightgbm.LGBMClassifier(**quiet).fit(holes, late)
keep("lightgbm", holes, lambda place: light.booster_.save_model(place / "model.txt"))
calm = holes.assign(wind=holes["wind"].where(holes["wind"] > 8, 0))
words = np.where(late, "late", "on time")
save("lightgbm_words", lightgbm.LGBMClassifier(zero_as_missing=True, **quiet), calm, words)
save("lightgbm_categories", lightgbm.LGBMClassifier(**quiet), categories, odd, categorical_feature=[3])
delays = lightgbm.LGBMRegressor(boosting_type="rf", bagging_freq=1, bagging_fraction=0.6, **quiet)
save("lightgbm_forest", make_pipeline(StandardScaler(), delays), frame, delay)
(folder / "complete").touch()

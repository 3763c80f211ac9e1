"""Makes the PMML files in ../resources/pmml, and what scikit-learn answers to rows beside them. They
are checked in; run this only to change them:

    python -m venv venv && venv/bin/pip install --no-deps nyoka==5.5.0 lxml==6.1.3
    venv/bin/pip install scikit-learn==1.7.2 pandas==3.0.2
    venv/bin/python make_pmml_models.py

The flowers are measured in eighths, which binary fractions hold exactly: nyoka writes the
thresholds of trees for double, while scikit-learn compares in float.
"""

import json
import pathlib
import re

import numpy as np
import pandas as pd
from nyoka import skl_to_pmml
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier

FOLDER = pathlib.Path(__file__).parent.parent / "resources" / "pmml"
FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]

iris = load_iris()
flowers = pd.DataFrame(np.round(iris.data * 8) / 8, columns=FEATURES)
species = np.array(["setosa", "versicolor", "virginica"])[iris.target]
is_versicolor = (iris.target == 1).astype(int)
weight = flowers["petal_width"] * 3 + np.sin(flowers["sepal_length"])


def models():
    yield "logistic", is_versicolor, (StandardScaler(), LogisticRegression())
    yield "linear", weight, (LinearRegression(),)
    yield "tree", species, (DecisionTreeClassifier(max_depth=4, random_state=0),)
    forest = RandomForestClassifier(8, max_depth=4, random_state=0)
    yield "forest", species, (SimpleImputer(), forest)
    yield "forest_of_numbers", weight, (RandomForestRegressor(5, max_depth=3, random_state=0),)
    boosting = GradientBoostingClassifier(n_estimators=4, max_depth=2, random_state=0)
    yield "boosting", species, (boosting,)
    numbers = GradientBoostingRegressor(n_estimators=8, max_depth=2, random_state=0)
    yield "boosting_of_numbers", weight, (numbers,)
    network = MLPClassifier((6, 4), max_iter=400, random_state=0)
    yield "network", species, (StandardScaler(), network)
    yield "network_of_two", is_versicolor, (MinMaxScaler(), MLPClassifier((5,), max_iter=400, random_state=0))
    yield "clusters", None, (StandardScaler(), KMeans(3, random_state=0, n_init=3))


def main():
    FOLDER.mkdir(exist_ok=True)
    rows = flowers[::9]
    answers = {"rows": rows.to_dict("records"), "models": {}}
    for name, target, steps in models():
        pipeline = Pipeline([(f"step{i}", step) for i, step in enumerate(steps)])
        pipeline.fit(flowers) if target is None else pipeline.fit(flowers, target)
        path = FOLDER / f"{name}.pmml"
        skl_to_pmml(pipeline, FEATURES, "target", str(path))
        path.write_text(re.sub(r">\s+<", ">\n<", path.read_text()))
        answer = {"predict": pipeline.predict(rows).tolist()}
        if hasattr(pipeline, "predict_proba"):
            answer["classes"] = pipeline.classes_.tolist()
            answer["probabilities"] = pipeline.predict_proba(rows).tolist()
        answers["models"][name] = answer
    (FOLDER / "answers.json").write_text(json.dumps(answers, indent=1))


main()

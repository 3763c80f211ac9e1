"""Models that bring no code of their own: what their columns and their answers are."""

import json
import re

from plimsoll_worker.errors import ModelError
from plimsoll_worker.networks import Network
from plimsoll_worker.outputs import named_columns


def estimator(model, shares=False):
    """The model behind the one interface that calls need.

    `shares` says that a network answers the shares of classes, which it cannot say itself.
    """
    if isinstance(model, Network):
        model.answers_shares = shares
        return model
    library = type(model).__module__.partition(".")[0]
    if library == "lightgbm" and hasattr(model, "dump_model"):
        return LightGbmBooster(model)
    if library == "xgboost" and hasattr(model, "save_raw"):
        model = with_interface(model)
    return Estimator(model)


def with_interface(booster, path=None):
    """XGBoost's own model behind its scikit-learn interface, which knows what the answers mean.

    `path` is the file that it was read from, if there is one.
    """
    import xgboost

    objective = json.loads(booster.save_config())["learner"]["objective"]["name"]
    is_classifier = objective.startswith(("binary:", "multi:"))
    model = xgboost.XGBClassifier() if is_classifier else xgboost.XGBRegressor()
    model.load_model(path or booster.save_raw("ubj"))
    return model


class Estimator:
    """A model with the interface of scikit-learn."""

    def __init__(self, model):
        if not hasattr(model, "predict"):
            raise ModelError(
                "the file holds a %s.%s, which has no predict(); add a predict.py that knows how to"
                " call it" % (type(model).__module__, type(model).__qualname__)
            )
        import numpy

        self.numpy, self.model = numpy, model
        names = safe_attribute(model, "feature_names_in_")
        self.names = None if names is None else [str(name) for name in names]
        self.width = safe_attribute(model, "n_features_in_")
        self.pandas = None if self.names is None else installed_pandas()
        self.classes = safe_attribute(model, "classes_")
        self.single = self.classes is not None and not isinstance(self.classes, (list, tuple))

    def describe(self):
        described = {"kind": "classifier" if self.classes is not None else "regressor"}
        if self.names is not None:
            described["featureNames"] = self.names
        if self.width is not None:
            described["featureCount"] = int(self.width)
        return described

    def predict(self, columns):
        inputs = self.inputs(columns)
        predicted = self.numpy.asarray(self.model.predict(inputs))
        if not self.single:
            return named_columns("prediction", predicted)
        outputs = named_columns("label", predicted)
        if hasattr(self.model, "predict_proba"):
            shares = self.numpy.asarray(self.model.predict_proba(inputs), dtype=float)
            outputs["probability"] = shares[:, 1] if shares.shape[1] == 2 else shares.max(axis=1)
        return outputs

    def inputs(self, columns):
        return self.arranged(columns, [column.numpy(self.numpy) for column in columns])

    def arranged(self, columns, arrays):
        by_name = {column.name: values for column, values in zip(columns, arrays)}
        if self.names is not None:
            by_name = {name: by_name[name] for name in self.names}
            if self.pandas is not None:
                return self.pandas.DataFrame(by_name)
        elif self.width is None and [column.datatype for column in columns] == ["BYTES"]:
            # What works on texts, like a vectoriser, takes a plain sequence of them.
            return arrays[0]
        return self.numpy.column_stack(list(by_name.values()))


class LightGbmBooster:
    """LightGBM's own model, whose answers say nothing of classes: the objective does."""

    def __init__(self, booster):
        import numpy

        self.numpy, self.model = numpy, booster
        if booster.pandas_categorical:
            raise ModelError(
                "the model was trained on pandas categories, whose columns its text form does not"
                " name; push the LGBMClassifier or LGBMRegressor itself, saved with joblib.dump"
            )
        self.objective = header_value(booster, "objective").split(" ")[0]
        names = booster.feature_name()
        self.names = None if all(re.fullmatch(r"Column_\d+", name) for name in names) else names
        count = max(2, booster.num_model_per_iteration())
        self.classes = numpy.arange(count) if self.classifies() else None
        self.single = self.classes is not None

    def describe(self):
        described = {"featureCount": self.model.num_feature()}
        described["kind"] = "classifier" if self.classifies() else "regressor"
        if self.names is not None:
            described["featureNames"] = self.names
        return described

    def classifies(self):
        return self.objective in ("binary", "multiclass", "multiclassova")

    def predict(self, columns):
        predicted = self.model.predict(self.inputs(columns))
        if not self.classifies():
            return named_columns("prediction", predicted)
        if predicted.ndim == 1:
            return {"label": (predicted > 0.5).astype("int64"), "probability": predicted}
        return {"label": predicted.argmax(axis=1), "probability": predicted.max(axis=1)}

    def inputs(self, columns):
        return self.arranged(columns, [column.numpy(self.numpy) for column in columns])

    def arranged(self, columns, arrays):
        by_name = {column.name: values for column, values in zip(columns, arrays)}
        ordered = arrays if self.names is None else [by_name[name] for name in self.names]
        return self.numpy.column_stack(ordered)


def header_value(booster, key):
    """A line of the text form before its first tree; the library has no accessor for it."""
    for line in booster.model_to_string(num_iteration=1).split("\n"):
        if line.startswith(key + "="):
            return line[len(key) + 1 :]
    return ""


def installed_pandas():
    """Where pandas is missing, columns in the model's order say the same."""
    try:
        import pandas
    except ImportError:
        return None
    return pandas


def safe_attribute(model, name):
    """Attributes of unfitted or wrapped estimators may raise anything when they are read."""
    try:
        return getattr(model, name, None)
    except Exception:
        return None

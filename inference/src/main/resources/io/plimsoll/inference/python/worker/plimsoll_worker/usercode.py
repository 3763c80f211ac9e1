"""Models that come with code of their own."""

import importlib.util
import inspect
import os
import sys

from plimsoll_worker.errors import ModelError
from plimsoll_worker.outputs import by_output


class UserCode:
    """predict.py of the repository, with or without a model file beside it."""

    def __init__(self, directory, predict_file, load_file):
        module = import_file(os.path.join(directory, predict_file))
        self.function = getattr(module, "predict", None)
        if not callable(self.function):
            raise ModelError(predict_file + " defines no function predict(rows)")
        count = required_arguments(self.function)
        if count not in (1, 2):
            raise ModelError(
                predict_file + ": predict takes %d arguments; it has to be predict(rows) or"
                " predict(model, rows)" % count
            )
        self.takes_model = count == 2
        self.model = None
        if callable(getattr(module, "load", None)):
            self.model = module.load(directory)
        elif self.takes_model:
            self.model = load_file()

    def describe(self):
        return {"kind": "python"}

    def predict(self, columns):
        names = [column.name for column in columns]
        rows = [dict(zip(names, row)) for row in zip(*(column.values() for column in columns))]
        answers = self.function(self.model, rows) if self.takes_model else self.function(rows)
        return by_output(answers, len(rows))


def required_arguments(function):
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    return sum(1 for p in parameters if p.kind in kinds and p.default is p.empty)


def import_file(path):
    spec = importlib.util.spec_from_file_location("predict", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["predict"] = module
    spec.loader.exec_module(module)
    return module

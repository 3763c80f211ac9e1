"""The model file of a repository, opened by the form that it was found to have."""

import importlib
import pickle
import sys

from plimsoll_worker import networks
from plimsoll_worker.errors import ModelError
from plimsoll_worker.estimators import with_interface


class ModelFile:
    """A file and what it may import while it is opened."""

    def __init__(self, path, form, allowed):
        self.path, self.form = path, form
        self.unpickling = Unpickling(allowed)

    def load(self):
        """An object with predict(); for LightGBM's text form its Booster."""
        if self.form == "own":
            raise ModelError(
                "the model file is of a form that only predict.py knows; define load(directory) there"
            )
        return getattr(self, self.form)()

    def pickle(self):
        with open(self.path, "rb") as file:
            return self.unpickling.run(pickle.load, file)

    def joblib(self):
        return self.unpickling.run(importlib.import_module("joblib").load, self.path)

    def skops(self):
        io = importlib.import_module("skops.io")
        unknown = io.get_untrusted_types(file=self.path)
        if unknown:
            raise ModelError(
                "skops does not trust %s; save a plain estimator, or add a predict.py whose"
                " load(directory) names what to trust" % ", ".join(unknown)
            )
        return io.load(self.path)

    def xgboost(self):
        return with_interface(importlib.import_module("xgboost").Booster(model_file=self.path), self.path)

    def torch_script(self):
        return networks.torch_script(self.path)

    def torch_export(self):
        return networks.torch_export(self.path)

    def keras(self):
        return networks.keras(self.path)

    def saved_model(self):
        return networks.saved_model(self.path)

    def lightgbm(self):
        return importlib.import_module("lightgbm").Booster(model_file=self.path)


class Unpickling:
    """Refuses every import of a pickle that the scan before did not list.

    The scan reads the file in another program; should the two ever read it differently, the
    difference ends here.
    """

    def __init__(self, allowed):
        self.allowed = {tuple(pair) for pair in allowed}
        self.active = False
        sys.addaudithook(self.hook)

    def hook(self, event, arguments):
        if self.active and event == "pickle.find_class" and tuple(arguments[:2]) not in self.allowed:
            raise ModelError("the pickle imports %s.%s, which the scan did not find" % arguments[:2])

    def run(self, load, source):
        self.active = True
        try:
            return load(source)
        finally:
            self.active = False

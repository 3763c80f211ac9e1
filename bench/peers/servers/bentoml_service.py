"""BentoML with one worker, as `bentoml serve` starts it."""

from __future__ import annotations

import os
import typing

import bentoml
import joblib
import numpy as np


@bentoml.service(workers=1, logging={"access": {"enabled": False}})
class Peer:
    def __init__(self) -> None:
        self.model = joblib.load(os.path.join(os.environ["MODEL"], "model.joblib"))

    @bentoml.api
    async def predict(self, rows: typing.List[typing.Any]) -> typing.Dict[str, typing.Any]:
        probabilities = self.model.predict_proba(rows)
        labels = self.model.classes_[np.argmax(probabilities, axis=1)]
        return {"label": labels.tolist(), "probability": probabilities.max(axis=1).tolist()}

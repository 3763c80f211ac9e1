"""The usual hand-made server: FastAPI with the model in its one process, on uvloop and httptools."""

import os

import joblib
import numpy as np
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

model = joblib.load(os.path.join(os.environ["MODEL"], "model.joblib"))
app = FastAPI()


class Call(BaseModel):
    rows: list[list[float]] | list[str]


@app.post("/predict")
async def predict(call: Call) -> dict[str, list]:
    probabilities = model.predict_proba(call.rows)
    labels = model.classes_[np.argmax(probabilities, axis=1)]
    return {"label": labels.tolist(), "probability": probabilities.max(axis=1).tolist()}


uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", access_log=False)

"""Saves one Keras network in all of its forms, and what it answers: make_keras.py FOLDER"""

import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import numpy as np

folder = pathlib.Path(sys.argv[1])
keras.utils.set_random_seed(3)
model = keras.Sequential(
    [keras.layers.Input((3,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(2, "softmax")]
)
model.save(folder / "model.keras")
model.save(folder / "model.h5")
model.export(str(folder / "saved"), verbose=False)
rows = np.random.default_rng(3).normal(size=(5, 3))
shares = model(rows.astype("float32")).numpy()
named = [dict(zip(("temp", "wind", "rain"), row)) for row in rows.tolist()]
(folder / "expected.json").write_text(json.dumps({"rows": named, "probability": shares[:, 1].tolist()}))

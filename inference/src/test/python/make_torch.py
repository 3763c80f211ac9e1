"""Saves one network of torch in its forms, and what it answers: make_torch.py FOLDER"""

import json
import pathlib
import sys

import numpy as np
import torch

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(3)
layers = [torch.nn.Linear(3, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2), torch.nn.Softmax(1)]
model = torch.nn.Sequential(*layers).eval()
rows = np.random.default_rng(3).normal(size=(5, 3))
given = torch.from_numpy(rows.astype("float32"))
torch.jit.script(model).save(folder / "script.pt")
count = torch.export.Dim("rows")
torch.export.save(torch.export.export(model, (given,), dynamic_shapes=({0: count},)), folder / "export.pt2")
named = [dict(zip(("temp", "wind", "rain"), row)) for row in rows.tolist()]
shares = model(given).detach().numpy()
(folder / "expected.json").write_text(json.dumps({"rows": named, "probability": shares[:, 1].tolist()}))

"""MLflow's scoring server, `mlflow models serve`, with one worker."""

import os
import pathlib
import sys

import joblib
import mlflow.sklearn

target = pathlib.Path(os.environ["MODEL"]) / "mlflow"
if not target.exists():
    mlflow.sklearn.save_model(
        joblib.load(os.path.join(os.environ["MODEL"], "model.joblib")), target, serialization_format="pickle"
    )
command = [str(pathlib.Path(sys.executable).with_name("mlflow")), "models", "serve", "--model-uri", str(target)]
os.execv(command[0], [*command, "--env-manager", "local", "--workers", "1", "--port", os.environ["PORT"]])

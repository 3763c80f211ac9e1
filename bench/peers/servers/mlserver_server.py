"""MLServer with its scikit-learn runtime, inference in its one process (parallel_workers 0), as its documentation says for small models."""

import json
import os
import pathlib
import sys
import tempfile

port = int(os.environ["PORT"])
folder = pathlib.Path(tempfile.mkdtemp(prefix="mlserver-"))
(folder / "settings.json").write_text(
    json.dumps(
        {
            "host": "127.0.0.1",
            "http_port": port,
            "grpc_port": port + 1,
            "metrics_endpoint": None,
            "parallel_workers": 0,
            "debug": False,
            "use_structured_logging": False,
        }
    )
)
(folder / "model-settings.json").write_text(
    json.dumps(
        {
            "name": "peer",
            "implementation": "mlserver_sklearn.SKLearnModel",
            "parameters": {"uri": os.path.join(os.environ["MODEL"], "model.joblib")},
        }
    )
)
command = [str(pathlib.Path(sys.executable).with_name("mlserver")), "start", str(folder)]
os.execv(command[0], command)

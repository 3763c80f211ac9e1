package io.plimsoll.bench;

import java.util.List;

/**
 * A Python server that people put a model behind, as its documentation starts it, with one worker.
 *
 * @param environment its virtual environment under {@code .build/bench/peers}
 * @param command run in {@code bench/peers/servers} with {@code MODEL} (the model's folder) and
 *     {@code PORT} in its environment
 * @param form how its requests are written, see {@code bench/peers/models.py}
 */
record Peer(String name, String environment, List<String> command, String path, String form) {
  static final List<Peer> ALL =
      List.of(
          hand("FastAPI + scikit-learn", "fastapi_sklearn.py"),
          hand("FastAPI + ONNX Runtime", "fastapi_onnx.py"),
          new Peer(
              "MLServer",
              "mlserver",
              List.of("python", "mlserver_server.py"),
              "/v2/models/peer/infer",
              "protocol"),
          new Peer(
              "BentoML",
              "bentoml",
              List.of("bentoml", "serve", "bentoml_service:Peer", "--port", "$PORT"),
              "/predict",
              "rows"),
          new Peer(
              "LitServe", "litserve", List.of("python", "litserve_server.py"), "/predict", "rows"),
          new Peer(
              "mlflow models serve",
              "mlflow",
              List.of("python", "mlflow_server.py"),
              "/invocations",
              "inputs"));

  Peer {
    command = List.copyOf(command);
  }

  private static Peer hand(String name, String file) {
    return new Peer(name, "fastapi", List.of("python", file), "/predict", "rows");
  }
}

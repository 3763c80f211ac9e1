"""LitServe with one worker on the CPU."""

import os

import joblib
import litserve
import numpy as np


class Peer(litserve.LitAPI):
    def setup(self, device):
        self.model = joblib.load(os.path.join(os.environ["MODEL"], "model.joblib"))

    def decode_request(self, request):
        return request["rows"]

    def predict(self, rows):
        probabilities = self.model.predict_proba(rows)
        labels = self.model.classes_[np.argmax(probabilities, axis=1)]
        return {"label": labels.tolist(), "probability": probabilities.max(axis=1).tolist()}

    def encode_response(self, output):
        return output


if __name__ == "__main__":
    server = litserve.LitServer(Peer(), accelerator="cpu", workers_per_device=1)
    server.run(port=int(os.environ["PORT"]), log_level="warning", access_log=False, generate_client_file=False)

"""Clients of other houses call a model as they are: the HTTP client of Triton, from PyPI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import numpy
import pytest
import tritonclient.http as triton

from flight_delays.launch import Server
from flight_delays.push import push
from flight_delays.service import Credentials

pytestmark = pytest.mark.live

PREDICT = """
def predict(rows):
    return [{"late": row["carrier"] == "UA", "minutes": row["hour"] * 1.5} for row in rows]
"""
ROWS = [("UA", 7.0), ("Ä", 8.5), ("", 9.0)]
DTYPES = {"BYTES": numpy.object_, "FP32": numpy.float32, "FP64": numpy.float64, "INT64": numpy.int64}


@pytest.fixture(scope="module")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Credentials]:
    home = tmp_path_factory.mktemp("clients")
    server = Server(home / "home", 0)
    try:
        found = server.wait_until_ready(lambda line: None)
        model = home / "model"
        model.mkdir()
        (model / "predict.py").write_text(PREDICT)
        (model / "requirements.txt").write_text("")
        (model / "test_data.json").write_text('[{"carrier": "UA", "hour": 7.5}]')
        push(model, f"{found.git_url}/carriers.git", found.api_key, "Predict by carrier")
        yield found
    finally:
        server.stop()


@pytest.fixture
def client(credentials: Credentials) -> Iterator[Any]:
    address = urlsplit(credentials.url)
    client = triton.InferenceServerClient(address.netloc)
    yield client
    client.close()


def test_triton_finds_the_server_and_the_model(client: Any, credentials: Credentials) -> None:
    headers = {"Authorization": f"Bearer {credentials.api_key}"}
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("carriers", headers=headers)
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    metadata = client.get_model_metadata("carriers", headers=headers)
    assert [each["name"] for each in metadata["inputs"]] == ["carrier", "hour"]


@pytest.mark.parametrize("binary", [True, False])
def test_triton_infers_texts_and_numbers(client: Any, credentials: Credentials, binary: bool) -> None:
    headers = {"Authorization": f"Bearer {credentials.api_key}"}
    metadata = client.get_model_metadata("carriers", headers=headers)
    inputs = [_input(each, column, binary) for column, each in enumerate(metadata["inputs"])]

    answer = client.infer("carriers", inputs, headers=headers, request_id="call-1")
    asked = triton.InferRequestedOutput("minutes", binary_data=binary)
    minutes = client.infer("carriers", inputs, outputs=[asked], headers=headers)

    assert answer.get_response()["id"] == "call-1"
    assert answer.as_numpy("late").ravel().tolist() == [True, False, False]
    assert answer.as_numpy("minutes").ravel().tolist() == [10.5, 12.75, 13.5]
    assert minutes.as_numpy("minutes").ravel().tolist() == [10.5, 12.75, 13.5]
    assert minutes.as_numpy("late") is None


def test_triton_is_told_what_does_not_fit(client: Any, credentials: Credentials) -> None:
    headers = {"Authorization": f"Bearer {credentials.api_key}"}
    metadata = client.get_model_metadata("carriers", headers=headers)

    with pytest.raises(triton.InferenceServerException, match="hour"):
        client.infer("carriers", [_input(metadata["inputs"][0], 0, True)], headers=headers)
    with pytest.raises(triton.InferenceServerException, match="Sign in"):
        client.infer("carriers", [_input(metadata["inputs"][0], 0, True)])


def _input(metadata: dict[str, Any], column: int, binary: bool) -> Any:
    shape = [len(ROWS)] + [1] * (len(metadata["shape"]) - 1)
    values = numpy.array([row[column] for row in ROWS], dtype=DTYPES[metadata["datatype"]]).reshape(shape)
    tensor = triton.InferInput(metadata["name"], shape, metadata["datatype"])
    tensor.set_data_from_numpy(values, binary_data=binary)
    return tensor

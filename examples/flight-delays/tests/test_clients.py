"""Clients of other houses call a model as they are: those of Triton and of KServe, from PyPI, over HTTP and gRPC."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy
import pytest
import tritonclient.grpc as triton_grpc
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


def test_triton_reads_statistics_and_the_index(client: Any, credentials: Credentials) -> None:
    headers = {"Authorization": f"Bearer {credentials.api_key}"}
    metadata = client.get_model_metadata("carriers", headers=headers)
    inputs = [_input(each, column, True) for column, each in enumerate(metadata["inputs"])]
    before = client.get_inference_statistics("carriers", headers=headers)["model_stats"][0]

    client.infer("carriers", inputs, headers=headers)
    with pytest.raises(triton.InferenceServerException, match="deadline"):
        # Microseconds, as Triton has it; no process answers within one.
        client.infer("carriers", inputs, headers=headers, timeout=1)
    after = client.get_inference_statistics("carriers", "1", headers=headers)["model_stats"][0]
    everything = client.get_inference_statistics(headers=headers)["model_stats"]
    index = client.get_model_repository_index(headers=headers)

    assert {"statistics", "model_repository_index"} <= set(client.get_server_metadata()["extensions"])
    assert after["execution_count"] - before["execution_count"] >= 1
    assert after["inference_count"] - before["inference_count"] == len(ROWS)
    success = after["inference_stats"]["success"]
    assert success["count"] == before["inference_stats"]["success"]["count"] + 1
    assert success["ns"] > before["inference_stats"]["success"]["ns"]
    assert after["inference_stats"]["fail"]["count"] == before["inference_stats"]["fail"]["count"] + 1
    assert [each["name"] for each in everything] == ["carriers"]
    assert index == [{"name": "carriers", "version": "1", "state": "READY", "reason": ""}]


@pytest.mark.parametrize("binary", [True, False])
def test_triton_infers_texts_and_numbers(client: Any, credentials: Credentials, binary: bool) -> None:
    headers = {"Authorization": f"Bearer {credentials.api_key}"}
    metadata = client.get_model_metadata("carriers", headers=headers)
    inputs = [_input(each, column, binary) for column, each in enumerate(metadata["inputs"])]

    answer = client.infer("carriers", inputs, headers=headers, request_id="call-1")
    asked = triton.InferRequestedOutput("minutes", binary_data=binary)
    minutes = client.infer("carriers", inputs, outputs=[asked], headers=headers)
    packed = [
        client.infer("carriers", inputs, headers=headers, request_compression_algorithm=each)
        for each in ("gzip", "deflate")
    ]

    assert answer.get_response()["id"] == "call-1"
    assert answer.as_numpy("late").ravel().tolist() == [True, False, False]
    assert answer.as_numpy("minutes").ravel().tolist() == [10.5, 12.75, 13.5]
    assert minutes.as_numpy("minutes").ravel().tolist() == [10.5, 12.75, 13.5]
    assert minutes.as_numpy("late") is None
    assert [each.as_numpy("minutes").ravel().tolist() for each in packed] == [[10.5, 12.75, 13.5]] * 2


def test_triton_is_told_what_does_not_fit(client: Any, credentials: Credentials) -> None:
    headers = {"Authorization": f"Bearer {credentials.api_key}"}
    metadata = client.get_model_metadata("carriers", headers=headers)

    with pytest.raises(triton.InferenceServerException, match="hour"):
        client.infer("carriers", [_input(metadata["inputs"][0], 0, True)], headers=headers)
    with pytest.raises(triton.InferenceServerException, match="Sign in"):
        client.infer("carriers", [_input(metadata["inputs"][0], 0, True)])


@pytest.fixture
def grpc_client(credentials: Credentials) -> Iterator[Any]:
    assert credentials.path is not None
    client = triton_grpc.InferenceServerClient(json.loads(credentials.path.read_text())["grpcAddress"])
    yield client
    client.close()


def test_triton_finds_the_server_and_the_model_over_grpc(grpc_client: Any, credentials: Credentials) -> None:
    headers = {"authorization": f"Bearer {credentials.api_key}"}
    assert grpc_client.is_server_live()
    assert grpc_client.is_server_ready()
    assert grpc_client.is_model_ready("carriers", headers=headers)
    assert grpc_client.get_server_metadata().name == "plimsoll"
    metadata = grpc_client.get_model_metadata("carriers", headers=headers)
    assert [each.name for each in metadata.inputs] == ["carrier", "hour"]
    index = grpc_client.get_model_repository_index(headers=headers)
    assert [(each.name, each.version, each.state) for each in index.models] == [("carriers", "1", "READY")]


def test_triton_infers_texts_and_numbers_over_grpc(grpc_client: Any, credentials: Credentials) -> None:
    headers = {"authorization": f"Bearer {credentials.api_key}"}
    metadata = grpc_client.get_model_metadata("carriers", headers=headers, as_json=True)
    inputs = [_grpc_input(each, column) for column, each in enumerate(metadata["inputs"])]
    before = grpc_client.get_inference_statistics("carriers", headers=headers).model_stats[0]

    answer = grpc_client.infer("carriers", inputs, headers=headers, request_id="call-1", client_timeout=30)
    asked = triton_grpc.InferRequestedOutput("minutes")
    minutes = grpc_client.infer("carriers", inputs, outputs=[asked], headers=headers, model_version="1")
    after = grpc_client.get_inference_statistics("carriers", headers=headers).model_stats[0]

    assert answer.get_response().id == "call-1"
    assert answer.as_numpy("late").ravel().tolist() == [True, False, False]
    assert answer.as_numpy("minutes").ravel().tolist() == [10.5, 12.75, 13.5]
    assert minutes.as_numpy("minutes").ravel().tolist() == [10.5, 12.75, 13.5]
    assert minutes.as_numpy("late") is None
    assert after.execution_count - before.execution_count == 2
    assert after.inference_count - before.inference_count == 2 * len(ROWS)


def test_triton_is_told_what_does_not_fit_over_grpc(grpc_client: Any, credentials: Credentials) -> None:
    headers = {"authorization": f"Bearer {credentials.api_key}"}
    metadata = grpc_client.get_model_metadata("carriers", headers=headers, as_json=True)
    carrier = _grpc_input(metadata["inputs"][0], 0)

    with pytest.raises(triton_grpc.InferenceServerException, match=r"INVALID_ARGUMENT.*hour"):
        grpc_client.infer("carriers", [carrier], headers=headers)
    with pytest.raises(triton_grpc.InferenceServerException, match=r"UNAUTHENTICATED.*Sign in"):
        grpc_client.infer("carriers", [carrier])
    with pytest.raises(triton_grpc.InferenceServerException, match=r"NOT_FOUND.*nothing"):
        grpc_client.infer("nothing", [carrier], headers=headers)


def test_kserve_calls_over_http_and_grpc(credentials: Credentials) -> None:
    assert credentials.path is not None
    address = json.loads(credentials.path.read_text())["grpcAddress"]
    program = Path(__file__).with_name("kserve_calls.py")

    done = subprocess.run(
        [sys.executable, program, credentials.url, address],
        input=credentials.api_key,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    answers = {"model": "carriers", "late": [True, False, False], "minutes": [10.5, 12.75, 13.5]}
    rest, grpc = said["rest"], said["grpc"]
    assert (rest["live"], rest["ready"], rest["model"], rest["nothing"]) == (True, True, True, False)
    assert rest["binary False"] == {"id": "call-1", **answers}
    assert rest["binary True"] == {"id": "call-1", **answers}
    assert set(rest["asked"]) == {"id", "model", "minutes"}
    assert rest["asked"]["minutes"] == answers["minutes"]
    assert "hour" in rest["short"]
    assert "401" in rest["stranger"]
    assert (grpc["live"], grpc["ready"], grpc["model"]) == (True, True, True)
    assert grpc["raw"] == {"id": "call-2", **answers}
    assert {**grpc["typed"], "id": ""} == {"id": "", **answers}
    assert "hour" in grpc["short"]


def _input(metadata: dict[str, Any], column: int, binary: bool) -> Any:
    shape = [len(ROWS)] + [1] * (len(metadata["shape"]) - 1)
    values = numpy.array([row[column] for row in ROWS], dtype=DTYPES[metadata["datatype"]]).reshape(shape)
    tensor = triton.InferInput(metadata["name"], shape, metadata["datatype"])
    tensor.set_data_from_numpy(values, binary_data=binary)
    return tensor


def _grpc_input(metadata: dict[str, Any], column: int) -> Any:
    # The JSON form of a message writes 64-bit numbers as texts.
    shape = [len(ROWS)] + [1] * (len(metadata["shape"]) - 1)
    values = numpy.array([row[column] for row in ROWS], dtype=DTYPES[metadata["datatype"]]).reshape(shape)
    tensor = triton_grpc.InferInput(metadata["name"], shape, metadata["datatype"])
    tensor.set_data_from_numpy(values)
    return tensor

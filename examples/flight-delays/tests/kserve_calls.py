"""Calls a model with KServe's clients and prints what they made of the answers, as JSON.

    python kserve_calls.py http://127.0.0.1:8080 127.0.0.1:9090

The key is read from the standard input. It is a program of its own because both KServe and Triton register
the messages of the protocol under the same names, of which a process takes one.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import sys
import types
from typing import Any

import httpx
import numpy
from grpc import RpcError

MODEL = "carriers"
CARRIERS = ["UA", "Ä", ""]
HOURS = [7.0, 8.5, 9.0]


def clients() -> tuple[Any, Any]:
    """KServe's clients and types; its package as such would import Kubernetes and a server besides."""
    spec = importlib.util.find_spec("kserve")
    assert spec is not None
    package = types.ModuleType("kserve")
    package.__path__ = list(spec.submodule_search_locations or [])
    sys.modules["kserve"] = package
    return importlib.import_module("kserve.inference_client"), importlib.import_module("kserve.protocol.infer_type")


def request(infer: Any, binary: bool, **more: Any) -> Any:
    carrier = infer.InferInput("carrier", [3], "BYTES")
    carrier.set_data_from_numpy(numpy.array(CARRIERS, dtype=numpy.object_), binary_data=binary)
    hour = infer.InferInput("hour", [3], "FP64")
    hour.set_data_from_numpy(numpy.array(HOURS), binary_data=binary)
    return infer.InferRequest(MODEL, [carrier, hour], **more)


def answer(response: Any) -> dict[str, Any]:
    outputs = {output.name: output.as_numpy().ravel().tolist() for output in response.outputs}
    return {"id": response.id, "model": response.model_name, **outputs}


async def over_rest(client: Any, infer: Any, url: str, key: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}"}
    said: dict[str, Any] = {}
    async with client.InferenceRESTClient(client.RESTConfig(protocol="v2")) as rest:
        said["live"] = await rest.is_server_live(url)
        said["ready"] = await rest.is_server_ready(url)
        said["model"] = await rest.is_model_ready(url, MODEL, headers=headers)
        said["nothing"] = await rest.is_model_ready(url, "nothing", headers=headers)
        for binary in (False, True):
            call = request(infer, binary, request_id="call-1")
            said[f"binary {binary}"] = answer(await rest.infer(url, call, MODEL, headers=dict(headers)))
        asked = infer.RequestedOutput("minutes", parameters={"binary_data": True})
        call = request(infer, True, request_outputs=[asked])
        said["asked"] = answer(await rest.infer(url, call, MODEL, headers=dict(headers)))
        short = infer.InferRequest(MODEL, request(infer, True).inputs[:1])
        for name, call, signed in (("short", short, headers), ("stranger", request(infer, False), {})):
            try:
                await rest.infer(url, call, MODEL, headers=dict(signed))
            except httpx.HTTPStatusError as refused:
                said[name] = str(refused)
    return said


async def over_grpc(client: Any, infer: Any, address: str, key: str) -> dict[str, Any]:
    signed = (("authorization", f"Bearer {key}"),)
    said: dict[str, Any] = {}
    async with client.InferenceGRPCClient(address) as grpc:
        said["live"] = await grpc.is_server_live()
        said["ready"] = await grpc.is_server_ready()
        said["model"] = await grpc.is_model_ready(MODEL, headers=signed)
        said["raw"] = answer(await grpc.infer(request(infer, True, request_id="call-2"), headers=signed))
        typed = [
            infer.InferInput("carrier", [3], "BYTES", data=[each.encode() for each in CARRIERS]),
            infer.InferInput("hour", [3], "FP64", data=HOURS),
        ]
        said["typed"] = answer(await grpc.infer(infer.InferRequest(MODEL, typed), headers=signed))
        try:
            await grpc.infer(infer.InferRequest(MODEL, typed[:1]), headers=signed)
        except RpcError as refused:
            said["short"] = str(refused)
    return said


async def main() -> None:
    client, infer = clients()
    url, address = sys.argv[1:3]
    key = sys.stdin.read().strip()
    said = {"rest": await over_rest(client, infer, url, key), "grpc": await over_grpc(client, infer, address, key)}
    print(json.dumps(said))


if __name__ == "__main__":
    asyncio.run(main())

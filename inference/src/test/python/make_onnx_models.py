"""Makes the small ONNX files in ../resources/onnx. They are checked in; run this only to change them:

    python -m venv venv && venv/bin/pip install onnx==1.23.2 skl2onnx==1.20.0 scikit-learn==1.9.1 pandas
    venv/bin/python make_onnx_models.py
"""

import pathlib

import numpy as np
import onnx
import pandas as pd
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

FOLDER = pathlib.Path(__file__).parent.parent / "resources" / "onnx"
OPSET = {"": 17, "ai.onnx.ml": 3}
random = np.random.default_rng(7)


def save(name, model):
    model.ir_version = 9
    onnx.checker.check_model(model)
    FOLDER.joinpath(name).write_bytes(model.SerializeToString())


def with_feature_names(model, names):
    entry = model.metadata_props.add()
    entry.key, entry.value = "feature_names", '["' + '", "'.join(names) + '"]'
    return model


def converted(estimator, **options):
    return to_onnx(estimator, target_opset=OPSET, **options)


def classifiers():
    X = random.normal(size=(300, 3)).astype(np.float32)
    binary = LogisticRegression().fit(X, (X[:, 0] + X[:, 1] > 0).astype(int))
    three = LogisticRegression().fit(X, np.digitize(X[:, 0], [-0.5, 0.5]))
    words = LogisticRegression().fit(X, np.where(X[:, 0] > 0, "late", "early"))
    kind = [("X", FloatTensorType([None, 3]))]
    plain = {"zipmap": False}
    save("binary.onnx", with_feature_names(
        converted(binary, initial_types=kind, options={id(binary): plain}), ["temp", "wind", "rain"]))
    save("three_classes.onnx", converted(three, initial_types=kind, options={id(three): plain}))
    save("zipmap.onnx", converted(binary, initial_types=kind))
    save("zipmap_words.onnx", converted(words, initial_types=kind))


def columns():
    data = pd.DataFrame({"hour": random.uniform(0, 24, 200).astype(np.float32),
                         "carrier": random.choice(["UA", "AA", "DL"], 200)})
    delay = data["hour"] * 2 + (data["carrier"] == "UA") * 10
    pipeline = Pipeline([
        ("columns", ColumnTransformer([("carrier", OneHotEncoder(handle_unknown="ignore"), ["carrier"])],
                                      remainder="passthrough")),
        ("regression", LinearRegression())]).fit(data, delay)
    kind = [("hour", FloatTensorType([None, 1])), ("carrier", StringTensorType([None, 1]))]
    save("columns.onnx", converted(pipeline, initial_types=kind))


def dense():
    layers, nodes, last = [30, 128, 64, 1], [], "input"
    weights = []
    for i, (rows, cols) in enumerate(zip(layers, layers[1:])):
        weights.append(numpy_helper.from_array(
            (random.normal(size=(rows, cols)) / np.sqrt(rows)).astype(np.float32), f"w{i}"))
        weights.append(numpy_helper.from_array(np.zeros(cols, dtype=np.float32), f"b{i}"))
        out = "output" if cols == 1 else f"h{i}"
        nodes.append(helper.make_node("Gemm", [last, f"w{i}", f"b{i}"], [out if cols == 1 else f"g{i}"]))
        if cols != 1:
            nodes.append(helper.make_node("Relu", [f"g{i}"], [out]))
        last = out
    graph = helper.make_graph(
        nodes, "mlp",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 30])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["N", 1])], weights)
    save("mlp.onnx", helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]))


def endless():
    """A loop that would run for years: a time limit has to end it."""
    body = helper.make_graph(
        [helper.make_node("Sin", ["v_in"], ["v_out"]), helper.make_node("Identity", ["c_in"], ["c_out"])],
        "body",
        [helper.make_tensor_value_info("i", TensorProto.INT64, []),
         helper.make_tensor_value_info("c_in", TensorProto.BOOL, []),
         helper.make_tensor_value_info("v_in", TensorProto.FLOAT, None)],
        [helper.make_tensor_value_info("c_out", TensorProto.BOOL, []),
         helper.make_tensor_value_info("v_out", TensorProto.FLOAT, None)])
    graph = helper.make_graph(
        [helper.make_node("Loop", ["trips", "", "x"], ["y"], body=body)], "endless",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N"])],
        [numpy_helper.from_array(np.array(2**62, dtype=np.int64), "trips")])
    save("endless.onnx", helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]))


def outside():
    """Weights that are said to lie in another file of the machine."""
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "../../../../../../etc/passwd"), ("offset", "0"), ("length", "4")):
        entry = weight.external_data.add()
        entry.key, entry.value = key, value
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "w"], ["y"])], "outside",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N"])], [weight])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    FOLDER.joinpath("outside.onnx").write_bytes(model.SerializeToString())


FOLDER.mkdir(parents=True, exist_ok=True)
classifiers()
columns()
dense()
endless()
outside()

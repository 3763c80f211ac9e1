"""Turns a loaded estimator into ONNX.

The worker loads this module when it is asked for a conversion; it runs in the same sandbox and
process as the estimator. The converters lie in a folder of their own that comes last on the path, so
they never replace a package that the model was installed with.

What always holds: nothing here decides whether original and converted agree; the server runs both
and compares.
"""

import contextlib
import sys
import time

import numpy
from plimsoll_worker.boosted import boosted_of
from plimsoll_worker.boosted_onnx import graph_part
from plimsoll_worker.errors import NotConvertible
from plimsoll_worker.texts import INPUT, KEY, divided
from plimsoll_worker.trees import last_step, parts, tree_ensembles

OPSETS = {"": 18, "ai.onnx.ml": 3}
TREES_OPSET = 5
IR_VERSION = 10


def convert(estimator, header, columns):
    """The ONNX bytes, or the reason why there are none."""
    if header["converters"] not in sys.path:
        sys.path.append(header["converters"])
    started = time.perf_counter()
    answer = {"ok": True, "converted": False, "matrix": takes_matrix(estimator, columns)}
    payloads = ()
    try:
        graph, versions = onnx_of(estimator, header["element"], answer["matrix"], columns)
        payloads = (graph.SerializeToString(),)
        answer.update(converted=True, versions=versions)
    except NotConvertible as error:
        answer["reason"] = str(error)
    except ImportError as error:
        answer["reason"] = "the converters do not run beside the model's packages: %s" % error
    except Exception as error:  # a converter meets models that nobody has tried before
        answer["reason"] = "it cannot be converted: " + first_line(error)
    answer["ms"] = 1000 * (time.perf_counter() - started)
    return answer, payloads


def first_line(error):
    lines = str(error).strip().splitlines()
    return "%s: %s" % (type(error).__name__, lines[0][:400]) if lines else type(error).__name__


def takes_matrix(estimator, columns):
    """One matrix is what an estimator without named columns takes, and the faster of the two forms."""
    text = any(column.datatype == "BYTES" for column in columns)
    return not text and (estimator.names is None or not selects_columns(estimator.model))


def selects_columns(model):
    return any(type(part).__name__ == "ColumnTransformer" for part in parts(model))


def onnx_of(estimator, element, matrix, columns):
    if estimator.classes is not None and not estimator.single:
        raise NotConvertible("a classifier with several outputs is not converted")
    parted = divided(estimator, columns)
    if not matrix and parted is None and estimator.names is None:
        raise NotConvertible("the model takes text but does not know the names of its columns")
    model = estimator.model if parted is None else parted.rest
    inputs = inputs_of(element, matrix, columns, parted)
    described = None if parted is None else parted.texts.describe()
    final, before = last_step(model)
    boosted = boosted_of(final)
    if boosted is not None:
        graph, versions = boosted_graph(estimator, boosted, before, element, inputs, columns)
    else:
        graph, versions = converted(model, estimator.classes is not None, element, inputs)
        make_exact(graph, model, element)
    if described is not None:
        graph.metadata_props.add(key=KEY, value=described)
    return graph, versions


def inputs_of(element, matrix, columns, parted):
    """What the graph takes: for each input its name, its kind of element, and how many there are in a row."""
    if matrix:
        return [("features", element, len(columns))]
    taken = [column for column in columns if parted is None or column.name in parted.names]
    inputs = [(column.name, "BYTES" if column.datatype == "BYTES" else element, 1) for column in taken]
    return inputs if parted is None else [*inputs, (INPUT, element, parted.texts.width)]


def converted(model, classifies, element, inputs):
    """What skl2onnx makes of a model."""
    import onnx
    import skl2onnx
    import sklearn
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType

    kinds = {"BYTES": StringTensorType, "FP32": FloatTensorType, "FP64": DoubleTensorType}
    types = [(name, kinds[kind]([None, width])) for name, kind, width in inputs]
    final, _ = last_step(model)
    options = {id(model): {"zipmap": False}} if classifies else None
    if type(final).__name__ == "LinearSVC":
        # It has no shares of classes, and the converter no such option for it.
        options = {id(final): {"raw_scores": True}}
    with plain_thresholds(element):
        graph = skl2onnx.to_onnx(model, initial_types=types, options=options, target_opset=OPSETS)
    versions = [
        "skl2onnx " + skl2onnx.__version__,
        "onnx " + onnx.__version__,
        "scikit-learn " + sklearn.__version__,
    ]
    return graph, versions


def boosted_graph(estimator, boosted, before, element, inputs, columns):
    """The steps before the trees by skl2onnx, the trees themselves by our own hand."""
    import onnx

    _, original = last_step(estimator.model)
    require_precision(boosted, original, element)
    (features, _, width), sparse = inputs[0], False
    graph, versions = None, ["onnx " + onnx.__version__]
    number = onnx.TensorProto.FLOAT if element == "FP32" else onnx.TensorProto.DOUBLE
    if original is not None:
        seen = original.transform(estimator.inputs(columns))
        # Whether the steps give a sparse matrix is decided when they are fitted.
        sparse, width = hasattr(seen, "toarray"), seen.shape[1]
        require_known_zeros(boosted, original, sparse)
    if before is not None:
        graph, versions = converted(before, False, element, inputs)
        if any(node.op_type.startswith("TreeEnsemble") for node in graph.graph.node):
            raise NotConvertible("trees among the steps before %s's are not converted" % boosted.library)
        features = graph.graph.output[0].name
    elif any(kind == "BYTES" for _, kind, _ in inputs):
        raise NotConvertible("%s's trees take numbers only" % boosted.library)
    part, answers = graph_part(onnx, boosted, estimator.classes, width, features, sparse)
    outputs = [onnx.helper.make_tensor_value_info(name, kind, None) for name, kind in answers]
    opsets = {"": OPSETS[""], "ai.onnx.ml": TREES_OPSET}
    if graph is None:
        taken = [onnx.helper.make_tensor_value_info(features, number, [None, width])]
        whole = onnx.helper.make_graph(part.nodes, boosted.library, taken, outputs, part.initializers)
    else:
        opsets = {opset.domain: opset.version for opset in graph.opset_import} | opsets
        whole = graph.graph
        whole.node.extend(part.nodes)
        whole.initializer.extend(part.initializers)
        del whole.output[:]
        whole.output.extend(outputs)
    imports = [onnx.helper.make_opsetid(domain, version) for domain, version in opsets.items()]
    model = onnx.helper.make_model(whole, opset_imports=imports, ir_version=IR_VERSION)
    return model, [*versions, "%s %s" % (boosted.library, sys.modules[boosted.library].__version__)]


def require_known_zeros(boosted, before, sparse):
    """XGBoost takes what a sparse matrix leaves out for missing, and a zero that it holds for a zero."""
    cancels = any(getattr(part, "alternate_sign", False) for part in parts(before))
    if sparse and cancels and boosted.library == "xgboost":
        raise NotConvertible("hashes with alternating signs before XGBoost's trees are not converted")


def require_precision(boosted, before, element):
    """The libraries have a precision of their own; in another one there is nothing to prove."""
    if boosted.library == "lightgbm" and element == "FP32":
        raise NotConvertible("LightGBM's splits are float64 numbers")
    if boosted.library == "xgboost" and before is None and element == "FP64":
        raise NotConvertible("XGBoost itself computes in float32")


@contextlib.contextmanager
def plain_thresholds(element):
    """In float64 the converter searches for each threshold, without end for one at infinity.

    What it would find is written by set_double for all thresholds at once.
    """
    from skl2onnx.common import tree_ensemble

    search = tree_ensemble.sklearn_threshold
    if element == "FP64":
        tree_ensemble.sklearn_threshold = lambda threshold, dtype, mode: threshold
    try:
        yield
    finally:
        tree_ensemble.sklearn_threshold = search


def make_exact(graph, model, element):
    """Gives tree nodes what the converter loses: double thresholds, the way of missing values, ties."""
    ensembles = tree_ensembles(model)
    for node in list(graph.graph.node):
        if node.op_type not in ("TreeEnsembleClassifier", "TreeEnsembleRegressor"):
            continue
        attributes = {attribute.name: attribute for attribute in node.attribute}
        ensemble = next((e for e in ensembles if e.is_origin_of(attributes)), None)
        if ensemble is None:
            if element == "FP64":
                raise NotConvertible("trees in float64 are converted for known kinds of trees only")
            continue
        set_missing(attributes, ensemble)
        if element == "FP64":
            set_double(node, attributes, ensemble)
        if ensemble.is_forest and node.op_type == "TreeEnsembleClassifier":
            count_votes(graph, node, ensemble)
    if element == "FP64":
        correct_output_types(graph)
        # Tensors of thresholds came with version 3 of the domain; the converter names the lowest.
        for opset in graph.opset_import:
            if opset.domain == "ai.onnx.ml":
                opset.version = OPSETS[opset.domain]


def set_missing(attributes, ensemble):
    values = ensemble.per_node(attributes, lambda tree: tree.missing_left)
    target = attributes["nodes_missing_value_tracks_true"]
    del target.ints[:]
    target.ints.extend(int(value) for value in values)


def set_double(node, attributes, ensemble):
    """ONNX keeps float64 in tensors; the plain attributes would round to float32."""
    from onnx import numpy_helper

    thresholds = ensemble.per_node(attributes, lambda tree: tree.double_thresholds())
    doubles = {"nodes_values": thresholds}
    for name in ("class_weights", "target_weights", "base_values", "nodes_hitrates"):
        if name in attributes:
            doubles[name] = numpy.array(attributes[name].floats, dtype=numpy.float64)
    for name, values in doubles.items():
        node.attribute.remove(attributes[name])
        if len(values):
            attribute = node.attribute.add()
            attribute.name = name + "_as_tensor"
            attribute.type = 4  # TENSOR
            attribute.t.CopyFrom(numpy_helper.from_array(numpy.asarray(values, numpy.float64)))


def count_votes(graph, node, ensemble):
    """Sums votes and divides once, as scikit-learn does, so that a tie of votes stays a tie.

    The converter gives each leaf its share of the result; fifty hundredths do not sum up to a half.
    """
    from onnx import helper, numpy_helper

    kept = [a for a in node.attribute if a.name.startswith("nodes_")]
    trees, nodes, targets, weights = ensemble.votes()
    double = any(a.name == "nodes_values_as_tensor" for a in kept)
    sums, count, chosen, classes = (node.output[1] + end for end in ("_votes", "_trees", "_best", "_classes"))
    counted = helper.make_node(
        "TreeEnsembleRegressor", list(node.input), [sums], domain="ai.onnx.ml", name=node.name,
        n_targets=len(ensemble.classes), aggregate_function="SUM", post_transform="NONE",
        target_treeids=trees, target_nodeids=nodes, target_ids=targets,
    )
    counted.attribute.extend(kept)
    if double:
        counted.attribute.append(helper.make_attribute("target_weights_as_tensor", numpy_helper.from_array(weights)))
    else:
        counted.attribute.append(helper.make_attribute("target_weights", weights.astype(numpy.float32).tolist()))
    labels = ensemble.classes
    labels = labels.astype(object) if labels.dtype.kind in "US" else labels.astype(numpy.int64)
    graph.graph.initializer.extend([
        numpy_helper.from_array(numpy.array([len(ensemble.trees)], dtype=numpy.float32), count),
        numpy_helper.from_array(labels, classes),
    ])
    place = list(graph.graph.node).index(node)
    graph.graph.node.remove(node)
    steps = [
        counted,
        helper.make_node("Div", [sums, count], [node.output[1]]),
        helper.make_node("ArgMax", [sums], [chosen], axis=1, keepdims=0),
        helper.make_node("Gather", [classes, chosen], [node.output[0]]),
    ]
    for offset, step in enumerate(steps):
        graph.graph.node.insert(place + offset, step)


def correct_output_types(graph):
    """Trees answer float32 whatever they take, which the converter does not say."""
    from onnx import TensorProto

    origin = {name: node for node in graph.graph.node for name in node.output}
    for output in graph.graph.output:
        node = origin[output.name]
        while node.op_type in ("Identity", "Div") and node.input[0] in origin:
            node = origin[node.input[0]]
        kind = output.type.tensor_type
        if node.op_type.startswith("TreeEnsemble") and kind.elem_type == TensorProto.DOUBLE:
            kind.elem_type = TensorProto.FLOAT

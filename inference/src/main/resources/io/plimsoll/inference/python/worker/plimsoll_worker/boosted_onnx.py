"""Writes boosted trees as ONNX, with the numbers and comparisons that their library computes with."""

import numpy
from plimsoll_worker.boosted import NEARLY_ZERO
from plimsoll_worker.errors import NotConvertible

LESS_OR_EQUAL, LESS, MEMBER = 0, 1, 6


class GraphPart:
    """Nodes in their order, each of one output that is named after what it is for."""

    def __init__(self, onnx, kind):
        self.onnx, self.kind = onnx, kind
        self.nodes, self.initializers = [], []

    def constant(self, values, kind=None):
        name = "boosted_constant_%d" % len(self.initializers)
        array = numpy.asarray(values, kind or self.kind)
        self.initializers.append(self.onnx.numpy_helper.from_array(array, name))
        return name

    def add(self, operator, *inputs, **attributes):
        name = "boosted_%s_%d" % (operator.lower(), len(self.nodes))
        self.nodes.append(self.onnx.helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name


def graph_part(onnx, boosted, classes, width, features, sparse):
    """Nodes from a matrix of features to the model's answers, with the names of those answers.

    `sparse` says that the library would be given a sparse matrix. XGBoost computes in float32 and LightGBM in float64 whatever they are given, and so does this.
    """
    kind = numpy.float32 if boosted.library == "xgboost" else numpy.float64
    part = GraphPart(onnx, kind)
    number = onnx.helper.np_dtype_to_tensor_dtype(numpy.dtype(kind))
    seen = as_seen(part, boosted, part.add("Cast", features, to=number), width, sparse)
    sums = part.add("TreeEnsemble", seen, domain="ai.onnx.ml", **arrays(onnx, boosted, kind, sparse))
    if boosted.rounds > 1:
        sums = part.add("Div", sums, part.constant(boosted.rounds))
    if boosted.base.any():
        sums = part.add("Add", sums, part.constant(boosted.base))
    answers = transformed(part, boosted, sums)
    if classes is None:
        return part, [(answers, number)]
    return part, labelled(part, boosted, answers, numpy.asarray(classes), number)


def as_seen(part, boosted, features, width, sparse):
    """The features as the trees look at them: everything that counts as missing is NaN."""
    missing = [] if numpy.isnan(boosted.missing) else [boosted.missing]
    # What a sparse matrix does not hold is missing for XGBoost.
    missing += [0.0] if sparse and boosted.library == "xgboost" else []
    for value in missing:
        same = part.add("Equal", features, part.constant(value))
        features = part.add("Where", same, part.constant(numpy.nan), features)
    if boosted.zeros:
        nearly = part.add("LessOrEqual", part.add("Abs", features), part.constant(NEARLY_ZERO))
        nearly = part.add("And", nearly, mask(part, boosted.zeros, width))
        features = part.add("Where", nearly, part.constant(numpy.nan), features)
    categorical = boosted.categorical()
    if categorical:
        whole = part.add("Floor", features)
        if not boosted.strict:
            # LightGBM cuts off towards zero; XGBoost takes negative numbers for no category at all.
            negative = part.add("Less", features, part.constant(0))
            whole = part.add("Where", negative, part.add("Ceil", features), whole)
        features = part.add("Where", mask(part, categorical, width), whole, features)
    return features


def mask(part, features, width):
    chosen = numpy.zeros((1, width), bool)
    chosen[0, features] = True
    return part.constant(chosen, bool)


def arrays(onnx, boosted, kind, sparse):
    """The attributes of a TreeEnsemble: all trees' inner nodes in one row, all leaves in another."""
    lists = {name: [] for name in (
        "nodes_featureids", "splits", "modes", "nodes_truenodeids", "nodes_trueleafs", "nodes_falsenodeids",
        "nodes_falseleafs", "nodes_missing_value_tracks_true", "weights", "leaf_targetids",
    )}
    roots, members = [], []
    nodes = leaves = 0
    for tree in boosted.trees:
        roots.append(nodes)
        inner = numpy.flatnonzero(~tree.leaf)
        place = numpy.empty(len(tree.leaf), numpy.int64)
        place[tree.leaf] = leaves + numpy.arange(len(tree.leaf) - len(inner))
        place[inner] = nodes + numpy.arange(len(inner))
        leaves += len(tree.leaf) - len(inner)
        nodes += max(1, len(inner))
        lists["weights"].append(tree.values[tree.leaf])
        lists["leaf_targetids"].append(numpy.full(int(tree.leaf.sum()), tree.group))
        if len(inner) == 0:
            add_single_leaf(lists, int(place[0]))
            continue
        sets = numpy.zeros(len(tree.leaf), bool)
        sets[list(tree.sets)] = True
        swapped = sets & (not tree.member_left)
        true = numpy.where(swapped, tree.right, tree.left)[inner]
        false = numpy.where(swapped, tree.left, tree.right)[inner]
        cut = (tree.saved_cut if sparse else tree.cut).copy()
        cut[sets] = 0
        lists["nodes_featureids"].append(tree.feature[inner])
        lists["splits"].append(cut[inner])
        lists["modes"].append(numpy.where(sets[inner], MEMBER, LESS if boosted.strict else LESS_OR_EQUAL))
        lists["nodes_truenodeids"].append(place[true])
        lists["nodes_trueleafs"].append(tree.leaf[true])
        lists["nodes_falsenodeids"].append(place[false])
        lists["nodes_falseleafs"].append(tree.leaf[false])
        lists["nodes_missing_value_tracks_true"].append((tree.missing_left ^ swapped)[inner])
        for node in inner:
            if sets[node]:
                members += [tree.sets[int(node)], [numpy.nan]]
    joined = {name: numpy.concatenate(found) if found else numpy.empty(0) for name, found in lists.items()}

    def tensor(values, dtype):
        return onnx.numpy_helper.from_array(numpy.asarray(values, dtype))

    attributes = {
        "aggregate_function": 1, "post_transform": 0, "n_targets": boosted.groups, "tree_roots": roots,
        "nodes_splits": tensor(joined.pop("splits"), kind), "nodes_modes": tensor(joined.pop("modes"), numpy.uint8),
        "leaf_weights": tensor(joined.pop("weights"), kind),
    }
    if members:
        attributes["membership_values"] = tensor(numpy.concatenate(members), kind)
    attributes.update({name: values.astype(numpy.int64).tolist() for name, values in joined.items()})
    return attributes


def add_single_leaf(lists, leaf):
    """A tree has to have a split; one whose sides are the same leaf stands for none."""
    for name in ("nodes_featureids", "splits", "modes", "nodes_missing_value_tracks_true"):
        lists[name].append([0])
    for side in ("true", "false"):
        lists["nodes_%snodeids" % side].append([leaf])
        lists["nodes_%sleafs" % side].append([1])


def transformed(part, boosted, sums):
    """What the library makes of the sums, in the operators that exist in float64 too."""
    if boosted.transform == "softmax":
        return part.add("Softmax", sums, axis=1)
    if boosted.transform == "exp":
        return part.add("Exp", sums)
    if boosted.transform == "square":
        return part.add("Mul", sums, part.add("Abs", sums))
    if boosted.transform == "logistic":
        powers = part.add("Exp", part.add("Mul", sums, part.constant(-boosted.factor)))
        one = part.constant(1)
        return part.add("Div", one, part.add("Add", one, powers))
    return sums


def labelled(part, boosted, answers, classes, number):
    """The label and the shares of the classes, in this order."""
    if boosted.transform not in ("logistic", "softmax") or classes.ndim != 1:
        raise NotConvertible("a classifier whose answers are no probabilities is not converted")
    if boosted.groups == 1:
        shares = part.add("Concat", part.add("Sub", part.constant(1), answers), answers, axis=1)
        half = part.add("Greater", answers, part.constant(0.5))
        flat = part.constant([-1], numpy.int64)
        best = part.add("Reshape", part.add("Cast", half, to=part.onnx.TensorProto.INT64), flat)
    else:
        shares = answers
        best = part.add("ArgMax", answers, axis=1, keepdims=0)
    if len(classes) != max(2, boosted.groups):
        raise NotConvertible("the model has %d classes and %d sums" % (len(classes), boosted.groups))
    is_text = classes.dtype.kind in "USO"
    labels = part.constant(classes.astype(object if is_text else numpy.int64), object if is_text else numpy.int64)
    label = part.add("Gather", labels, best)
    types = part.onnx.TensorProto
    return [(label, types.STRING if is_text else types.INT64), (shares, number)]

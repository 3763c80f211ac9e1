"""The fitted trees of scikit-learn's estimators as arrays, the same whatever estimator they are of."""

import numpy

FOREST_NAMES = ("RandomForestClassifier", "ExtraTreesClassifier")


class Tree:
    """One fitted tree as arrays; a split sends x to the left if x <= threshold."""

    def __init__(self, feature, threshold, left, right, missing_left, leaf, rounds):
        self.feature, self.threshold = feature, threshold
        self.left, self.right = left, right
        self.missing_left, self.leaf, self.rounds = missing_left, leaf, rounds
        # Nodes that ask whether a value is one of some categories instead: node to categories.
        self.sets, self.member_left = {}, True

    def splits(self):
        """The nodes that compare numbers."""
        return [node for node in numpy.flatnonzero(~self.leaf).tolist() if node not in self.sets]

    def double_thresholds(self):
        """The largest double that goes to the left."""
        return largest_double(self.threshold) if self.rounds else self.threshold

    def parents(self):
        parent = numpy.full(len(self.leaf), -1)
        inner = numpy.flatnonzero(~self.leaf)
        parent[self.left[inner]] = inner
        parent[self.right[inner]] = inner
        return parent


def below(thresholds):
    """The largest float32 that is not above each threshold."""
    nearest = numpy.asarray(thresholds, dtype=numpy.float32)
    lower = numpy.nextafter(nearest, numpy.float32(-numpy.inf))
    return numpy.where(nearest.astype(numpy.float64) > thresholds, lower, nearest)


def largest_double(thresholds):
    """The largest double whose float32 is not above each threshold; the tie goes to the even one."""
    floats = below(thresholds)
    upper = numpy.nextafter(floats, numpy.float32(numpy.inf))
    middle = (floats.astype(numpy.float64) + upper.astype(numpy.float64)) / 2
    fits = middle.astype(numpy.float32) == floats
    return numpy.where(fits, middle, numpy.nextafter(middle, -numpy.inf))


def lefts(tree, node, values):
    """Which values a split sends to the left."""
    if node in tree.sets:
        member = numpy.isin(numpy.floor(values), tree.sets[node])
        return numpy.where(numpy.isnan(values), tree.missing_left[node], member == tree.member_left)
    seen = values.astype(numpy.float32).astype(numpy.float64) if tree.rounds else values
    return numpy.where(numpy.isnan(values), tree.missing_left[node], seen <= tree.threshold[node])


class Ensemble:
    """Trees that one estimator sums up, in the order in which the converter numbers them."""

    def __init__(self, trees, is_forest=False, classes=None, shares=()):
        self.trees, self.is_forest, self.classes, self.shares = trees, is_forest, classes, shares

    def is_origin_of(self, attributes):
        ids = numpy.array(attributes["nodes_treeids"].ints)
        if len(ids) != sum(len(tree.leaf) for tree in self.trees) or ids.max() >= len(self.trees):
            return False
        if (numpy.bincount(ids, minlength=len(self.trees)) != [len(t.leaf) for t in self.trees]).any():
            return False
        leaf = self.per_node(attributes, lambda tree: tree.leaf).astype(bool)
        modes = numpy.array([mode == b"LEAF" for mode in attributes["nodes_modes"].strings])
        features = self.per_node(attributes, lambda tree: tree.feature)
        given = numpy.array(attributes["nodes_featureids"].ints)
        return bool((leaf == modes).all() and (features[~leaf] == given[~leaf]).all())

    def per_node(self, attributes, values_of):
        """What each tree says of its nodes, in the order in which the ONNX node lists them."""
        trees = numpy.array(attributes["nodes_treeids"].ints)
        nodes = numpy.array(attributes["nodes_nodeids"].ints)
        lengths = [len(tree.leaf) for tree in self.trees]
        starts = numpy.concatenate([[0], numpy.cumsum(lengths)[:-1]])
        return numpy.concatenate([values_of(tree) for tree in self.trees])[starts[trees] + nodes]

    def votes(self):
        """For each leaf and class: tree, node, class and the share of the class in the leaf."""
        trees, nodes, targets, weights = [], [], [], []
        for number, (tree, share) in enumerate(zip(self.trees, self.shares)):
            leaves = numpy.flatnonzero(tree.leaf)
            row, target = numpy.nonzero(share[leaves])
            trees += [number] * len(row)
            nodes += leaves[row].tolist()
            targets += target.tolist()
            weights.append(share[leaves][row, target])
        return trees, nodes, targets, numpy.concatenate(weights).astype(numpy.float64)


def last_step(model):
    """The estimator at the end of a pipeline, and the steps that come before it."""
    while hasattr(model, "best_estimator_"):
        model = model.best_estimator_
    if hasattr(model, "steps"):
        return model.steps[-1][1], (model[:-1] if len(model.steps) > 1 else None)
    return model, None


def parts(model):
    """The estimator and all that it is made of."""
    yield model
    inside = [getattr(model, "best_estimator_", None), getattr(model, "estimator_", None)]
    inside += [step for _, step in getattr(model, "steps", [])]
    inside += [entry[1] for entry in getattr(model, "transformers_", [])]
    inside += [step for _, step in getattr(model, "transformer_list", [])]
    several = getattr(model, "estimators_", None)
    if isinstance(several, list) and not hasattr(model, "estimator_params"):
        inside += several
    for part in inside:
        if part is not None and not isinstance(part, str):
            yield from parts(part)


def tree_ensembles(model):
    return [ensemble for part in parts(model) for ensemble in [ensemble_of(part)] if ensemble is not None]


def ensemble_of(model):
    """The trees of an estimator of scikit-learn; None for everything else."""
    if hasattr(model, "_predictors") and hasattr(model, "n_trees_per_iteration_"):
        return Ensemble([histogram_tree(tree) for group in model._predictors for tree in group])
    if hasattr(model, "tree_"):
        return Ensemble([plain_tree(model.tree_)])
    fitted = getattr(model, "estimators_", None)
    if fitted is None:
        return None
    fitted = list(fitted.ravel()) if isinstance(fitted, numpy.ndarray) else list(fitted)
    if not fitted or not all(hasattr(one, "tree_") for one in fitted):
        return None
    trees = [plain_tree(one.tree_) for one in fitted]
    if type(model).__name__ in FOREST_NAMES and model.n_outputs_ == 1:
        shares = [one.tree_.value[:, 0, :] for one in fitted]
        shares = [share / share.sum(axis=1, keepdims=True) for share in shares]
        return Ensemble(trees, True, numpy.asarray(model.classes_), shares)
    return Ensemble(trees)


def plain_tree(tree):
    leaf = tree.children_left == tree.children_right
    missing = getattr(tree, "missing_go_to_left", None)
    missing = numpy.zeros(len(leaf), bool) if missing is None else numpy.asarray(missing, bool) & ~leaf
    feature = numpy.where(leaf, 0, tree.feature)
    return Tree(feature, tree.threshold, tree.children_left, tree.children_right, missing, leaf, True)


def histogram_tree(tree):
    nodes = tree.nodes
    leaf = nodes["is_leaf"].astype(bool)
    threshold = nodes["num_threshold" if "num_threshold" in nodes.dtype.names else "threshold"]
    feature = numpy.where(leaf, 0, nodes["feature_idx"]).astype(numpy.int64)
    left, right = nodes["left"].astype(numpy.int64), nodes["right"].astype(numpy.int64)
    missing = nodes["missing_go_to_left"].astype(bool) & ~leaf
    return Tree(feature, numpy.asarray(threshold, numpy.float64), left, right, missing, leaf, False)

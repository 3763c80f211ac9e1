"""The trees of XGBoost and LightGBM as arrays, read from what the libraries themselves save.

Both write each number with all of its digits, so nothing is lost on the way; and one reading serves
every form in which such a model is pushed.
"""

import json

import numpy
from plimsoll_worker.errors import NotConvertible
from plimsoll_worker.trees import Tree

LOGISTIC = ("binary:logistic", "reg:logistic")
EXPONENTIAL = ("count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft")
PLAIN = (
    "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:absoluteerror", "reg:quantileerror",
    "reg:pseudohubererror", "rank:pairwise", "rank:ndcg", "rank:map",
)
LIGHTGBM_PLAIN = (
    "", "custom", "none", "regression", "regression_l1", "huber", "fair", "quantile", "mape", "lambdarank",
    "rank_xendcg",
)
MISSING_ZERO, MISSING_NAN = 1, 2

# LightGBM takes whatever is as near to zero as this for zero; the constant is a float32 there.
NEARLY_ZERO = float(numpy.float32(1e-35))


class Boosted:
    """Trees that are summed up by group, and what becomes of the sums.

    `strict` splits send x to the left if x < cut, others if x <= cut. `missing` is what counts as
    missing beside NaN, and in `zeros` are the features of which zero does.
    """

    def __init__(self, library, trees, groups, base, transform, strict):
        self.library, self.trees, self.groups, self.base = library, trees, groups, base
        self.transform, self.strict = transform, strict
        self.factor, self.rounds, self.missing, self.zeros = 1.0, 1, numpy.nan, []

    def categorical(self):
        """The features that are split by sets of categories."""
        found = {int(tree.feature[node]) for tree in self.trees for node in tree.sets}
        for tree in self.trees:
            plain = [n for n in numpy.flatnonzero(~tree.leaf) if n not in tree.sets] if found else []
            if found & {int(feature) for feature in tree.feature[plain]}:
                raise NotConvertible("a feature is split by category in one place and by size in another")
        return sorted(found)


class BoostedTree(Tree):
    """A tree with a value for each leaf.

    A split of numbers is at `cut`; where the values come from a sparse matrix, at `saved_cut`.
    """

    def __init__(self, feature, cut, left, right, missing_left, leaf, strict, group):
        # What is below a float32 is what is not above the float32 before it.
        threshold = numpy.nextafter(cut, cut.dtype.type(-numpy.inf)) if strict else cut
        super().__init__(feature, threshold.astype(numpy.float64), left, right, missing_left, leaf, strict)
        self.cut, self.saved_cut, self.group = cut, cut, group
        self.values = numpy.zeros(len(leaf))
        # A set of XGBoost leads to the right, one of LightGBM to the left.
        self.sets, self.member_left = {}, not strict


def boosted_of(model):
    """The boosted trees of a model of XGBoost or LightGBM; None for everything else."""
    module = type(model).__module__
    if module.startswith("xgboost.") and hasattr(model, "get_booster"):
        return of_xgboost(model)
    if module.startswith("lightgbm."):
        booster = model if hasattr(model, "model_to_string") else getattr(model, "booster_", None)
        if booster is not None:
            return of_lightgbm(booster)
    return None


def of_xgboost(model):
    booster = model.get_booster()
    saved = json.loads(bytes(booster.save_raw("json")))["learner"]
    inside, weights = saved["gradient_booster"], None
    if inside["name"] == "gblinear":
        raise NotConvertible("XGBoost's linear booster (gblinear) is not converted, only its trees")
    if inside["name"] == "dart":
        weights, inside = inside["weight_drop"], inside["gbtree"]
    forest = inside["model"]
    parameters = saved["learner_model_param"]
    groups = max(1, int(parameters["num_class"]), int(parameters.get("num_target", 1)))
    count = used_trees(booster, forest, groups)
    trees = []
    for number in range(count):
        tree = xgboost_tree(forest["trees"][number], forest["tree_info"][number])
        if weights is not None:
            tree.values = (numpy.float32(weights[number]) * tree.values.astype(numpy.float32)).astype(numpy.float64)
        trees.append(tree)
    objective = saved["objective"]["name"]
    base = base_margin(objective, parameters["base_score"], groups)
    boosted = Boosted("xgboost", trees, groups, base, xgboost_transform(objective), True)
    if getattr(model, "missing", None) is not None:
        boosted.missing = float(model.missing)
    return boosted


def used_trees(booster, forest, groups):
    """After early stopping, scikit-learn's interface predicts with the trees up to the best round."""
    best = booster.attr("best_iteration")
    if best is None:
        return len(forest["trees"])
    rounds = forest.get("iteration_indptr")
    if rounds is not None:
        return int(rounds[int(best) + 1])
    parallel = int(forest["gbtree_model_param"].get("num_parallel_tree", 1))
    return (int(best) + 1) * groups * max(1, parallel)


def xgboost_tree(saved, group):
    if int(saved["tree_param"].get("size_leaf_vector", 1)) > 1:
        raise NotConvertible("trees with several answers in one leaf (multi_output_tree) are not converted")
    left = numpy.array(saved["left_children"], numpy.int64)
    right = numpy.array(saved["right_children"], numpy.int64)
    leaf = left < 0
    conditions = numpy.array(saved["split_conditions"], numpy.float64).astype(numpy.float32)
    feature = numpy.where(leaf, 0, numpy.array(saved["split_indices"], numpy.int64))
    missing = numpy.array(saved["default_left"], bool) & ~leaf
    tree = BoostedTree(feature, conditions, left, right, missing, leaf, True, int(group))
    tree.values[leaf] = conditions[leaf]
    keys = ("categories_nodes", "categories_segments", "categories_sizes")
    places = zip(*(saved.get(key, []) for key in keys))  # releases without categories do not have them
    for node, start, size in places:
        tree.sets[int(node)] = numpy.array(saved["categories"][start : start + size], numpy.float64)
    return tree


def base_margin(objective, text, groups):
    """The score to begin with: kept as an answer, needed as what is summed up."""
    given = json.loads(text) if text.startswith("[") else [float(text)]
    base = numpy.resize(numpy.array(given, numpy.float32), groups)
    one = numpy.float32(1)
    if objective in LOGISTIC or objective == "binary:logitraw":
        base = -numpy.log(one / base - one)
    elif objective in EXPONENTIAL:
        base = numpy.log(base)
    return base.astype(numpy.float64)


def xgboost_transform(objective):
    if objective in LOGISTIC:
        return "logistic"
    if objective in EXPONENTIAL:
        return "exp"
    if objective in ("multi:softprob", "multi:softmax"):
        return "softmax"
    if objective in PLAIN:
        return "none"
    raise NotConvertible("models with XGBoost's objective %s are not converted" % objective)


def of_lightgbm(booster):
    header, *blocks = booster.model_to_string().split("\nTree=")
    head = entries(header)
    trees = []
    groups = int(head["num_tree_per_iteration"])
    for number, block in enumerate(blocks):
        trees.append(lightgbm_tree(entries(block.split("\nend of trees")[0]), number % groups))
    words = head.get("objective", "").split(" ")
    transform = lightgbm_transform(words)
    boosted = Boosted("lightgbm", trees, groups, numpy.zeros(groups), transform, False)
    factors = [float(word.split(":")[1]) for word in words if word.startswith("sigmoid:")]
    boosted.factor = factors[0] if factors else 1.0
    if "average_output" in head:
        boosted.rounds = max(1, len(trees) // groups)
    boosted.zeros = features_without_zero(trees)
    return boosted


def entries(text):
    """Lines of key=value; a key alone stands for itself."""
    return dict(line.partition("=")[::2] for line in text.splitlines())


def lightgbm_tree(saved, group):
    if int(saved.get("is_linear", 0)):
        raise NotConvertible("LightGBM's trees with linear leaves (linear_tree) are not converted")
    values = numpy.array(saved["leaf_value"].split(), numpy.float64)
    inner = len(values) - 1

    def read(key, kind):
        return numpy.array(saved.get(key, "").split() if inner else [], dtype=kind)

    def children(key):
        given = read(key, numpy.int64)
        # A child that is a leaf is written as the complement of the leaf's number.
        return numpy.concatenate([numpy.where(given < 0, inner + ~given, given), numpy.full(inner + 1, -1)])

    def padded(given):
        return numpy.concatenate([given, numpy.zeros(inner + 1, given.dtype)])

    leaf = numpy.arange(2 * inner + 1) >= inner
    decision, cut = read("decision_type", numpy.int64), read("threshold", numpy.float64)
    sets = (decision & 1) != 0
    kind = (decision >> 2) & 3
    # Where nothing was missing in training, a missing value counts as zero.
    missing = numpy.where(kind == 0, 0.0 <= cut, (decision & 2) != 0) & ~sets
    near = (numpy.abs(cut) <= NEARLY_ZERO) & ~sets
    # What lies beside zero is zero before it is compared, so no split can part it from zero.
    beside = numpy.where(cut < 0, numpy.nextafter(-NEARLY_ZERO, -numpy.inf), NEARLY_ZERO)
    saved_cut, cut = cut, numpy.where(near, beside, cut)
    left, right, feature = children("left_child"), children("right_child"), padded(read("split_feature", numpy.int64))
    tree = BoostedTree(feature, padded(cut), left, right, padded(missing), leaf, False, group)
    tree.values[leaf] = values
    tree.saved_cut = padded(saved_cut)
    tree.missing_kinds = padded(numpy.where(sets, 0, kind))
    if sets.any():
        bounds, words = read("cat_boundaries", numpy.int64), read("cat_threshold", numpy.uint32)
        for node in numpy.flatnonzero(sets):
            number = int(cut[node])
            bits = words[bounds[number] : bounds[number + 1]].astype("<u4").view(numpy.uint8)
            tree.sets[int(node)] = numpy.flatnonzero(numpy.unpackbits(bits, bitorder="little")).astype(numpy.float64)
    return tree


def features_without_zero(trees):
    """The features of which zero counts as missing."""
    kinds = {}
    for tree in trees:
        for feature, kind in zip(tree.feature[~tree.leaf].tolist(), tree.missing_kinds[~tree.leaf].tolist()):
            kinds.setdefault(feature, set()).add(kind)
    if any({MISSING_ZERO, MISSING_NAN} <= found for found in kinds.values()):
        raise NotConvertible("zero counts as missing in some of the trees and not in others")
    return sorted(feature for feature, found in kinds.items() if MISSING_ZERO in found)


def lightgbm_transform(words):
    objective = words[0]
    if objective == "regression" and "sqrt" in words:
        return "square"
    if objective in ("binary", "cross_entropy", "multiclassova"):
        return "logistic"
    if objective == "multiclass":
        return "softmax"
    if objective in ("poisson", "gamma", "tweedie"):
        return "exp"
    if objective in LIGHTGBM_PLAIN:
        return "none"
    raise NotConvertible("models with LightGBM's objective %s are not converted" % objective)

"""Steps of scikit-learn that multiply what they are given by a matrix, before they do anything else."""

import copy

import numpy

LINEAR = ("LinearSVC", "LinearSVR")
BAYES = ("MultinomialNB", "ComplementNB")


def transformation(step, width):
    """The matrix of a step that does nothing but multiply; None for any other."""
    import scipy.sparse

    name = type(step).__name__
    if not type(step).__module__.startswith("sklearn."):
        return None
    if name == "TruncatedSVD":
        return step.components_.T
    if name == "MaxAbsScaler" or (name == "StandardScaler" and not step.with_mean):
        scale = numpy.ones(width) if step.scale_ is None else step.scale_
        clips = getattr(step, "clip", False)
        return None if clips else scipy.sparse.diags(1 / scale, format="csr")
    if type(step).__module__.startswith("sklearn.feature_selection.") and hasattr(step, "get_support"):
        chosen = step.get_support(indices=True)
        entries = (numpy.ones(len(chosen)), (chosen, numpy.arange(len(chosen))))
        return scipy.sparse.csr_matrix(entries, shape=(width, len(chosen)))
    return None


class Layer:
    """The matrix that an estimator begins with: a row for each feature, a column for each sum."""

    def __init__(self, weights, replaced):
        self.weights, self.replaced = numpy.asarray(weights, numpy.float64), replaced
        self.outputs = self.weights.shape[1]

    def behind(self, weights):
        """The same estimator with another matrix."""
        changed = self.replaced(weights)
        changed.n_features_in_ = weights.shape[0]
        if hasattr(changed, "feature_names_in_"):
            del changed.feature_names_in_
        return changed


def first_layer(estimator, width):
    """None for an estimator that is not linear at its beginning, or not fitted on so many features."""
    kind = type(estimator)
    if not kind.__module__.startswith("sklearn."):
        return None
    layer = None
    if kind.__name__ in BAYES:
        layer = attribute_layer(estimator, "feature_log_prob_")
    elif kind.__name__ in ("MLPClassifier", "MLPRegressor"):
        layer = Layer(estimator.coefs_[0], lambda weights: hidden(estimator, weights))
    elif kind.__name__ in LINEAR or kind.__module__.startswith("sklearn.linear_model."):
        layer = attribute_layer(estimator, "coef_")
    fits = layer is not None and (width is None or layer.weights.shape[0] == width)
    return layer if fits else None


def attribute_layer(estimator, name):
    held = getattr(estimator, name, None)
    if held is None:
        return None
    held = held.toarray() if hasattr(held, "toarray") else numpy.asarray(held)
    if held.ndim not in (1, 2):
        return None

    def replaced(weights):
        changed = copy.copy(estimator)
        turned = weights.T
        setattr(changed, name, turned if held.ndim == 2 else turned[0])
        return changed

    return Layer(numpy.atleast_2d(held).T, replaced)


def hidden(estimator, weights):
    changed = copy.copy(estimator)
    changed.coefs_ = [weights, *estimator.coefs_[1:]]
    return changed

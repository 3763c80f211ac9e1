"""Divides a model of texts: what the server does itself with a text, and the rest, which becomes a graph of numbers.

The server turns each text into the row of numbers that the vectoriser would give. Steps behind it that are linear are
joined with it into one matrix, so that of a hundred thousand terms only those are touched that a text has, and the
graph begins with as many numbers as the model has classes.
"""

import copy
import json

import numpy
from plimsoll_worker.errors import NotConvertible
from plimsoll_worker.linear import first_layer, transformation
from plimsoll_worker.trees import parts
from plimsoll_worker.vectorizers import described, is_vectorizer, packed, weighting_of

KEY = "plimsoll.texts"
INPUT = "plimsoll_texts"
# A row of so many float64 numbers has 256 KiB, which is what a processor keeps close to one of its cores.
MAX_WIDTH = 1 << 15


class Texts:
    """The numbers that texts become: described vectorisers side by side, each perhaps with a matrix behind it."""

    def __init__(self, described_parts=(), width=0):
        self.parts, self.width = list(described_parts), width

    @classmethod
    def of(cls, vectorizer, column):
        part, width = described(vectorizer)
        return cls([Part({"column": column, **part}, width)], width)

    def beside(self, other):
        moved = [part.moved(self.width) for part in other.parts]
        return Texts(self.parts + moved, self.width + other.width)

    def times(self, matrix):
        """The numbers after a linear step."""
        return Texts([part.times(matrix) for part in self.parts], matrix.shape[1])

    def weighted(self, transformer):
        """The numbers after weights that depend on how many terms a text has."""
        if len(self.parts) != 1 or self.parts[0].matrix is not None:
            raise NotConvertible("weights across several vectorisers are not converted")
        only = self.parts[0]
        description = dict(only.description)
        description["weightings"] = [*description["weightings"], weighting_of(transformer)]
        return Texts([Part(description, only.width)], self.width)

    def describe(self):
        if self.width > MAX_WIDTH:
            raise NotConvertible(
                "a text becomes %d numbers; a model that does not begin with a linear step is converted up to %d"
                % (self.width, MAX_WIDTH)
            )
        described_parts = [part.describe() for part in self.parts]
        return json.dumps({"version": 1, "input": INPUT, "width": self.width, "parts": described_parts})


class Part:
    """One vectoriser on one column, and where its numbers are added."""

    def __init__(self, description, width, offset=0, matrix=None):
        self.description, self.width, self.offset, self.matrix = description, width, offset, matrix

    def moved(self, by):
        return Part(self.description, self.width, self.offset + by, self.matrix)

    def times(self, matrix):
        import scipy.sparse

        matrix = scipy.sparse.csr_matrix(matrix, dtype=numpy.float64)
        width = self.width if self.matrix is None else self.matrix.shape[1]
        own = matrix[self.offset : self.offset + width]
        own = own if self.matrix is None else self.matrix @ own
        return Part(self.description, self.width, 0, scipy.sparse.csr_matrix(own))

    def describe(self):
        matrix = None
        if self.matrix is not None:
            self.matrix.sort_indices()
            matrix = {
                "columns": self.matrix.shape[1],
                "starts": packed(self.matrix.indptr, "<i4"),
                "places": packed(self.matrix.indices, "<i4"),
                "values": packed(self.matrix.data, "<f8"),
            }
        return {**self.description, "offset": self.offset, "matrix": matrix}


class Divided:
    """The rest of the model, and the columns that its graph still takes as they are."""

    def __init__(self, texts, rest, names):
        self.texts, self.rest, self.names = texts, rest, names


def divided(estimator, columns):
    """None for a model without a vectoriser."""
    model = estimator.model
    while hasattr(model, "best_estimator_"):
        model = model.best_estimator_
    if not any(is_vectorizer(part) for part in parts(model)):
        return None
    steps = [step for _, step in getattr(model, "steps", []) if step not in (None, "passthrough")]
    if not steps:
        raise NotConvertible("a vectoriser inside of %s is not converted" % type(model).__name__)
    if any(column.name == INPUT for column in columns):
        raise NotConvertible("a feature is named %s, which the server needs itself" % INPUT)
    if starts_with_text(steps[0]):
        if len(columns) != 1:
            raise NotConvertible("the model begins with a text but has %d features" % len(columns))
        texts, rest = read(steps[0], columns[0].name)
        texts, rest = joined(texts, rest + steps[1:-1])
        texts, final = reduced(texts, steps[-1]) if not rest else (texts, steps[-1])
        outcome = Divided(texts, pipeline([*rest, final]), [])
    elif type(steps[0]).__name__ == "ColumnTransformer":
        outcome = by_columns(steps, estimator.names or [column.name for column in columns])
    else:
        raise NotConvertible("a step before the vectoriser is not converted")
    if any(is_vectorizer(part) for part in parts(outcome.rest)):
        raise NotConvertible("a vectoriser is where texts are not expected: not at the beginning of its column")
    return outcome


def starts_with_text(step):
    if hasattr(step, "steps"):
        return starts_with_text(step.steps[0][1])
    if hasattr(step, "transformer_list"):
        return any(starts_with_text(one) for _, one in step.transformer_list)
    return is_vectorizer(step)


def read(step, column):
    """The numbers that a step makes of the texts of a column, and the steps that are left to be done with them."""
    if hasattr(step, "steps"):
        inner = [one for _, one in step.steps if one not in (None, "passthrough")]
        texts, rest = read(inner[0], column)
        return joined(texts, rest + inner[1:])
    if hasattr(step, "transformer_list"):
        if step.transformer_weights:
            raise NotConvertible("a FeatureUnion with weights is not converted")
        texts = Texts()
        for _, one in step.transformer_list:
            if not starts_with_text(one):
                raise NotConvertible("a FeatureUnion of texts with something else is not converted")
            found, rest = read(one, column)
            if rest:
                raise NotConvertible("%s inside of a FeatureUnion is not converted" % type(rest[0]).__name__)
            texts = texts.beside(found)
        return texts, []
    return Texts.of(step, column), []


def joined(texts, steps):
    """Takes the linear steps at the beginning to the texts; the others are left."""
    for place, step in enumerate(steps):
        if type(step).__name__ == "TfidfTransformer":
            texts = texts.weighted(step)
            continue
        matrix = transformation(step, texts.width)
        if matrix is None:
            return texts, steps[place:]
        texts = texts.times(matrix)
    return texts, []


def reduced(texts, final):
    """Takes the linear beginning of the last step to the texts, where that leaves fewer numbers."""
    layer = first_layer(final, texts.width)
    if layer is None or layer.outputs >= texts.width:
        return texts, final
    return texts.times(layer.weights), layer.behind(numpy.eye(layer.outputs))


def pipeline(steps):
    from sklearn.pipeline import Pipeline

    return steps[0] if len(steps) == 1 else Pipeline([("step%d" % i, step) for i, step in enumerate(steps)])


def by_columns(steps, names):
    """A ColumnTransformer in which texts stand beside other columns."""
    transformer, after = steps[0], steps[1:]
    if transformer.transformer_weights:
        raise NotConvertible("a ColumnTransformer with weights is not converted")
    blocks = [
        block_of(entry, transformer.output_indices_[entry[0]], names)
        for entry in transformer.transformers_
        if not (isinstance(entry[1], str) and entry[1] == "drop")
    ]
    plain = [block for block in blocks if block.texts is not None and not block.rest]
    layer = first_layer(after[0], None) if len(after) == 1 else None
    if layer is not None and plain and layer.outputs < sum(block.texts.width for block in plain):
        return linear_behind(transformer, layer, plain, [block for block in blocks if block not in plain], names)
    return rebuilt(transformer, Texts(), [], blocks, after, names)


class Block:
    """What one transformer of a ColumnTransformer gives: the numbers of texts, or something of other columns."""

    def __init__(self, name, place, texts=None, rest=(), step=None, chosen=()):
        self.name, self.place, self.texts, self.rest = name, place, texts, list(rest)
        self.step, self.chosen = step, list(chosen)


def block_of(entry, place, names):
    name, step, chosen = entry
    if isinstance(step, str) or not starts_with_text(step):
        return Block(name, place, step=step, chosen=columns_of(chosen, names))
    if not isinstance(chosen, (str, int)):
        raise NotConvertible("a vectoriser needs one column, named without a list")
    texts, rest = read(step, chosen if isinstance(chosen, str) else names[chosen])
    return Block(name, place, texts, rest)


def linear_behind(transformer, layer, plain, others, names):
    """All texts whose numbers go into a linear step as they are become that step's sums, which come first."""
    summed = [block.texts.times(layer.weights[block.place]) for block in plain]
    sums = Texts([part for texts in summed for part in texts.parts], layer.outputs)
    weights = [numpy.eye(layer.outputs), *(layer.weights[block.place] for block in others)]
    final = layer.behind(numpy.vstack(weights))
    return rebuilt(transformer, sums, [("texts", "passthrough", range(layer.outputs))], others, [final], names)


def rebuilt(transformer, texts, entries, blocks, after, names):
    """The transformer with all numbers of texts as one input, behind the columns that it still takes."""
    used = {name for block in blocks for name in block.chosen}
    left = [name for name in names if name in used]
    for block in blocks:
        if block.texts is None:
            entries.append((block.name, block.step, block.chosen))
            continue
        step = pipeline(block.rest) if block.rest else "passthrough"
        entries.append((block.name, step, range(texts.width, texts.width + block.texts.width)))
        texts = texts.beside(block.texts)
    changed = copy.copy(transformer)
    changed.transformers_ = [
        (name, step, [len(left) + place for place in chosen] if isinstance(chosen, range) else chosen)
        for name, step, chosen in entries
    ]
    return Divided(texts, pipeline([changed, *after]), left)


def columns_of(chosen, names):
    """The names of the columns that a transformer was fitted with."""
    if isinstance(chosen, (str, int)):
        chosen = [chosen]
    if isinstance(chosen, slice):
        chosen = names[chosen] if not isinstance(chosen.start or chosen.stop, str) else None
    chosen = None if chosen is None else list(chosen)
    if chosen is None or any(isinstance(one, (bool, numpy.bool_)) for one in chosen):
        raise NotConvertible("columns are to be named or numbered in a ColumnTransformer")
    return [str(one) if isinstance(one, str) else names[int(one)] for one in chosen]

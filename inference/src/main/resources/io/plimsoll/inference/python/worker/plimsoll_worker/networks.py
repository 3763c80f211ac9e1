"""Neural networks of torch and of TensorFlow: rows go in as one tensor or by name, columns come out.

What a network is given: if it takes one input, the features in their order as one tensor, of the type
that it asks for or float32 (int64 if every feature is an integer), in the shape that it asks for; if it
takes several, each the feature of its name. What it answers: see `columns_out`.
"""

import contextlib
import importlib
import math
import os
import tempfile

from plimsoll_worker.errors import ModelError
from plimsoll_worker.outputs import named_columns

MAX_COLUMNS = 1000
HDF5 = b"\x89HDF"

# A pool of threads as wide as the machine would exceed what one model may have.
SINGLE_THREADED = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}


class Input:
    """What a network says of one of its inputs; `shape` is without the rows, with None for any size."""

    def __init__(self, name, dtype, shape):
        self.name, self.dtype, self.shape = name, dtype, shape

    def width(self):
        """How many numbers a row has; None if the network leaves it open."""
        known = self.shape is not None and None not in self.shape
        return math.prod(self.shape) if known else None

    def arranged(self, numpy, matrix):
        """The rows in the type and shape of the input."""
        values = matrix if self.dtype is None else matrix.astype(self.dtype)
        if self.shape is None or self.shape.count(None) > 1:
            return values
        sizes = tuple(-1 if size is None else size for size in self.shape)
        try:
            return values.reshape((len(values), *sizes))
        except ValueError:
            raise ModelError(
                "the network takes %s numbers a row (shape %s), but a row has %d features"
                % (self.width() or "other", list(self.shape), matrix.shape[1])
            ) from None


class Network:
    """A network behind the one interface that calls need."""

    def __init__(self, call, inputs=None):
        import numpy

        self.numpy, self.call, self.given = numpy, call, inputs or []
        self.answers_shares = False

    def by_name(self):
        return len(self.given) > 1

    def describe(self):
        described = {"kind": "network"}
        if self.by_name():
            described["featureNames"] = [each.name for each in self.given]
        elif self.given and self.given[0].width():
            described["featureCount"] = self.given[0].width()
        return described

    def predict(self, columns):
        answers = self.call(self.inputs(columns))
        return shares(self.numpy, answers) if self.answers_shares else columns_out(self.numpy, answers)

    def inputs(self, columns):
        if not self.by_name():
            one = self.given[0] if self.given else Input("", None, None)
            return one.arranged(self.numpy, self.matrix(columns, one.dtype))
        columns = {column.name: column for column in columns}
        missing = [each.name for each in self.given if each.name not in columns]
        if missing:
            raise ModelError(
                "the network takes the inputs %s, but no feature is called %s; name the features so, or add a"
                " predict.py" % ([each.name for each in self.given], missing)
            )
        arrays = {}
        for each in self.given:
            arrays[each.name] = each.arranged(self.numpy, self.matrix([columns[each.name]], each.dtype))
        return arrays

    def matrix(self, columns, dtype):
        texts = [column.name for column in columns if column.datatype == "BYTES"]
        if texts and dtype == "object":
            return self.numpy.column_stack([column.numpy(self.numpy) for column in columns])
        if texts:
            raise ModelError("%s is text; the network takes numbers, so encode it in a predict.py" % ", ".join(texts))
        whole = all(column.datatype == "INT64" for column in columns)
        kind = self.numpy.int64 if whole else self.numpy.float32
        return self.numpy.column_stack([column.numpy(self.numpy).astype(kind) for column in columns])


def columns_out(numpy, answers):
    """One tensor of one number a row is `prediction`, of several `prediction_0` and so on.

    Several tensors go by their names, or are `output_0` and so on.
    """
    if isinstance(answers, (list, tuple)):
        answers = {"output_%d" % i: answer for i, answer in enumerate(answers)}
    elif not isinstance(answers, dict):
        answers = {"prediction": answers}
    if len(answers) == 1:
        answers = {"prediction": next(iter(answers.values()))}
    columns = {}
    for name, answer in answers.items():
        columns.update(named_columns(str(name), flat(numpy, answer)))
    return columns


def flat(numpy, answer):
    """A matrix with one row for each row that was asked about."""
    values = numpy.asarray(answer)
    if values.ndim == 0:
        raise ModelError("the network answers one number for all rows; it has to answer each row")
    if values.ndim > 2:
        values = values.reshape((values.shape[0], -1))
    if values.ndim == 2 and values.shape[1] > MAX_COLUMNS:
        raise ModelError(
            "the network answers %d numbers a row, at most %d can be outputs; choose from them in a predict.py"
            % (values.shape[1], MAX_COLUMNS)
        )
    if values.dtype == object:
        texts = [each.decode("utf-8", "replace") if isinstance(each, bytes) else each for each in values.ravel()]
        values = numpy.array(texts, dtype=object).reshape(values.shape)
    return values


def shares(numpy, answers):
    """Label and probability, as other classifiers answer, from the shares of the classes."""
    while isinstance(answers, (list, tuple, dict)) and len(answers) == 1:
        answers = next(iter(answers.values() if isinstance(answers, dict) else answers))
    if isinstance(answers, (list, tuple, dict)):
        raise ModelError("outputs: [label, probability] needs a network with one output; it has %d" % len(answers))
    values = flat(numpy, answers).astype(float)
    values = values.reshape((len(values), -1))
    beyond = values[(values < -1e-6) | (values > 1 + 1e-6)]
    if beyond.size:
        raise ModelError(
            "outputs: [label, probability] needs shares of classes, but the network answers %g; end it with a softmax"
            " or a sigmoid, or leave outputs out" % beyond[0]
        )
    if values.shape[1] == 1:
        return {"label": (values[:, 0] > 0.5).astype("int64"), "probability": values[:, 0]}
    probability = values[:, 1] if values.shape[1] == 2 else values.max(axis=1)
    return {"label": values.argmax(axis=1).astype("int64"), "probability": probability}


def torch_script(path):
    torch = single_threaded_torch()
    module = torch.jit.load(path, map_location="cpu")
    module.eval()
    return Network(TorchCall(torch, module))


def torch_export(path):
    # The weights lie in a pickle of their own; torch is to take nothing from it but tensors.
    os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = "1"
    torch = single_threaded_torch()
    hint = "; was it exported for another number of rows? Give torch.export.export a dynamic first dimension"
    return Network(TorchCall(torch, torch.export.load(path).module(), hint))


def single_threaded_torch():
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    return torch


class TorchCall:
    """A module of torch that takes and gives arrays."""

    def __init__(self, torch, module, hint=""):
        self.torch, self.module, self.hint = torch, module, hint

    def __call__(self, values):
        with self.torch.inference_mode():
            try:
                answer = self.module(self.torch.from_numpy(values))
            except (AssertionError, RuntimeError) as error:
                raise ModelError("the network fails: %s%s" % (reason(error), self.hint)) from error
        return self.plain(answer)

    def plain(self, answer):
        if isinstance(answer, (list, tuple)):
            return [self.plain(each) for each in answer]
        if isinstance(answer, dict):
            return {name: self.plain(each) for name, each in answer.items()}
        return answer.detach().cpu().numpy()


def reason(error):
    """TorchScript tells its whole way to the error before the error."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1] if "TorchScript" in lines[0] else lines[0]


def saved_model(path):
    """`path` is the saved_model.pb of a TensorFlow SavedModel; the rest of it lies beside."""
    os.environ.update(SINGLE_THREADED)
    tensorflow = importlib.import_module("tensorflow")
    loaded = tensorflow.saved_model.load(os.path.dirname(path))
    signatures = dict(loaded.signatures)
    signature = signatures.get("serving_default") or (list(signatures.values()) or [None])[0]
    if signature is None:
        raise ModelError("the SavedModel has no signature; save it with signatures=, or with model.export of Keras")
    _, specs = signature.structured_input_signature
    inputs = [Input(name, type_name(spec.dtype.name), sizes(spec.shape)) for name, spec in specs.items()]

    def call(values):
        values = values if isinstance(values, dict) else {inputs[0].name: values}
        answers = signature(**{name: tensorflow.constant(value) for name, value in values.items()})
        return {name: answer.numpy() for name, answer in answers.items()}

    call.loaded = loaded  # a signature lives no longer than what it was loaded with
    return Network(call, inputs)


def keras(path):
    os.environ.update(SINGLE_THREADED)
    module = keras_module()
    with named_as_keras_wants(path) as file:
        model = module.models.load_model(file, compile=False)
    try:
        inputs = [Input(each.name.split(":")[0], type_name(each.dtype), sizes(each.shape)) for each in model.inputs]
    except (AttributeError, TypeError, ValueError):
        inputs = []  # a model that was never built says nothing of its inputs

    def call(values):
        if isinstance(values, dict) and not isinstance(model.input, dict):
            values = [values[each.name] for each in inputs]
        return plain(model(values, training=False))

    def plain(answer):
        if isinstance(answer, (list, tuple)):
            return [plain(each) for each in answer]
        if isinstance(answer, dict):
            return {name: plain(each) for name, each in answer.items()}
        convert = getattr(getattr(module, "ops", None), "convert_to_numpy", None)
        return answer.numpy() if convert is None else convert(answer)

    return Network(call, inputs)


def keras_module():
    """Keras by itself since version 3; before, a part of TensorFlow."""
    try:
        return importlib.import_module("keras")
    except ModuleNotFoundError as error:
        if error.name != "keras":
            raise
        return importlib.import_module("tensorflow").keras


@contextlib.contextmanager
def named_as_keras_wants(path):
    """Keras tells its forms by the ending of the name; here they are told by what is in them."""
    with open(path, "rb") as file:
        ending = ".h5" if file.read(4) == HDF5 else ".keras"
    if path.endswith(ending):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, "model" + ending)
        os.symlink(os.path.abspath(path), link)
        yield link


def type_name(dtype):
    """The name that numpy has for a type; texts are objects."""
    name = str(getattr(dtype, "name", dtype))
    return "object" if name == "string" else {"bfloat16": "float32"}.get(name, name)


def sizes(shape):
    """A shape without its first dimension, which is the rows."""
    try:
        return tuple(shape)[1:]
    except (TypeError, ValueError):
        return None

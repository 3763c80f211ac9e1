"""The process in which a Python model lives.

It connects to the Unix socket named by its only argument and answers frames until the other side
closes it. A frame is two little-endian 32-bit lengths (of all that follows the first, and of the
JSON header), the header, and the tensors that the header lists, in the binary layout of the Open
Inference Protocol. Only the standard library is needed; numpy and pandas are used where the model
needs them.

What always holds: an error of the model's code is an answer, never the end of this process; what
that code prints goes to the log, never into the protocol.
"""

import array
import importlib
import importlib.util
import inspect
import json
import math
import os
import pickle
import socket
import struct
import sys
import time
import traceback

MISSING = 0xFFFFFFFF
MAX_FRAME = 1 << 30
CODES = {
    "BOOL": "b", "UINT8": "B", "INT8": "b", "UINT16": "H", "INT16": "h", "UINT32": "I",
    "INT32": "i", "UINT64": "Q", "INT64": "q", "FP32": "f", "FP64": "d",
}


class ModelError(Exception):
    """An error that is already worded for the person who pushed the model."""


class RowsDiffer(ModelError):
    """An answer with another number of rows than the call; nobody can tell whose rows those are."""


class Column:
    """One named input: its values as plain Python objects, or as an array of numpy."""

    def __init__(self, name, datatype, raw, count):
        self.name, self.datatype, self.raw, self.count = name, datatype, raw, count

    def values(self):
        if self.datatype == "BYTES":
            return texts(self.raw, self.count)
        numbers = array.array(CODES[self.datatype])
        numbers.frombytes(self.raw)
        return [value != 0 for value in numbers] if self.datatype == "BOOL" else numbers.tolist()

    def numpy(self, numpy):
        if self.datatype == "BYTES":
            return numpy.array(texts(self.raw, self.count), dtype=object)
        kind = "?" if self.datatype == "BOOL" else CODES[self.datatype]
        return numpy.frombuffer(self.raw, dtype=numpy.dtype(kind))


def columns_of(header, payload):
    columns, position = [], 0
    for tensor in header["tensors"]:
        raw = payload[position : position + tensor["size"]]
        columns.append(Column(tensor["name"], tensor["datatype"], raw, header["rows"]))
        position += tensor["size"]
    return columns


def texts(raw, count):
    found, position = [], 0
    for _ in range(count):
        (length,) = struct.unpack_from("<I", raw, position)
        position += 4
        if length == MISSING:
            found.append(None)
        else:
            found.append(bytes(raw[position : position + length]).decode("utf-8"))
            position += length
    return found


class Channel:
    """Frames over the socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)

    def read(self):
        """The header and the bytes of the tensors, or None at the end."""
        start = self.exactly(8)
        if start is None:
            return None
        total, header_length = struct.unpack("<II", start)
        if total > MAX_FRAME or header_length + 4 > total:
            raise ValueError("a frame of %d bytes" % total)
        body = self.exactly(total - 4)
        if body is None:
            return None
        return json.loads(bytes(body[:header_length])), memoryview(body)[header_length:]

    def exactly(self, count):
        buffer = bytearray(count)
        view, read = memoryview(buffer), 0
        while read < count:
            got = self.socket.recv_into(view[read:])
            if got == 0:
                return None
            read += got
        return buffer

    def write(self, header, payloads=()):
        encoded = json.dumps(header).encode("utf-8")
        total = 4 + len(encoded) + sum(len(payload) for payload in payloads)
        self.socket.sendall(b"".join([struct.pack("<II", total, len(encoded)), encoded, *payloads]))


class Unpickling:
    """Refuses every import of a pickle that the scan before did not list.

    The scan reads the file in another program; should the two ever read it differently, the
    difference ends here.
    """

    def __init__(self, allowed):
        self.allowed = {tuple(pair) for pair in allowed}
        self.active = False
        sys.addaudithook(self.hook)

    def hook(self, event, arguments):
        if self.active and event == "pickle.find_class" and tuple(arguments[:2]) not in self.allowed:
            raise ModelError("the pickle imports %s.%s, which the scan did not find" % arguments[:2])

    def load(self, path, with_joblib):
        load = importlib.import_module("joblib").load if with_joblib else load_plain
        self.active = True
        try:
            return load(path)
        finally:
            self.active = False


def load_plain(path):
    with open(path, "rb") as file:
        return pickle.load(file)


class Estimator:
    """A model with the interface of scikit-learn and no code of its own."""

    def __init__(self, model):
        if not hasattr(model, "predict"):
            raise ModelError(
                "the file holds a %s.%s, which has no predict(); add a predict.py that knows how to"
                " call it" % (type(model).__module__, type(model).__qualname__)
            )
        import numpy

        self.numpy, self.model = numpy, model
        names = safe_attribute(model, "feature_names_in_")
        self.names = None if names is None else [str(name) for name in names]
        if self.names is not None:
            import pandas

            self.pandas = pandas
        self.classes = safe_attribute(model, "classes_")
        self.single = self.classes is not None and not isinstance(self.classes, (list, tuple))

    def describe(self):
        described = {"kind": "classifier" if self.classes is not None else "regressor"}
        if self.names is not None:
            described["featureNames"] = self.names
        width = safe_attribute(self.model, "n_features_in_")
        if width is not None:
            described["featureCount"] = int(width)
        return described

    def predict(self, columns):
        inputs = self.inputs(columns)
        predicted = self.numpy.asarray(self.model.predict(inputs))
        if not self.single:
            return named_columns("prediction", predicted)
        outputs = named_columns("label", predicted)
        if hasattr(self.model, "predict_proba"):
            shares = self.numpy.asarray(self.model.predict_proba(inputs), dtype=float)
            outputs["probability"] = shares[:, 1] if shares.shape[1] == 2 else shares.max(axis=1)
        return outputs

    def inputs(self, columns):
        return self.arranged(columns, [column.numpy(self.numpy) for column in columns])

    def arranged(self, columns, arrays):
        if self.names is not None:
            by_name = {column.name: values for column, values in zip(columns, arrays)}
            return self.pandas.DataFrame({name: by_name[name] for name in self.names})
        return self.numpy.column_stack(arrays)


class UserCode:
    """predict.py of the repository, with or without a model file beside it."""

    def __init__(self, directory, predict_file, load_file):
        module = import_file(os.path.join(directory, predict_file))
        self.function = getattr(module, "predict", None)
        if not callable(self.function):
            raise ModelError(predict_file + " defines no function predict(rows)")
        count = required_arguments(self.function)
        if count not in (1, 2):
            raise ModelError(
                predict_file + ": predict takes %d arguments; it has to be predict(rows) or"
                " predict(model, rows)" % count
            )
        self.takes_model = count == 2
        self.model = None
        if callable(getattr(module, "load", None)):
            self.model = module.load(directory)
        elif self.takes_model:
            self.model = load_file()

    def describe(self):
        return {"kind": "python"}

    def predict(self, columns):
        names = [column.name for column in columns]
        rows = [dict(zip(names, row)) for row in zip(*(column.values() for column in columns))]
        answers = self.function(self.model, rows) if self.takes_model else self.function(rows)
        return by_output(answers, len(rows))


def required_arguments(function):
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    return sum(1 for p in parameters if p.kind in kinds and p.default is p.empty)


def import_file(path):
    spec = importlib.util.spec_from_file_location("predict", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["predict"] = module
    spec.loader.exec_module(module)
    return module


def safe_attribute(model, name):
    """Attributes of unfitted or wrapped estimators may raise anything when they are read."""
    try:
        return getattr(model, name, None)
    except Exception:
        return None


def named_columns(name, values):
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 1:
        return {name: values}
    return {"%s_%d" % (name, i): values[:, i] for i in range(values.shape[1])}


def by_output(answers, count):
    """Turns one answer a row into one list of values for each output."""
    if hasattr(answers, "tolist"):
        answers = answers.tolist()
    try:
        answers = list(answers)
    except TypeError:
        raise ModelError(
            "predict returned a %s; it has to return a list with one item for each row"
            % type(answers).__name__
        ) from None
    if len(answers) != count:
        raise RowsDiffer("predict returned %d items for %d rows" % (len(answers), count))
    rows = [row if isinstance(row, dict) else {"prediction": row} for row in answers]
    names = list(rows[0]) if rows else []
    for index, row in enumerate(rows):
        if set(row) != set(names):
            raise ModelError(
                "predict returned the outputs %s for row %d, but %s for row 0"
                % (sorted(map(str, row)), index, sorted(map(str, names)))
            )
    return {str(name): [row[name] for row in rows] for name in names}


def plain(value):
    """Scalars of numpy are unwrapped; everything else stays what it is."""
    return value.item() if hasattr(value, "item") else value


def datatype_of(name, values):
    present = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in present) and present and len(present) == len(values):
        return "BOOL"
    if all(isinstance(value, str) for value in present) and present:
        return "BYTES"
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in present)
    if whole and present and len(present) == len(values):
        return "INT64"
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in present):
        return "FP64"
    odd = next(v for v in present if not isinstance(v, (int, float, str)) or isinstance(v, bool))
    raise ModelError(
        "the output `%s` holds a %s; an output is a number, a string or a boolean in every row"
        % (name, type(odd).__name__)
    )


def encode(name, datatype, values):
    try:
        if datatype == "BYTES":
            return b"".join(encoded_text(value) for value in values)
        if datatype == "BOOL":
            return bytes(boolean(value) for value in values)
        if datatype == "INT64":
            return array.array("q", [whole(value) for value in values]).tobytes()
        return array.array("d", [math.nan if v is None else float(v) for v in values]).tobytes()
    except (TypeError, ValueError, OverflowError) as error:
        raise ModelError(
            "the output `%s` was %s on the test data, but now: %s" % (name, datatype, error)
        ) from None


def encoded_text(value):
    if value is None:
        return struct.pack("<I", MISSING)
    if not isinstance(value, str):
        raise TypeError("got a %s" % type(value).__name__)
    raw = value.encode("utf-8", "replace")
    return struct.pack("<I", len(raw)) + raw


def boolean(value):
    if not isinstance(value, bool):
        raise TypeError("got a %s" % type(value).__name__)
    return value


def whole(value):
    if value is None or isinstance(value, (str, bool)) or int(value) != value:
        raise TypeError("got %r" % (value,))
    return int(value)


class Worker:
    """Answers the frames of one model."""

    def __init__(self, channel):
        self.channel = channel
        self.model = None
        self.directory = "/"
        self.memory_mib = 0
        self.expected = None

    def serve(self):
        while True:
            frame = self.channel.read()
            if frame is None:
                return
            header, payload = frame
            try:
                answer, payloads = self.answer(header, payload)
            except BaseException as error:  # also SystemExit: user code does not end this process
                differ = isinstance(error, RowsDiffer)
                answer = {"ok": False, "message": self.explain(error), "rowsDiffer": differ}
                payloads = ()
            flush()
            self.channel.write(answer, payloads)

    def answer(self, header, payload):
        if header["op"] == "load":
            return self.load(header), ()
        if header["op"] in ("convert", "boundaries"):
            return self.compile(header, payload)
        return self.infer(header, payload)

    def load(self, header):
        started = time.perf_counter()
        self.directory, self.memory_mib = header["directory"], header["memoryMib"]
        self.expected = header.get("outputs")
        sys.path.insert(0, self.directory)
        unpickling = Unpickling(header["globals"])

        def load_file():
            if not header.get("modelFile"):
                raise ModelError("predict(model, rows) needs a model file or a load(directory)")
            path = os.path.join(self.directory, header["modelFile"])
            return unpickling.load(path, header["joblib"])

        if header.get("predictFile"):
            self.model = UserCode(self.directory, header["predictFile"], load_file)
        else:
            self.model = Estimator(load_file())
        loaded = 1000 * (time.perf_counter() - started)
        return {"ok": True, "loadMs": loaded, **self.model.describe()}

    def compile(self, header, payload):
        """Only a model of standard form comes here; what it takes lies beside this file."""
        here = os.path.dirname(os.path.abspath(__file__))
        if here not in sys.path:
            sys.path.insert(0, here)
        columns = columns_of(header, payload)
        if header["op"] == "convert":
            return importlib.import_module("plimsoll_convert").convert(self.model, header, columns)
        boundaries = importlib.import_module("plimsoll_boundaries").boundaries
        return boundaries(self.model, header, columns, encode)

    def infer(self, header, payload):
        columns = columns_of(header, payload)
        started = time.perf_counter()
        outputs = self.model.predict(columns)
        elapsed = 1000 * (time.perf_counter() - started)
        tensors, payloads = [], []
        for name, values in self.arranged(outputs):
            values = [plain(value) for value in (values.tolist() if hasattr(values, "tolist") else values)]
            if len(values) != header["rows"]:
                raise RowsDiffer("%d values of `%s` for %d rows" % (len(values), name, header["rows"]))
            datatype = self.expected[name] if self.expected else datatype_of(name, values)
            raw = encode(name, datatype, values)
            tensors.append({"name": name, "datatype": datatype, "size": len(raw)})
            payloads.append(raw)
        return {"ok": True, "ms": elapsed, "rows": header["rows"], "tensors": tensors}, payloads

    def arranged(self, outputs):
        if not self.expected:
            return list(outputs.items())
        if set(outputs) != set(self.expected):
            raise ModelError(
                "predict returned the outputs %s, but on the test data %s"
                % (sorted(outputs), sorted(self.expected))
            )
        return [(name, outputs[name]) for name in self.expected]

    def explain(self, error):
        if isinstance(error, ModelError):
            return str(error)
        text = "%s: %s" % (type(error).__name__, error) if str(error) else type(error).__name__
        if isinstance(error, MemoryError):
            text = "MemoryError: the model needs more than its limit of %d MiB" % self.memory_mib
        if isinstance(error, ModuleNotFoundError) and error.name:
            text += "; add the package to requirements.txt"
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if f.filename.startswith(self.directory.rstrip("/") + "/")]
        shown = own[-5:] or [f for f in frames if f.filename != __file__][-2:]
        for frame in shown:
            name = os.path.relpath(frame.filename, self.directory) if own else os.path.basename(frame.filename)
            text += "\n  %s line %s, in %s: %s" % (name, frame.lineno, frame.name, frame.line)
        return text


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # user code may have closed or replaced it
            pass


def main():
    channel = Channel(sys.argv[1])
    try:
        Worker(channel).serve()
    finally:
        flush()
        # Threads and exit handlers of the model's code have no say in when this process ends.
        os._exit(0)


main()

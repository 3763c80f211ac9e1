"""The process in which a Python model lives.

It connects to the Unix socket named by its only argument and answers frames until the other side
closes it. A frame is two little-endian 32-bit lengths (of all that follows the first, and of the
JSON header), the header, and the tensors that the header lists, in the binary layout of the Open
Inference Protocol. Only the standard library is needed; numpy and pandas are used where the model
needs them.

What always holds: an error of the model's code is an answer, never the end of this process; what
that code prints goes to the log, never into the protocol.
"""

import importlib
import os
import sys
import time
import traceback

from plimsoll_worker.errors import ModelError, RowsDiffer
from plimsoll_worker.estimators import estimator
from plimsoll_worker.files import ModelFile
from plimsoll_worker.tensors import Channel, columns_of, datatype_of, encode, plain
from plimsoll_worker.usercode import UserCode

OWN_CODE = os.path.dirname(os.path.abspath(__file__))


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

        def load_file():
            if not header.get("modelFile"):
                raise ModelError("predict(model, rows) needs a model file or a load(directory)")
            path = os.path.join(self.directory, header["modelFile"])
            return ModelFile(path, header["form"], header["globals"]).load()

        if header.get("predictFile"):
            self.model = UserCode(self.directory, header["predictFile"], load_file)
        else:
            self.model = estimator(load_file(), header.get("shares", False))
        loaded = 1000 * (time.perf_counter() - started)
        return {"ok": True, "loadMs": loaded, **self.model.describe()}

    def compile(self, header, payload):
        """Only an estimator comes here; what turns it into ONNX is imported when it is asked for."""
        columns = columns_of(header, payload)
        if header["op"] == "convert":
            convert = importlib.import_module("plimsoll_worker.convert").convert
            return convert(self.model, header, columns)
        boundaries = importlib.import_module("plimsoll_worker.boundaries").boundaries
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
        shown = own[-5:] or [f for f in frames if not f.filename.startswith(OWN_CODE)][-2:]
        for frame in shown:
            path = frame.filename
            name = os.path.relpath(path, self.directory) if own else os.path.basename(path)
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

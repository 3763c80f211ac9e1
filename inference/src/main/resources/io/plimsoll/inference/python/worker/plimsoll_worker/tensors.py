"""Columns of the Open Inference Protocol's binary layout, and the frames that carry them."""

import array
import json
import math
import socket
import struct

from plimsoll_worker.errors import ModelError

MISSING = 0xFFFFFFFF
MAX_FRAME = 1 << 30
CODES = {
    "BOOL": "b", "UINT8": "B", "INT8": "b", "UINT16": "H", "INT16": "h", "UINT32": "I",
    "INT32": "i", "UINT64": "Q", "INT64": "q", "FP32": "f", "FP64": "d",
}


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

"""HyperLogLog over whole arrays: how many different values there are, in 16,384 registers, within about 0.8 %.

P. Flajolet et al., "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm", AofA 2007. Keys
have 64 bits, so the correction for collisions of 32-bit hashes is not needed; few values are counted linearly as there.
"""

from __future__ import annotations

import math
from typing import Any

_BITS = 14
_REGISTERS = 1 << _BITS
_RANKS = 64 - _BITS + 2
_ALPHA = 0.7213 / (1 + 1.079 / _REGISTERS)
_CHUNK = 1 << 18


def keys(numpy: Any, array: Any) -> Any:
    """Mix the bits of each number (the finaliser of splitmix64), so that equal ones agree and others do not."""
    if array.dtype.kind == "f":
        # -0.0 equals 0.0 and has other bits.
        bits = (array.astype("float64", copy=False) + 0.0).view("uint64")
    elif array.dtype.kind == "M":
        bits = array.view("int64").astype("uint64")
    else:
        bits = array.astype("int64", copy=False).view("uint64") if array.dtype.kind == "i" else array.astype("uint64")
    return mix(numpy, bits)


def mix(numpy: Any, bits: Any) -> Any:
    """Mix 64 bits."""
    mixed = bits + numpy.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> numpy.uint64(30)
    mixed *= numpy.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> numpy.uint64(27)
    mixed *= numpy.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> numpy.uint64(31)
    return mixed


def estimate(numpy: Any, mixed: Any) -> float:
    """Estimate how many different keys there are."""
    # One cell for each register and rank; setting a cell is what a register's maximum needs, and needs no loop.
    seen = numpy.zeros(_REGISTERS * _RANKS, dtype=bool)
    for start in range(0, len(mixed), _CHUNK):
        part = mixed[start : start + _CHUNK]
        register = (part >> numpy.uint64(64 - _BITS)).astype("int64")
        rest = (part & numpy.uint64((1 << (64 - _BITS)) - 1)).astype("float64")
        # The exponent of the rest says how many of its leading bits are zero.
        rank = (64 - _BITS) - numpy.frexp(rest)[1] + 1
        seen[register * _RANKS + rank] = True
    cells = seen.reshape(_REGISTERS, _RANKS)
    highest = (_RANKS - 1) - cells[:, ::-1].argmax(axis=1)
    ranks = numpy.where(cells.any(axis=1), highest, 0)
    raw = _ALPHA * _REGISTERS**2 / float(numpy.ldexp(1.0, -ranks).sum())
    empty = int(numpy.count_nonzero(ranks == 0))
    if raw <= 2.5 * _REGISTERS and empty:
        return _REGISTERS * math.log(_REGISTERS / empty)
    return raw


def count(numpy: Any, keys: Any) -> int:
    """Count the different keys; sorting is faster than hashing them."""
    return len(_different(numpy, keys))


def _different(numpy: Any, keys: Any) -> Any:
    ordered = numpy.sort(keys)
    return ordered[numpy.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def count_few(numpy: Any, mixed: Any) -> int:
    """Count keys of which few are different: most of a part is known already and need not be sorted."""
    known = _different(numpy, mixed[:_CHUNK])
    for start in range(_CHUNK, len(mixed), _CHUNK):
        part = mixed[start : start + _CHUNK]
        places = numpy.searchsorted(known, part)
        places[places == len(known)] = 0
        new = part[known[places] != part]
        if len(new):
            known = _different(numpy, numpy.concatenate((known, new)))
    return len(known)

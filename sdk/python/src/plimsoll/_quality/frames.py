"""Opens what people hold: pandas, polars, pyarrow, Spark, or plain dicts; nothing is imported that is not there."""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plimsoll._quality import sketch
from plimsoll._quality.columns import ArrayColumn, Column, CountedColumn
from plimsoll._quality.values import Test, all_plain, is_missing, plain

MAXIMUM_COLUMNS = 500


class FrameError(TypeError):
    """What was given is no frame, or one that cannot be profiled; the message says what to do."""


class Frame:
    """Rows and columns. Columns are read once each, when they are first asked for."""

    def __init__(self, names: Sequence[Any], rows: int) -> None:
        self.names = [str(name) for name in names]
        self.rows = rows
        self._columns: dict[str, Column] = {}
        if len(self.names) > MAXIMUM_COLUMNS:
            raise FrameError(
                f"the frame has {len(self.names)} columns, at most {MAXIMUM_COLUMNS} are profiled; choose some of them"
            )
        twice = [name for name, count in Counter(self.names).items() if count > 1]
        if twice:
            raise FrameError(f"the frame has {Counter(self.names)[twice[0]]} columns called {twice[0]!r}; rename them")

    def column(self, name: str) -> Column:
        """Return a column that there is."""
        if name not in self._columns:
            self._columns[name] = self._read(name)
        return self._columns[name]

    def prepare(self, tests: Sequence[tuple[str, Test | None]]) -> None:
        """Hear beforehand what will be asked; what computes elsewhere answers all of it in one pass."""

    def duplicates(self, names: Sequence[str] | None = None) -> int:
        """Count the rows that repeat an earlier one, in these columns or in all. Missing equals missing."""
        raise NotImplementedError

    def _read(self, name: str) -> Column:
        raise NotImplementedError


def open_frame(data: Any) -> Frame:
    """Return the frame that stands for what was given."""
    if isinstance(data, Frame):
        return data
    root, kind = type(data).__module__.partition(".")[0], type(data).__name__
    if root in ("pandas", "geopandas") and hasattr(data, "dtypes") and hasattr(data, "columns"):
        return _Pandas(data)
    if root == "polars" and kind in ("DataFrame", "LazyFrame"):
        return _Polars(data.collect() if kind == "LazyFrame" else data)
    if root == "pyarrow" and kind in ("Table", "RecordBatch", "RecordBatchReader"):
        return _Arrow(_as_table(data, kind))
    if hasattr(data, "agg") and hasattr(data, "schema") and hasattr(data, "sparkSession"):
        from plimsoll._quality.spark import SparkFrame  # noqa: PLC0415

        return SparkFrame(data)
    return _of_plain(data)


def _as_table(data: Any, kind: str) -> Any:
    if kind == "RecordBatch":
        return sys.modules["pyarrow"].Table.from_batches([data])
    return data.read_all() if kind == "RecordBatchReader" else data


def _of_plain(data: Any) -> Frame:
    if isinstance(data, Mapping):
        return _of_lists(data)
    if isinstance(data, Iterable) and not isinstance(data, (str, bytes)):
        return _of_rows(data)
    raise FrameError(
        f"a {type(data).__module__}.{type(data).__qualname__} is no frame; give a DataFrame of pandas, polars or "
        "Spark, a table of pyarrow, or rows as dicts"
    )


def _numpy(whose: str) -> Any:
    try:
        return importlib.import_module("numpy")
    except ImportError:
        raise FrameError(f"profiling a frame of {whose} needs numpy: pip install numpy") from None


class PlainFrame(Frame):
    """Columns as lists, row by row; needs no library."""

    def __init__(self, columns: Mapping[str, list[Any]], rows: int, dtypes: Mapping[str, str] | None = None) -> None:
        super().__init__(list(columns), rows)
        self._values = columns
        self._dtypes = dtypes or {}

    def duplicates(self, names: Sequence[str] | None = None) -> int:
        chosen = [self._values[name] for name in (self.names if names is None else names)]
        if not chosen:
            return 0
        seen = {tuple(None if is_missing(value) else plain(value) for value in row) for row in zip(*chosen)}
        return self.rows - len(seen)

    def _read(self, name: str) -> Column:
        counts: Counter[Any] = Counter()
        types: dict[Any, Any] = {}
        for given in self._values[name]:
            if is_missing(given):
                continue
            value = plain(given)
            # 1, 1.0 and True are equal and would be counted as one.
            key = (value.__class__ is bool, value)
            counts[key] += 1
            types.setdefault(key, value)
        column = CountedColumn(name, self._dtypes.get(name, ""), self.rows, list(types.values()), list(counts.values()))
        column.dtype = column.dtype or f"python {column.kind}"
        return column


class _Coded(Frame):
    """What pandas and pyarrow share: arrays of numpy, and texts as codes with a dictionary."""

    numpy: Any

    def duplicates(self, names: Sequence[str] | None = None) -> int:
        numpy, mixed = self.numpy, None
        for name in self.names if names is None else names:
            keys = self._row_keys(self.column(name))
            mixed = keys if mixed is None else sketch.mix(numpy, mixed * numpy.uint64(31) + keys)
        return 0 if mixed is None else self.rows - sketch.count(numpy, mixed)

    def _row_keys(self, column: Column) -> Any:
        numpy = self.numpy
        if isinstance(column, ArrayColumn):
            if column.missing == 0:
                return column.keys()
            keys = numpy.zeros(self.rows, dtype="uint64")
            keys[column.present] = column.keys()
            return keys
        codes = column.codes if isinstance(column, CountedColumn) else None
        if codes is None:
            raise FrameError(f"the rows of {column.name!r} cannot be compared")
        return sketch.mix(numpy, codes.astype("int64").view("uint64"))


class _Pandas(_Coded):
    def __init__(self, frame: Any) -> None:
        super().__init__(list(frame.columns), len(frame))
        self._frame = frame
        self._places = {name: place for place, name in enumerate(self.names)}
        self._pandas = sys.modules["pandas"]
        self.numpy = sys.modules["numpy"]

    def _read(self, name: str) -> Column:
        series = self._frame.iloc[:, self._places[name]]
        dtype = str(series.dtype)
        kind = getattr(series.dtype, "kind", "O")
        is_categorical = dtype == "category"
        if kind in "iufM" and not is_categorical:
            return self._array(name, dtype, series, kind)
        if kind == "m":
            return self._array(name, dtype, series.dt.total_seconds(), "f")
        return self._counted(name, dtype, series)

    def _array(self, name: str, dtype: str, series: Any, kind: str) -> Column:
        present = None
        if getattr(series.dtype, "kind", "") == "M" and getattr(series.dt, "tz", None) is not None:
            series = series.dt.tz_convert("UTC").dt.tz_localize(None)
        is_plain = isinstance(series.dtype, self.numpy.dtype)
        if is_plain and kind in "iu":
            return ArrayColumn(name, dtype, self.rows, series.to_numpy(), self.numpy)
        if is_plain and kind == "f":
            array = series.to_numpy()
            is_there = ~self.numpy.isnan(array)
        else:
            is_there = series.notna().to_numpy(dtype=bool)
            array = series[is_there].to_numpy(dtype="float64") if kind == "f" else None
        if not is_there.all():
            present = is_there
        if is_plain and kind == "f":
            array = array if present is None else array[is_there]
        elif kind == "M":
            array = series[is_there].to_numpy(dtype="datetime64[us]")
        elif kind in "iu":
            array = series[is_there].to_numpy(dtype="uint64" if kind == "u" else "int64")
        return ArrayColumn(name, dtype, self.rows, array, self.numpy, present)

    def _counted(self, name: str, dtype: str, series: Any) -> Column:
        try:
            codes, uniques = self._pandas.factorize(series)
        except TypeError:
            codes, uniques = self._pandas.factorize(series.map(plain))
        return _coded(self.numpy, name, dtype, self.rows, codes, all_plain(uniques.tolist()))


class _Arrow(_Coded):
    def __init__(self, table: Any) -> None:
        super().__init__(table.column_names, table.num_rows)
        self._table = table
        self.numpy = _numpy("pyarrow")

    def _read(self, name: str) -> Column:
        chunked = self._table.column(self.names.index(name))
        types = sys.modules["pyarrow"].types
        dtype = str(chunked.type)
        is_number = types.is_integer(chunked.type) or types.is_floating(chunked.type)
        if is_number or types.is_timestamp(chunked.type) or types.is_date(chunked.type):
            present = None
            if chunked.null_count:
                present = ~chunked.is_null().to_numpy()
            array = chunked.drop_null().to_numpy()
            if types.is_timestamp(chunked.type) or types.is_date(chunked.type):
                array = array.astype("datetime64[us]")
            elif array.dtype.kind == "f":
                array = array.astype("float64", copy=False)
                is_nan = self.numpy.isnan(array)
                if is_nan.any():
                    present = self.numpy.ones(self.rows, dtype=bool) if present is None else present.copy()
                    present[self.numpy.flatnonzero(present)[is_nan]] = False
                    array = array[~is_nan]
            return ArrayColumn(name, dtype, self.rows, array, self.numpy, present)
        if types.is_null(chunked.type):
            return CountedColumn(name, dtype, self.rows, [], [], self.numpy.full(self.rows, -1))
        arrow = sys.modules["pyarrow"]
        if types.is_nested(chunked.type):
            chunked = arrow.chunked_array([arrow.array([None if v is None else repr(v) for v in chunked.to_pylist()])])
        if not types.is_dictionary(chunked.type):
            chunked = chunked.dictionary_encode()
        coded = chunked.combine_chunks()
        coded = coded.chunk(0) if isinstance(coded, arrow.ChunkedArray) and coded.num_chunks else coded
        if isinstance(coded, arrow.ChunkedArray):
            return _coded(self.numpy, name, dtype, self.rows, self.numpy.zeros(0, dtype="int64"), [])
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return _coded(self.numpy, name, dtype, self.rows, codes, all_plain(coded.dictionary.to_pylist()))


class _Polars(Frame):
    def __init__(self, frame: Any) -> None:
        super().__init__(frame.columns, frame.height)
        self._frame = frame
        self._numpy = _numpy("polars")

    def duplicates(self, names: Sequence[str] | None = None) -> int:
        chosen = self._frame if names is None else self._frame.select(list(names))
        return 0 if not chosen.width or not self.rows else int(self.rows - chosen.n_unique())

    def _read(self, name: str) -> Column:
        series = self._frame.get_column(name)
        dtype = str(series.dtype)
        polars = sys.modules["polars"]
        if series.dtype in (polars.Date, polars.Datetime):
            array = series.drop_nulls().cast(polars.Datetime("us")).to_numpy().astype("datetime64[us]")
            return ArrayColumn(name, dtype, self.rows, array, self._numpy)
        if series.dtype == polars.Duration:
            series = series.dt.total_microseconds().cast(polars.Float64) / 1e6
        if series.dtype.is_numeric() and not series.dtype.is_decimal():
            present = series.drop_nulls()
            if present.dtype.is_float():
                present = present.drop_nans()
                return ArrayColumn(name, dtype, self.rows, present.to_numpy().astype("float64"), self._numpy)
            return ArrayColumn(name, dtype, self.rows, present.to_numpy(), self._numpy)
        if series.dtype.is_nested():
            values = [None if value is None else repr(value) for value in series.to_list()]
            series = polars.Series(name, values, dtype=polars.String)
        counted = series.drop_nulls().value_counts(sort=False, name="how often it occurs")
        values = all_plain(counted.get_column(series.name).to_list())
        return CountedColumn(name, dtype, self.rows, values, counted.get_column("how often it occurs").to_list())


def _coded(numpy: Any, name: str, dtype: str, rows: int, codes: Any, values: list[Any]) -> CountedColumn:
    """Count the codes; a dictionary may hold a value twice, or one that is missing or that no row has."""
    counts = numpy.bincount(codes[codes >= 0], minlength=len(values)) if len(codes) else numpy.zeros(len(values), int)
    firsts: dict[Any, int] = {}
    other = numpy.arange(len(values), dtype="int64")
    is_clean = True
    # Texts of a dictionary are there once each, and there may be a million of them.
    for place, value in enumerate(() if set(map(type, values)) == {str} else values):
        key = (value.__class__ is bool, value)
        first = -1 if is_missing(value) else firsts.setdefault(key, place)
        if first != place:
            other[place] = first
            is_clean = False
    if not is_clean:
        codes = numpy.where(codes >= 0, other[codes], -1)
        counts = numpy.bincount(codes[codes >= 0], minlength=len(values))
    often = counts.tolist()
    if not all(often):
        values = [value for value, count in zip(values, often) if count]
        often = [count for count in often if count]
    return CountedColumn(name, dtype, rows, values, often, codes)


def _of_lists(data: Mapping[Any, Any]) -> Frame:
    columns = {str(name): list(values) for name, values in data.items() if not isinstance(values, (str, bytes))}
    lengths = {len(values) for values in columns.values()}
    if len(columns) != len(data) or len(lengths) > 1:
        raise FrameError("a mapping is taken as a frame if each of its values is a list, all of one length")
    return PlainFrame(columns, lengths.pop() if lengths else 0)


def _of_rows(rows: Iterable[Any]) -> Frame:
    columns: dict[str, list[Any]] = {}
    count = 0
    for row in rows:
        if not isinstance(row, Mapping):
            raise FrameError(f"row {count + 1} is a {type(row).__name__}, expected a dict from column to value")
        for name, value in row.items():
            values = columns.get(name if isinstance(name, str) else str(name))
            if values is None:
                values = columns[str(name)] = []
            if len(values) < count:
                # A column that rows before did not have was missing there.
                values.extend([None] * (count - len(values)))
            values.append(value)
        count += 1
    for values in columns.values():
        values.extend([None] * (count - len(values)))
    return PlainFrame(columns, count)

"""Writes the Parquet files that ParquetFileTest reads, with pyarrow: `python make.py` in this folder."""

import datetime
import decimal

import numpy
import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 2_000
table = pa.table(
    {
        "temp": pa.array([None if i % 7 == 0 else i / 4 for i in range(ROWS)]),
        "hour": pa.array([i % 24 for i in range(ROWS)], pa.int32()),
        "carrier": pa.array([None if i % 11 == 0 else ["UA", "Ö", "🛳"][i % 3] for i in range(ROWS)]),
        "holiday": pa.array([i % 2 == 0 for i in range(ROWS)]),
        "unsigned": pa.array([2**32 - 1 - i for i in range(ROWS)], pa.uint32()),
        "half": pa.array(numpy.arange(ROWS, dtype=numpy.float16)),
        "price": pa.array([decimal.Decimal(i) / 100 for i in range(ROWS)], pa.decimal128(12, 2)),
        "day": pa.array([datetime.date(2026, 1, 1 + i % 28) for i in range(ROWS)]),
        "at": pa.array([datetime.datetime(2026, 1, 1, 0, 0, i % 60) for i in range(ROWS)]),
        "plan": pa.array(["gold", "silver"] * (ROWS // 2)).dictionary_encode(),
        "word": pa.array([f"value {i}" for i in range(ROWS)]),
        "many": pa.array([[1, 2]] * ROWS),
        "deep": pa.array([{"hour": 1}] * ROWS),
    }
)
pq.write_table(table, "snappy.parquet", compression="snappy", row_group_size=700, store_schema=False)
pq.write_table(table, "zstd2.parquet", compression="zstd", data_page_version="2.0", data_page_size=1024, store_schema=False)
pq.write_table(table, "gzip.parquet", compression="gzip", use_dictionary=False, store_schema=False)
pq.write_table(table, "plain.parquet", compression="none", use_deprecated_int96_timestamps=True, store_schema=False)
pq.write_table(
    table.select(["hour", "temp", "carrier", "holiday", "word"]),
    "delta.parquet",
    compression="lz4",
    use_dictionary=False,
    store_schema=False,
    column_encoding={"hour": "DELTA_BINARY_PACKED", "carrier": "DELTA_BYTE_ARRAY", "word": "DELTA_LENGTH_BYTE_ARRAY", "temp": "BYTE_STREAM_SPLIT"},
)
pq.write_table(table.select(["hour"]), "brotli.parquet", compression="brotli", store_schema=False)

# Rows for the model of three features that the tests deploy, with its answers.
rng = numpy.random.default_rng(7)
pq.write_table(
    pa.table(
        {
            "temp": rng.normal(10, 3, 400).astype(numpy.float32),
            "wind": rng.integers(0, 9, 400),
            "rain": rng.random(400),
            "label": rng.integers(0, 2, 400),
            "probability": rng.random(400),
        }
    ),
    "weather.parquet",
    compression="zstd",
    store_schema=False,
)

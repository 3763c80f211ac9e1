"""Evidently's own drift of all columns with its default methods; only its work is measured, not the loading."""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
from evidently import DataDefinition, Dataset, Report  # noqa: E402
from evidently.presets import DataDriftPreset  # noqa: E402


def main(folder: Path) -> None:
    """Print seconds, the peak of memory, and each column's number with its method."""
    about = json.loads((folder / "columns.json").read_text())
    definition = DataDefinition(
        numerical_columns=[c["name"] for c in about["columns"] if c["kind"] != "category"],
        categorical_columns=[c["name"] for c in about["columns"] if c["kind"] == "category"],
    )
    sides = [_frame(folder, about, side) for side in ("reference", "current")]
    start = time.perf_counter()
    reference, current = (Dataset.from_pandas(frame, data_definition=definition) for frame in sides)
    result = Report([DataDriftPreset()]).run(current, reference)
    seconds = time.perf_counter() - start
    values = {}
    for metric in result.dict()["metrics"]:
        config = metric["config"]
        if "column" in config:
            values[config["column"]] = {"method": str(config.get("method")), "value": float(metric["value"])}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peakBytes": peak, "values": values}))


def _frame(folder: Path, about: dict, side: str) -> pd.DataFrame:
    columns = {}
    for column in about["columns"]:
        path = folder / f"{column['name']}.{side}"
        if column["kind"] == "category":
            columns[column["name"]] = np.array(column["names"], dtype=object)[np.fromfile(path, "<i4")]
        else:
            columns[column["name"]] = np.fromfile(path, "<f8")
    return pd.DataFrame(columns)


main(Path(sys.argv[1]))

"""Evidently's DataDriftPreset with its defaults: which columns it calls, and whether it calls the data set."""

import json
import sys
import warnings
from pathlib import Path

import windows

warnings.filterwarnings("ignore")
from evidently import DataDefinition, Dataset, Report  # noqa: E402
from evidently.presets import DataDriftPreset  # noqa: E402

P_VALUES = ("p_value", "p-value")
found = {}
reference = definition = None
for name, rows in windows.read(Path(sys.argv[1])):
    if reference is None:
        numbers, categories = windows.columns(rows)
        definition = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
        reference = Dataset.from_pandas(rows, data_definition=definition)
        continue
    result = Report([DataDriftPreset()]).run(Dataset.from_pandas(rows, data_definition=definition), reference)
    called, whole = [], False
    for metric in result.dict()["metrics"]:
        config = metric["config"]
        if "column" in config:
            is_test = any(word in str(config["method"]) for word in P_VALUES)
            value = float(metric["value"])
            if value < config["threshold"] if is_test else value >= config["threshold"]:
                called.append(config["column"])
        elif "drift_share" in config:
            whole = metric["value"]["share"] >= config["drift_share"]
    found[name] = {"any": bool(called), "whole": bool(whole), "columns": called}
print(json.dumps(found))

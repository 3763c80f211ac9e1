"""NannyML's univariate drift with its defaults: which columns leave the band that the reference's chunks draw."""

import json
import sys
import warnings
from pathlib import Path

import windows

warnings.filterwarnings("ignore")
import nannyml  # noqa: E402

found, calculators, reference = {}, {}, None
for name, rows in windows.read(Path(sys.argv[1])):
    if reference is None:
        reference = rows
        continue
    size = len(rows)
    if size not in calculators:
        calculator = nannyml.UnivariateDriftCalculator(column_names=list(reference), chunk_size=size)
        calculators[size] = calculator.fit(reference)
    result = calculators[size].calculate(rows).filter(period="analysis").to_df()
    called = sorted({key[0] for key in result.columns if key[-1] == "alert" and bool(result[key].any())})
    found[name] = {"any": bool(called), "columns": called}
print(json.dumps(found))

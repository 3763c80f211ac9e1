"""NannyML's univariate drift with its defaults: which columns leave the band that the reference's chunks draw.

Windows of one size are asked as chunks of one analysis period, which is how NannyML takes them; each chunk is compared
with the reference alone, so the answer is that of a window by itself.
"""

import json
import sys
import warnings
from pathlib import Path

import pandas as pd
import windows

warnings.filterwarnings("ignore")
import nannyml  # noqa: E402

reference, by_size, found = None, {}, {}
for name, rows in windows.read(Path(sys.argv[1])):
    if reference is None:
        reference = rows
    else:
        by_size.setdefault(len(rows), []).append((name, rows))
for size, asked in by_size.items():
    calculator = nannyml.UnivariateDriftCalculator(column_names=list(reference), chunk_size=size).fit(reference)
    period = pd.concat([rows for _, rows in asked], ignore_index=True)
    result = calculator.calculate(period).filter(period="analysis").to_df()
    alerts = [key for key in result.columns if key[-1] == "alert"]
    for place, (name, _) in enumerate(asked):
        called = sorted({key[0] for key in alerts if bool(result[key].iloc[place])})
        found[name] = {"any": bool(called), "columns": called}
print(json.dumps(found))

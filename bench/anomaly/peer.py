"""River's detector for series, with the settings of its documentation: Holt-Winters by the day and a limit on the squared error.

Reads series, one a line as numbers between commas, and answers with the indices that it flags, one line for each, then the seconds that it took.
"""

import sys
import time

from river import anomaly, time_series

season = int(sys.argv[1])


def flagged(values):
    detector = anomaly.PredictiveAnomalyDetection(
        time_series.HoltWinters(alpha=0.3, beta=0.1, gamma=0.6, seasonality=season),
        horizon=1,
        n_std=3.5,
        warmup_period=2 * season,
    )
    odd = []
    for index, value in enumerate(values):
        # It cannot forecast before it has seen a whole season.
        score = detector.score_one(None, value) if index > season else 0.0
        if score >= 1.0:
            odd.append(index)
        detector.learn_one(None, value)
    return odd


series = [[float(value) for value in line.split(",")] for line in sys.stdin]
start = time.perf_counter()
answers = [flagged(values) for values in series]
seconds = time.perf_counter() - start
for answer in answers:
    print(",".join(str(index) for index in answer))
print(seconds)

